"""The chat door opens late, closes cleanly, and answers old buttons."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.chat.application import ChatDoor
from demo.bot_api_errors import BadRequest, TooManyRequests
from demo.visitor import Visitor
from storage.tables import Update
from tests.chat_desk import ChatDesk, chat_desk
from tests.servers.waiting import wait_until

PERSON = 901


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[ChatDesk]:
    async with chat_desk(tmp_path) as opened:
        yield opened


@pytest.fixture
def visitor(desk: ChatDesk) -> Visitor:
    return desk.api.visitor(PERSON, "陈一")


async def test_door_waits_for_telegram_that_is_away_at_start(desk: ChatDesk, visitor: Visitor) -> None:
    await desk.api.stop()
    running = asyncio.create_task(desk._run())
    visitor.write("菜单")
    await asyncio.sleep(0.2)
    assert not running.done()
    await desk.api.start()
    await visitor.sees("申报台")
    desk.task = running


async def test_once_with_telegram_away_does_nothing_and_ends(desk: ChatDesk, visitor: Visitor) -> None:
    visitor.write("菜单")
    await desk.api.stop()
    async with ChatDoor(desk.parts) as door:
        assert await door.once() == 0


async def test_button_works_after_a_restart(desk: ChatDesk, visitor: Visitor) -> None:
    await desk.start()
    visitor.start()
    menu = await visitor.sees("申报台")
    await desk.stop()
    await desk.start()
    visitor.press("科室电话", menu)
    await visitor.sees("请选择科室", since=menu.revision)


async def test_button_of_a_message_that_is_gone_is_answered_anew(desk: ChatDesk, visitor: Visitor) -> None:
    await desk.start()
    visitor.start()
    menu = await visitor.sees("申报台")
    desk.api.exchange.chats.remove(menu)
    visitor.press_data(menu, "g:1:depts")
    offices = await visitor.sees("请选择科室")
    assert offices.id != menu.id


@pytest.mark.parametrize(
    "data", ["g:0:topics", "g:1:c:99.9", "g", "zz:1:x", "b:1:open:1;drop", "s:1:show:-1", "g:1:topic:1:~!!"]
)
async def test_button_of_another_version_or_tampered_leads_to_the_menu(
    desk: ChatDesk, visitor: Visitor, data: str
) -> None:
    await desk.start()
    visitor.start()
    menu = await visitor.sees("申报台")
    visitor.press_data(menu, data)
    renewed = await visitor.sees("菜单已更新")
    assert "申报指南" in [button.text[-4:] for button in renewed.buttons]


async def test_every_press_is_answered(desk: ChatDesk, visitor: Visitor) -> None:
    await desk.start()
    visitor.start()
    menu = await visitor.sees("申报台")
    queries = [visitor.press_data(menu, data) for data in ("g:1:topics", "g:1:depts", "nonsense")]
    await wait_until(lambda: not any(desk.api.exchange.queries.waits(query) for query in queries))


async def test_press_that_is_too_old_to_be_answered_still_does_its_work(
    desk: ChatDesk, visitor: Visitor
) -> None:
    await desk.start()
    visitor.start()
    menu = await visitor.sees("申报台")
    desk.api.exchange.fail_next("answerCallbackQuery", BadRequest("query is too old"))
    visitor.press("科室电话", menu)
    await visitor.sees("请选择科室")


async def test_screen_waits_a_moment_when_telegram_asks_for_it(desk: ChatDesk, visitor: Visitor) -> None:
    await desk.start()
    desk.api.exchange.fail_next("sendMessage", TooManyRequests(1))
    visitor.start()
    await visitor.sees("申报台")


async def test_words_and_commands_do_the_same(desk: ChatDesk, visitor: Visitor) -> None:
    await desk.start()
    for written, seen in (
        ("查询", "请选择专题"),
        ("/guide", "请选择专题"),
        ("提交", "请选择专题"),
        ("我的申报", "您还没有申报"),
        ("/my", "您还没有申报"),
        ("帮助", "直接输入"),
        ("/help", "直接输入"),
        ("/nothing", "直接输入"),
        ("取消", "没有正在进行的操作"),
        ("/cancel", "没有正在进行的操作"),
        ("菜单", "申报台"),
    ):
        before = visitor.revision
        visitor.write(written)
        await visitor.sees(seen, since=before)


async def test_commands_are_shown_to_everybody(desk: ChatDesk) -> None:
    await desk.start()
    await wait_until(lambda: "setMyCommands" in desk.api.exchange.calls)
    shown = desk.api.exchange.profile.get_commands({"type": "all_private_chats"}, "")
    assert {"start", "help", "cancel", "my"} <= {each.command for each in shown}


async def test_token_stands_in_no_log(
    desk: ChatDesk, visitor: Visitor, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO)
    await desk.start()
    visitor.start()
    await visitor.sees("申报台")
    await desk.api.stop()
    shown: list[str] = []

    def polling_has_failed() -> bool:
        shown.extend(capsys.readouterr())
        return "poll.failed" in f"{shown}{caplog.text}"

    await wait_until(polling_has_failed)
    await desk.stop()
    secret = desk.api.token.partition(":")[2]
    ours = [record for record in caplog.records if not record.name.startswith("uvicorn")]
    assert ours
    assert not [record for record in ours if secret in f"{record.getMessage()} {record.exc_text}"]
    assert secret not in "".join([*shown, *capsys.readouterr()])


async def test_door_closes_after_a_stop_that_was_given_up(desk: ChatDesk) -> None:
    async with ChatDoor(desk.parts) as door:
        door._application._running = True  # as it is where Telegram was silent to the end


async def test_nothing_is_left_unhandled_after_a_clean_stop(desk: ChatDesk, visitor: Visitor) -> None:
    await desk.start()
    for number in range(20):
        visitor.write(f"1.{number % 4 + 1} 电话")
    await wait_until(lambda: len(desk.api.exchange.chats.journal) >= 3)
    await desk.stop()
    await desk.start()
    await wait_until(lambda: len(desk.api.exchange.chats.journal) >= 20)
    await wait_until(lambda: len(desk.api.exchange.updates) == 0)
    assert len({row.update_id for row in await desk.rows(Update)}) == 20
    assert len([message for message in visitor.messages if message.from_bot]) == 20


async def test_receipt_numbers_cannot_be_tried_out(desk: ChatDesk, visitor: Visitor) -> None:
    await desk.start()
    for number in range(6):
        visitor.write(f"/receipt SB-2026-00000{number}-AA")
    await visitor.sees("查询过于频繁")
    assert sum("没有找到" in message.text for message in visitor.messages) == 5


async def test_message_of_another_kind_is_told_what_to_do_instead(desk: ChatDesk, visitor: Visitor) -> None:
    await desk.start()
    person = {"id": PERSON, "is_bot": False, "first_name": "陈一"}
    content = {
        "message_id": 77,
        "date": 1,
        "from": person,
        "chat": {"id": PERSON, "type": "private", "first_name": "陈一"},
        "location": {"latitude": 22.5, "longitude": 113.1},
    }
    visitor.start()
    await visitor.sees("申报台")
    desk.api.exchange.updates.put("message", content)
    await visitor.sees("请输入文字提问")
