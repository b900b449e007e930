"""Commands to a relay that has let us in, and its replies in their order."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from bot.mail.server_text import readable

NO_REPLY = -1  # the code of a line that is no reply
LONGEST_REPLY = 65_536
REFUSALS = 400  # the least code of a refusal


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply in one line, however many it had (RFC 5321, 4.2.1); -1 is the code of what is none."""

    code: int
    text: str


class Conversation(asyncio.Protocol):
    """Takes over a connection after the greeting, encryption and login, which are the library's part.

    Several commands may be said together where the relay allows it (RFC 2920). The library's own protocol
    keeps but the first reply that comes in answer to one write, and sets up a timer, a lock and a parser of
    addresses for each command.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._unread = b""
        self._lines: list[bytes] = []  # of a reply whose last line is still to come
        self._replies: deque[Reply] = deque()
        self._waiter: asyncio.Future[None] | None = None
        self._lost = False
        self._full = False  # more is written than the transport has room for
        transport.set_protocol(self)

    @property
    def is_sound(self) -> bool:
        """Tell whether nothing was said unasked, as before hanging up, and the connection stands."""
        return not (self._lost or self._transport.is_closing() or self._replies or self._unread)

    def say(self, words: bytes) -> None:
        """Send commands with their line ends, or a letter with its final dot; ConnectionError when lost."""
        if self._lost or self._transport.is_closing():
            raise ConnectionResetError("Connection lost")
        self._transport.write(words)

    async def pour(self, chunks: Iterable[bytes], seconds: float) -> None:
        """Send a letter as fast as the relay takes it; what it replies before the end is left to be heard.

        Raises ConnectionError when lost or when the relay has taken the letter before its end, TimeoutError
        when it is too slow.
        """
        async with asyncio.timeout(seconds):
            for chunk in chunks:
                if self._replies:
                    break
                self.say(chunk)
                while self._full and not (self._lost or self._replies):
                    await self._until_woken()
            else:
                return
        if self._replies[0].code < REFUSALS:
            raise ConnectionAbortedError("A reply before the end")

    async def hear(self, seconds: float) -> Reply:
        """Wait for the next reply; raises ConnectionError when the relay hangs up, TimeoutError when late."""
        if not self._replies:
            async with asyncio.timeout(seconds):
                await self._until_heard()
        return self._replies.popleft()

    async def _until_heard(self) -> None:
        while not self._replies:
            if self._lost:
                raise ConnectionResetError("Connection lost")
            await self._until_woken()

    async def _until_woken(self) -> None:
        self._waiter = asyncio.get_running_loop().create_future()
        await self._waiter

    def pause_writing(self) -> None:
        """Note that the transport wants no more for now."""
        self._full = True

    def resume_writing(self) -> None:
        """Go on."""
        self._full = False
        self._wake()

    def data_received(self, data: bytes) -> None:
        """Cut what has come into lines and replies; one without an end is not waited for."""
        *lines, self._unread = (self._unread + data).split(b"\n")
        for line in lines:
            self._lines.append(line[4:])
            if line[3:4] != b"-":
                self._replies.append(Reply(_code(line), readable(b"\n".join(self._lines))))
                self._lines = []
        if len(self._unread) + sum(map(len, self._lines)) > LONGEST_REPLY:
            self._transport.abort()
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """Let whoever waits know."""
        del exc
        self._lost = True
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


def _code(line: bytes) -> int:
    code = line[:3]
    return int(code) if code.isdigit() else NO_REPLY
