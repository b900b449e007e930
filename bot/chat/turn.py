"""One update of a private chat in a callback's hands: what came, its transaction, and the way to answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

import structlog
from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.chat.carrier import NO_PREVIEW, marked_or_plain
from bot.chat.incoming import Incoming
from bot.chat.keyboard import keyboard
from bot.chat.outcomes import Family, family, seconds_to_wait, told
from bot.chat.pace import Pace
from bot.parts import Parts
from handlers.refusals import Refusal
from handlers.rules.chat_text import pieces
from handlers.screens import HOME, Screen
from handlers.updates import finish_update
from handlers.wording import say

LONGEST_WAIT = 5.0  # seconds that a screen waits when Telegram asks for patience; then it is left out
UNNOTICED = 0.3  # seconds
T = TypeVar("T")
log = structlog.get_logger()


async def _no_commands(_role: str) -> None:
    """Leave the chat's command menu as it is."""


class Turn:
    """Hands a callback what it needs, and sees that the update is marked in its transaction."""

    def __init__(
        self,
        parts: Parts,
        bot: Bot,
        pace: Pace,
        incoming: Incoming,
        *,
        another_file_waits: Callable[[], bool] = lambda: False,
        show_commands: Callable[[str], Awaitable[None]] = _no_commands,
    ) -> None:
        self.parts = parts
        self.bot = bot
        self.incoming = incoming
        self.another_file_waits = another_file_waits
        self.show_commands = show_commands  # the command menu of a role, in this chat
        self.is_done = False
        self._pace = pace

    @property
    def chat_id(self) -> int:
        """Return the chat, which is also the person's number."""
        return self.incoming.chat_id

    @property
    def now(self) -> datetime:
        """Return this moment."""
        return self.parts.clock.now()

    @asynccontextmanager
    async def transaction(self, *, parcels: bool = True) -> AsyncIterator[AsyncSession]:
        """Give the session of this event; the update is marked as handled in the same commit.

        A second transaction of the same turn is only for what was learned while answering. With `parcels`
        false nothing is written that has to leave, and nobody is woken to look for it.
        """
        async with self.parts.database.transaction() as session:
            if not self.is_done:
                await finish_update(session, self.incoming.key)
            yield session
        self.is_done = True
        if parcels:
            self.parts.signals.outbox.ring()

    def reading(self) -> AbstractAsyncContextManager[AsyncSession]:
        """Give a session for questions; it takes no lock."""
        return self.parts.database.reading()

    def glance(self) -> AbstractAsyncContextManager[AsyncSession]:
        """Give a session for a few rows by an index, as a menu needs them; it takes no lock and no thread."""
        return self.parts.database.glance()

    async def show(self, screen: Screen) -> int | None:
        """Change the pressed message into this screen, or send it; the message's number, best effort."""
        text = pieces(screen.text)
        if self.incoming.may_edit and self.incoming.message_id is not None and len(text) == 1:
            return await self.change(self.incoming.message_id, screen)
        return await self.say(screen)

    async def say(self, screen: Screen) -> int | None:
        """Send a screen as a new message; its number, None where it could not be sent."""
        texts, number = pieces(screen.text), None
        for place, text in enumerate(texts):
            last = screen if place == len(texts) - 1 else Screen("")
            number = await self._patiently(partial(self._send, text, last))
        return number

    async def refuse(self, refusal: Refusal) -> None:
        """Mark the update as handled, and say why nothing was done."""
        if not self.is_done:
            async with self.transaction():
                pass
        await self.say(Screen(say(f"{refusal.sentence}.html", **refusal.values), [[HOME]]))

    async def change(self, message_id: int, screen: Screen) -> int | None:
        """Change a message into this screen; where it is gone, send the screen anew."""
        return await self._patiently(partial(self._change, message_id, screen))

    async def _change(self, message_id: int, screen: Screen) -> int:
        async def edit(body: str, mode: str | None) -> int:
            await self._pace.answer()
            await self.bot.edit_message_text(
                body,
                self.chat_id,
                message_id,
                parse_mode=mode,
                reply_markup=keyboard(screen.buttons),
                link_preview_options=NO_PREVIEW,
            )
            return message_id

        try:
            return await marked_or_plain(edit, screen.text)
        except TelegramError as error:
            if family(error) is not Family.SAME:
                raise
            if "not modified" in str(error):
                return message_id
        return await self._send(screen.text, screen)

    async def remove(self, message_id: int) -> None:
        """Take a message of ours away, best effort."""

        async def send() -> None:
            await self._pace.answer()
            await self.bot.delete_message(self.chat_id, message_id)

        await self._patiently(send)

    async def while_typing(self, work: Coroutine[Any, Any, T]) -> T:
        """Wait for work; from 300 ms on the chat shows that something is being done."""
        task = asyncio.ensure_future(work)
        await asyncio.wait({task}, timeout=UNNOTICED)
        if not task.done():
            await self._patiently(partial(self.bot.send_chat_action, self.chat_id, ChatAction.TYPING))
        return await task

    async def _send(self, text: str, screen: Screen) -> int:
        async def send(body: str, mode: str | None) -> int:
            await self._pace.answer()
            sent = await self.bot.send_message(
                self.chat_id,
                body,
                parse_mode=mode,
                reply_markup=keyboard(screen.buttons),
                link_preview_options=NO_PREVIEW,
            )
            return sent.message_id

        return await marked_or_plain(send, text)

    async def _patiently(self, send: Callable[[], Coroutine[Any, Any, object]]) -> int | None:
        """Do one call, once more after a wait that Telegram asked for; a fault is logged, never raised."""
        for _ in range(2):
            try:
                value = await send()
            except TelegramError as error:
                wait = seconds_to_wait(error)
                if wait is None or wait > LONGEST_WAIT:
                    log.warning("screen.not_shown", error=told(error))
                    return None
                await asyncio.sleep(wait)
            else:
                return value if isinstance(value, int) else None
        return None
