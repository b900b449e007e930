"""Harden aioimaplib: nothing waits for ever, and a connection that failed once is never used again."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from aioimaplib import AioImapException, Response
from aioimaplib.aioimaplib import IMAP4, Command, CommandTimeout, IMAP4ClientProtocol, IncompleteRead

from bot.mail.imap_faults import CommandRefused, ConnectionLost, MailboxFault
from bot.mail.server_text import readable

T = TypeVar("T")
# At DEBUG the library writes whole mails into the log.
logging.getLogger("aioimaplib").setLevel(logging.INFO)

# The library takes a level of recursion for each line of a chunk, and Python allows about 1,000.
PIECE = 4096


@dataclass(frozen=True, slots=True)
class ImapTimes:
    """Seconds allowed: to connect, for a command, for LOGOUT, and until IDLE is renewed (RFC 2177)."""

    connect: float = 30.0
    command: float = 60.0
    farewell: float = 5.0
    idle: float = 480.0


class HeedfulProtocol(IMAP4ClientProtocol):  # type: ignore[misc]  # the library has no types
    """Read as the library does, and notice what it overlooks: a lost connection, BYE, news between commands.

    `lost` is done, with the reason, as soon as nothing more will come. `news` is set when the folder has
    grown, also where EXISTS comes with the answer to another command.
    """

    incomplete_line: bytes
    current_command: Command | None

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop)
        self.lost: asyncio.Future[str] = loop.create_future()
        self.news = asyncio.Event()
        self.exists = 0

    def give_up(self, reason: str) -> None:
        """Cut the connection; only the first reason is kept."""
        if not self.lost.done():
            self.lost.set_result(reason)
        if self.transport is not None:
            self.transport.abort()
        for task in list(self.tasks):
            task.cancel()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell those who wait, which the library does not (its issues 58 and 107)."""
        self.give_up(f"连接中断：{exc}" if exc else "连接被服务器关闭")

    def data_received(self, d: bytes) -> None:
        """Read a chunk in pieces of few lines (its issue 118), without the library's log of every byte."""
        at = 0
        while at < len(d) and not self.lost.done():
            piece = d[at : at + max(PIECE, self._awaited())]
            at += len(piece)
            self._read(piece)

    def _awaited(self) -> int:
        """Count the bytes of a mail that are still to come: these have no lines for the library."""
        command = self.current_command
        if command is None or self.incomplete_line or not command.wait_literal_data():
            return 0
        return int(command._expected_size - len(command._resp_literal_data))  # noqa: SLF001 - it does not tell

    def _read(self, piece: bytes) -> None:
        try:
            self._handle_responses(self.incomplete_line + piece, self._handle_line, self.current_command)
            self.incomplete_line, self.current_command = b"", None
        except IncompleteRead as rest:
            self.incomplete_line, self.current_command = rest.data, rest.cmd
        except Exception:  # noqa: BLE001 - whatever a server may write; the text could hold the password
            self.give_up("服务器的答复不合 IMAP 规范")

    def _untagged_response(self, line: bytes) -> Command:
        words = line.upper().split(maxsplit=3)
        if words[1:2] == [b"BYE"]:
            self.give_up(f"服务器结束了连接：{readable(line[5:])}")  # its issue 110
        elif words[2:] == [b"EXISTS"] and words[1].isdigit():
            self._count(int(words[1]))
        elif words[2:] == [b"EXPUNGE"]:
            self.exists = max(0, self.exists - 1)
        return super()._untagged_response(line)

    def _count(self, exists: int) -> None:
        if exists > self.exists:
            self.news.set()
        self.exists = exists

    async def welcome(self, command: bytes) -> None:
        """Take the greeting; one that is no welcome ends the connection instead of hanging."""
        try:
            await super().welcome(command)
        except (AioImapException, LookupError, ValueError):
            self.give_up(f"服务器拒绝连接：{readable(command)}")


class HeedfulClient(IMAP4):  # type: ignore[misc]  # the library has no types
    """The library's client over the protocol above, for TLS as well."""

    protocol: HeedfulProtocol

    def create_client(
        self,
        host: str,
        port: int,
        loop: asyncio.AbstractEventLoop | None,
        conn_lost_cb: Any = None,  # noqa: ARG002 - the library's signature; the protocol tells by `lost`
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        """Begin to connect."""
        running = loop or asyncio.get_running_loop()
        self.protocol = HeedfulProtocol(running)
        self._client_task = running.create_task(
            running.create_connection(lambda: self.protocol, host, port, ssl=ssl_context)
        )


class Connection:
    """Run steps of a client, each within its time and only while the connection lives."""

    def __init__(self, host: str, port: int, context: ssl.SSLContext | None, times: ImapTimes) -> None:
        self.client = HeedfulClient(host, port, timeout=times.command, ssl_context=context)
        self.protocol = self.client.protocol
        self._times = times

    async def open(self) -> None:
        """Wait for the greeting."""
        await self.run(self.client.wait_hello_from_server(), self._times.connect)

    async def command(
        self,
        step: Coroutine[Any, Any, Response],
        *,
        seconds: float | None = None,
        refusal: type[MailboxFault] = CommandRefused,
    ) -> list[bytes | bytearray]:
        """Run a command and return the lines of its answer, without the tagged one; NO and BAD raise."""
        response = await self.ask(step, seconds=seconds)
        if response.result != "OK":
            self.abort()
            raise refusal(f"服务器拒绝：{answer_text(response)}")
        lines: list[bytes | bytearray] = response.lines[:-1]
        return lines

    async def ask(self, step: Coroutine[Any, Any, Response], *, seconds: float | None = None) -> Response:
        """Run a command and return its answer, be it OK or NO."""
        return await self.run(step, self._times.command if seconds is None else seconds)

    async def run(self, step: Coroutine[Any, Any, T], seconds: float) -> T:
        """Run a step to its end; a fault of any kind, a cancellation too, cuts the connection."""
        task = asyncio.ensure_future(step)
        try:
            await _first_of(task, self.protocol.lost, seconds)
            if task.done():
                return task.result()
            raise ConnectionLost(self._why(seconds))
        except CommandTimeout:
            raise ConnectionLost(self._why(self._times.command)) from None
        except (OSError, TimeoutError) as error:
            raise ConnectionLost(_why_unreachable(error)) from error
        except (AioImapException, LookupError, ValueError) as error:
            # The library's texts repeat the command, LOGIN with its password among them.
            raise MailboxFault(f"服务器的答复不合 IMAP 规范（{type(error).__name__}）") from None
        finally:
            if not task.done() or task.cancelled() or task.exception() is not None:
                task.cancel()
                self.abort()

    async def hear(self, seconds: float) -> bool:
        """Wait until the folder grows; False when it did not."""
        news = asyncio.ensure_future(self.protocol.news.wait())
        try:
            await _first_of(news, self.protocol.lost, seconds)
        finally:
            news.cancel()
        if self.protocol.lost.done():
            raise ConnectionLost(self.protocol.lost.result())
        return self.protocol.news.is_set()

    def abort(self) -> None:
        """Cut the connection without a word."""
        self.protocol.give_up("连接已放弃")

    def _why(self, seconds: float) -> str:
        if self.protocol.lost.done():
            return self.protocol.lost.result()
        return f"服务器在 {seconds:g} 秒内没有答复"


def answer_text(response: Response) -> str:
    """Give the words of an answer's tagged line."""
    return readable(bytes(response.lines[-1])) if response.lines else ""


async def _first_of(one: asyncio.Future[Any], other: asyncio.Future[Any], seconds: float) -> None:
    await asyncio.wait({one, other}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)


def _why_unreachable(error: OSError | TimeoutError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"服务器的证书不可信：{error.verify_message}"
    if isinstance(error, TimeoutError):
        return "服务器没有及时答复"
    return f"连不上服务器：{error.strerror or error}"


def _pieces(data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), PIECE):
        yield data[start : start + PIECE]
