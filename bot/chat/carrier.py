"""Bring the courier's chat parcels to Telegram."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Final

from telegram import Bot, LinkPreviewOptions
from telegram.constants import FileSizeLimit, ParseMode
from telegram.error import BadRequest, TelegramError

from bot.chat.keyboard import stored_keyboard
from bot.chat.outcomes import Family, family, outcome, seconds_to_wait
from bot.chat.pace import PATIENCE, Pace
from bot.config import Mode
from bot.mail.writing import enclosed
from bot.parts import Parts
from handlers.dispatch import Claimed
from handlers.rules.chat_text import CAPTION_LENGTH, MESSAGE_LENGTH, length, pieces, plain
from handlers.rules.compose import Enclosure
from handlers.rules.inline_picture import is_shown_inline
from handlers.rules.retry import Delivery, Fate
from handlers.wording import say
from storage.queries.people import operator_chats
from storage.states import ParcelKind

NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)
NOBODY: Final = timedelta(minutes=1)  # until the sandbox is looked for again


class ChatCarrier:
    """Sends messages, documents and edits; what goes wrong is a value."""

    def __init__(self, parts: Parts, bot: Bot, pace: Pace) -> None:
        self._parts = parts
        self._bot = bot
        self._pace = pace
        # How many pieces of a long message have left, so that a second try does not repeat them.
        self._left: dict[int, int] = {}
        self._carry: Mapping[ParcelKind, Callable[[Claimed, int], Awaitable[int | None]]] = {
            ParcelKind.MESSAGE: self._message,
            ParcelKind.DOCUMENT: self._document,
            ParcelKind.EDIT: self._edit,
        }

    async def carry(self, parcel: Claimed) -> Delivery:
        """Send one parcel; a fault is a value, never an exception."""
        chat_id = await self._recipient(parcel)
        if chat_id is None:
            return Delivery(Fate.LATER, "试运行模式还没有可用的聊天", wait=NOBODY)
        wait = self._pace.delay(chat_id)
        if wait > PATIENCE:
            return Delivery(Fate.HELD, "排队", wait=timedelta(seconds=wait))
        try:
            number = await self._carry[parcel.kind](parcel, chat_id)
        except TelegramError as error:
            if (seconds := seconds_to_wait(error)) is not None:
                self._pace.hold(chat_id, seconds)
            return outcome(error)
        except FileNotFoundError:
            return Delivery(Fate.REFUSED, "文件已不在磁盘上")
        self._left.pop(parcel.id, None)
        return Delivery(Fate.SENT, chat_message_id=number)

    async def _recipient(self, parcel: Claimed) -> int | None:
        """Return the chat that the parcel goes to in this mode."""
        if self._parts.config.mode is not Mode.SANDBOX:
            return int(parcel.recipient)
        if self._parts.config.sandbox.chat is not None:
            return self._parts.config.sandbox.chat
        async with self._parts.database.reading() as session:
            chats = await operator_chats(session)
        return chats[0] if chats else None

    def _top(self, parcel: Claimed, text: str) -> str:
        """Name the real recipient on top of what goes to the sandbox."""
        if self._parts.config.mode is not Mode.SANDBOX:
            return text
        return f"{say('sandbox.html', recipient=parcel.recipient)}\n{text}"

    async def _message(self, parcel: Claimed, chat_id: int) -> int | None:
        texts = pieces(self._top(parcel, parcel.payload["text"]))
        number = None
        for place, text in enumerate(texts):
            if place < self._left.get(parcel.id, 0):
                continue
            number = await self._send(chat_id, text, parcel, last=place == len(texts) - 1)
            self._left[parcel.id] = place + 1
        return number

    async def _send(self, chat_id: int, text: str, parcel: Claimed, *, last: bool) -> int:
        buttons = stored_keyboard(parcel.payload.get("buttons", ())) if last else None

        async def send(body: str, mode: str | None) -> int:
            await self._pace.push(chat_id)
            sent = await self._bot.send_message(
                chat_id,
                body,
                parse_mode=mode,
                reply_markup=buttons,
                disable_notification=bool(parcel.payload.get("silent")),
                link_preview_options=NO_PREVIEW,
            )
            return sent.message_id

        return await marked_or_plain(send, text)

    async def _document(self, parcel: Claimed, chat_id: int) -> int | None:
        payload = parcel.payload
        file = Enclosure(payload["name"], payload["media_type"], payload["blob"], payload.get("part"))
        raw = await asyncio.to_thread(enclosed, self._parts.blobs, file)
        caption = self._top(parcel, payload["caption"])
        if len(raw) > FileSizeLimit.FILESIZE_UPLOAD or not raw:
            text = say("document_unsendable.html", name=file.name, bytes=len(raw))
            return await self._send(chat_id, self._top(parcel, text), parcel, last=True)
        if length(caption) > CAPTION_LENGTH:
            for text in pieces(caption, MESSAGE_LENGTH):
                await self._send(chat_id, text, parcel, last=False)
            caption = self._top(parcel, "")

        return await self._file(chat_id, raw, file.name, caption, inline=bool(payload.get("inline")))

    async def _file(self, chat_id: int, raw: bytes, name: str, caption: str, *, inline: bool) -> int:
        async def photo(body: str, mode: str | None) -> int:
            await self._pace.push(chat_id)
            sent = await self._bot.send_photo(
                chat_id, raw, filename=name, caption=body or None, parse_mode=mode
            )
            return sent.message_id

        async def document(body: str, mode: str | None) -> int:
            await self._pace.push(chat_id)
            sent = await self._bot.send_document(
                chat_id, raw, filename=name, caption=body or None, parse_mode=mode
            )
            return sent.message_id

        if inline and is_shown_inline(raw):
            # What Telegram does not take as a photo, it takes as a file.
            with suppress(BadRequest):
                return await marked_or_plain(photo, caption)
        return await marked_or_plain(document, caption)

    async def _edit(self, parcel: Claimed, chat_id: int) -> int | None:
        payload = parcel.payload

        async def send(body: str, mode: str | None) -> int:
            await self._pace.push(chat_id)
            await self._bot.edit_message_text(
                body,
                chat_id,
                payload["message_id"],
                parse_mode=mode,
                reply_markup=stored_keyboard(payload.get("buttons", ())),
                link_preview_options=NO_PREVIEW,
            )
            return int(payload["message_id"])

        return await marked_or_plain(send, pieces(self._top(parcel, payload["text"]))[0])


async def marked_or_plain(send: Callable[[str, str | None], Awaitable[int]], text: str) -> int:
    """Send a text with its marks, or without them where Telegram cannot read them."""
    try:
        return await send(text, ParseMode.HTML)
    except TelegramError as error:
        if family(error) is not Family.MARKS:
            raise
    return await send(plain(text), None)
