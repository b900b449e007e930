"""The outside world of the demo on one machine: chat, post, page and calendar."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import date
from types import TracebackType
from typing import Self

from bot.local_server import HOST, LocalServer
from demo.bot_api import BOT, TOKEN, bot_api_routes
from demo.cast import DESK, Cast
from demo.changes import Changes
from demo.chat_routes import chat_routes
from demo.days import Days, Sent
from demo.exchange import Exchange
from demo.mail_servers import MailServers
from demo.moving_clock import MovingClock
from demo.page_state import PageState, Progress
from demo.site import Site
from demo.visitor import Visitor

LARGEST_FIRST_ID = 1_000_000_000


class Stage:
    """Everything that the desk meets; `settled` waits until nothing is on its way out of the desk."""

    def __init__(self, clock: MovingClock, is_workday: Callable[[date], bool], port: int = 0) -> None:
        changes = Changes()
        self.token = TOKEN
        self.clock = clock
        self.settled: Callable[[], Awaitable[None]] | None = None
        self.exchange = Exchange(BOT, clock.now, changes, first_id=1 + secrets.randbelow(LARGEST_FIRST_ID))
        self.post = MailServers(DESK, clock=clock, changes=changes)
        self.progress = Progress(changes)
        self.days = Days(clock, is_workday, changes, self._sent, self._settle)
        self.state = PageState(DESK, self.exchange, self.post.mailboxes, self.days, self.progress)
        self._site = Site(self.state, self.post)
        further = [*bot_api_routes(self.exchange, self.token), *chat_routes(self.exchange)]
        self._server = LocalServer(self._site.app(further), port, self._let_go)
        self._left = asyncio.Event()
        self._stack = AsyncExitStack()

    @property
    def address(self) -> str:
        """Give the page's address, http://127.0.0.1:PORT."""
        return f"http://{HOST}:{self._server.port}"

    @property
    def base_url(self) -> str:
        """Give what the desk takes for Telegram's base_url."""
        return f"{self.address}/bot"

    @property
    def base_file_url(self) -> str:
        """Give what the desk takes for Telegram's base_file_url."""
        return f"{self.address}/file/bot"

    def enter(self, cast: Cast) -> None:
        """Let the cast come on: accounts for those in chat, mailboxes on the page."""
        for chatter in cast.chatters:
            self.exchange.chats.enter(chatter.user)
        self.state.cast = cast
        self.exchange.changes.touch()

    def visitor(self, user_id: int) -> Visitor:
        """Give somebody of the cast; raises LookupError for a stranger."""
        user = self.exchange.chats.user(user_id)
        if user is None:
            raise LookupError(user_id)
        return Visitor(self.exchange, user)

    async def __aenter__(self) -> Self:
        await self._server.start()
        self._stack.push_async_callback(self._server.stop)
        await self.post.start()
        self._stack.push_async_callback(self.post.stop)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    def _let_go(self) -> None:
        self._left.set()
        self._site.close()
        self.exchange.updates.close()

    def _sent(self) -> Sent:
        letters = sum(
            len(self.post.mailboxes.of(each)) for each in self.post.mailboxes.addresses() if each != DESK
        )
        return Sent(len(self.exchange.chats.journal), letters)

    async def _settle(self) -> None:
        """Wait until the desk has nothing on its way; a desk that is gone is not waited for."""
        if self.settled is None or self._left.is_set():
            return
        settling, left = asyncio.ensure_future(self.settled()), asyncio.create_task(self._left.wait())
        try:
            await asyncio.wait({settling, left}, return_when=asyncio.FIRST_COMPLETED)
            if settling.done():
                settling.result()
        finally:
            settling.cancel()
            left.cancel()
