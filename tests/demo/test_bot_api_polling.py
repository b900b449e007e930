"""python-telegram-bot polls the local Bot API unchanged."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import telegram.error
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaDocument, Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from demo.bot_api import LocalBotApi
from demo.visitor import Sheet, Visitor

App = Application[Any, Any, Any, Any, Any, Any]
Context = ContextTypes.DEFAULT_TYPE
USER = 701


async def on_start(update: Update, context: Context) -> None:
    assert update.message is not None
    button = InlineKeyboardButton("查看", callback_data="show")
    await update.message.reply_html(
        f"<b>您好</b> {' '.join(context.args or [])}", reply_markup=InlineKeyboardMarkup([[button]])
    )


async def on_press(update: Update, _context: Context) -> None:
    assert update.callback_query is not None
    await update.callback_query.answer("收到", show_alert=True)
    await update.callback_query.edit_message_text("已查看")


async def on_file(update: Update, context: Context) -> None:
    assert update.message is not None
    assert update.message.document is not None
    file = await update.message.document.get_file()
    content = bytes(await file.download_as_bytearray())
    await context.bot.send_document(USER, content, filename="回 执.txt", caption="收到的文件")


@pytest.fixture
async def app(api: LocalBotApi) -> AsyncIterator[App]:
    built: App = (
        ApplicationBuilder()
        .token(api.token)
        .base_url(api.base_url)
        .base_file_url(api.base_file_url)
        .get_updates_read_timeout(20)
        .build()
    )
    built.add_handler(CommandHandler("start", on_start))
    built.add_handler(CallbackQueryHandler(on_press))
    built.add_handler(MessageHandler(filters.Document.ALL, on_file))
    async with built:
        assert built.updater is not None
        await built.updater.start_polling(timeout=10, bootstrap_retries=-1)
        await built.start()
        yield built
        await built.updater.stop()
        await built.stop()


@pytest.fixture
def visitor(api: LocalBotApi) -> Visitor:
    return api.visitor(USER, "陈一")


@pytest.mark.usefixtures("app")
async def test_start_press_and_edit(visitor: Visitor) -> None:
    visitor.start("r_42")
    hello = await visitor.sees("您好 r_42")
    visitor.press("查看")
    edited = await visitor.sees("已查看")
    assert (edited.id, edited.keyboard) == (hello.id, ())
    toast = visitor.exchange.queries.toast(USER)
    assert toast is not None
    assert (toast.text, toast.alert) == ("收到", True)


@pytest.mark.usefixtures("app")
async def test_file_travels_both_ways_byte_for_byte(visitor: Visitor) -> None:
    content = bytes(range(256)) * 512
    visitor.send_document(Sheet("项目申报书.pdf", content), "申报书")
    answer = await visitor.sees("收到的文件")
    assert answer.attachment is not None
    assert (answer.attachment.file.name, answer.attachment.file.content) == ("回 执.txt", content)


@pytest.mark.usefixtures("app")
async def test_album_arrives_as_separate_updates(visitor: Visitor) -> None:
    visitor.send_album([Sheet(f"{n}.txt", str(n).encode()) for n in range(3)])

    def answers() -> list[bytes]:
        sent = [each.attachment for each in visitor.messages if each.from_bot]
        return sorted(each.file.content for each in sent if each)

    await visitor.sees(lambda _: len(answers()) == 3)
    assert answers() == [b"0", b"1", b"2"]


async def test_polling_survives_a_server_that_is_away(api: LocalBotApi, app: App, visitor: Visitor) -> None:
    assert app.running
    await api.stop()
    visitor.start("after")
    await api.start()
    await visitor.sees("您好 after", within=20)


async def test_refusals_become_telegram_errors(api: LocalBotApi, visitor: Visitor) -> None:
    async with Bot(api.token, base_url=api.base_url, base_file_url=api.base_file_url) as bot:
        with pytest.raises(telegram.error.BadRequest, match="Chat not found"):
            await bot.send_message(USER, "x")
        visitor.start()
        visitor.block()
        with pytest.raises(telegram.error.Forbidden):
            await bot.send_message(USER, "x")
        visitor.unblock()
        media = [InputMediaDocument(b"1", filename="一.txt", caption="两份"), InputMediaDocument(b"2")]
        sent = await bot.send_media_group(USER, media)
        assert [each.media_group_id for each in sent] == [sent[0].media_group_id] * 2
        assert await bot.set_my_commands([("help", "帮助")], language_code="zh")
        assert [each.command for each in await bot.get_my_commands(language_code="zh")] == ["help"]
    stranger = Bot("1:wrong", base_url=api.base_url)
    with pytest.raises(telegram.error.InvalidToken):
        await stranger.initialize()
    await stranger.shutdown()


async def test_unconfirmed_updates_come_again(api: LocalBotApi, visitor: Visitor) -> None:
    visitor.write("一")
    async with Bot(api.token, base_url=api.base_url) as bot:
        first = await bot.get_updates()
        again = await bot.get_updates()
        assert [each.update_id for each in first] == [each.update_id for each in again]
        assert await bot.get_updates(offset=first[-1].update_id + 1) == ()
        held = asyncio.create_task(bot.get_updates(offset=first[-1].update_id + 1, timeout=10))
        await asyncio.sleep(0)
        visitor.write("二")
        assert [each.message.text for each in await held if each.message] == ["二"]
