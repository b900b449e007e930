"""Run a real SMTP server that keeps a journal of every letter it accepted."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.servers.loop_thread import LoopThread
from tests.servers.scripted_smtp import Act, Script, Verb
from tests.servers.waiting import wait_until_plain

USER = "desk@example.org"
PASSWORD = "open-sesame"


@dataclass(frozen=True, slots=True)
class Accepted:
    """A letter in the journal, one entry for each recipient; `sender` is "" for the null return path."""

    sender: str
    recipient: str
    raw: bytes
    time: datetime

    @property
    def message(self) -> EmailMessage:
        """Give the letter parsed by the standard library."""
        return message_from_bytes(self.raw, policy=default)

    @property
    def message_id(self) -> str:
        """Give the Message-ID as it stands in the header."""
        return str(self.message["Message-ID"])


class SmtpServer:
    """Accept everything on a free port, except what the script says."""

    host = "127.0.0.1"
    user = USER
    password = PASSWORD

    def __init__(self, *, tls: ssl.SSLContext | None = None, starttls: ssl.SSLContext | None = None) -> None:
        self.port = 0
        self.script = Script()
        self.journal: list[Accepted] = []
        self.connections = 0
        self.size_limit = 70_000_000
        self.demands_login = False
        self.offers_pipelining = False  # RFC 2920
        self.chunks: list[bytes] = []  # what came at once, of all connections
        self._tls = tls
        self._starttls = starttls
        self._thread = LoopThread()
        self._released = asyncio.Event()
        self._open: set[_Session] = set()

    def start(self) -> None:
        """Listen; the port stays the same after `refuse_connections` and `listen`."""
        self._thread.start()
        self.listen()

    def stop(self) -> None:
        """End the server and its thread; those who wait on it are cut."""
        self.release()
        self.cut_connections()
        wait_until_plain(lambda: not self._open)
        self._thread.stop()

    def listen(self) -> None:
        """Take connections (again)."""
        self.port = self._thread.serve(self._session, port=self.port, tls=self._tls)

    def refuse_connections(self) -> None:
        """Close the port, as a server that is down."""
        self._thread.close_server()

    def release(self) -> None:
        """Let stalled sessions go on (their connection is cut without an answer)."""
        self._thread.loop.call_soon_threadsafe(self._released.set)

    def cut_connections(self) -> None:
        """Cut every open connection, as a server does that is tired of an idle client."""

        async def cut() -> None:
            for session in list(self._open):
                await session.misbehave(Act.DROP)

        self._thread.call(cut())

    @property
    def open_connections(self) -> int:
        """Count the connections that are open now."""
        return len(self._open)

    def to(self, recipient: str) -> list[Accepted]:
        """Give the journal of one recipient, oldest first."""
        return [letter for letter in list(self.journal) if letter.recipient == recipient]

    async def until_released(self) -> None:
        """Wait for `release`."""
        await self._released.wait()

    def keep(self, envelope: Envelope) -> None:
        """Write a letter into the journal, once for each recipient."""
        now = datetime.now(tz=UTC)
        raw = bytes(envelope.original_content or b"")
        sender = (envelope.mail_from or "").removeprefix("<>")
        for recipient in envelope.rcpt_tos:
            self.journal.append(Accepted(sender, recipient, raw, now))

    def opened(self, session: _Session) -> None:
        """Note a new connection."""
        if session not in self._open:  # STARTTLS makes the connection a second time
            self.connections += 1
        self._open.add(session)

    def lost(self, session: _Session) -> None:
        """Note the end of a connection."""
        self._open.discard(session)

    def _session(self) -> SMTP:
        return _Session(
            self,
            loop=self._thread.loop,
            hostname="mail.example.org",
            ident="test relay",
            data_size_limit=self.size_limit,
            tls_context=self._starttls,
            require_starttls=self._starttls is not None,
            authenticator=_authenticate,
            auth_require_tls=False,
        )


def _authenticate(_server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: Any) -> AuthResult:
    known = LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=isinstance(data, LoginPassword) and data == known, handled=False)


class _Handler:
    """Judge a letter whose final dot has come."""

    def __init__(self, server: SmtpServer, session: _Session) -> None:
        self._server = server
        self._session = session

    async def handle_EHLO(  # noqa: N802
        self, _smtp: SMTP, session: Session, _envelope: Envelope, hostname: str, replies: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [replies[0], "250-PIPELINING", *replies[1:]] if self._server.offers_pipelining else replies

    async def handle_DATA(self, _smtp: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        fault = self._server.script.take(Verb.DOT)
        if fault is None or fault.accepted:
            self._server.keep(envelope)
        if fault is None:
            return f"250 2.0.0 OK: queued as {len(self._server.journal):06d}"
        if fault.act is Act.REPLY:
            return fault.line
        await self._session.misbehave(fault.act)
        return "250 never read"


class _Session(SMTP):
    """One connection, which asks the script at every verb."""

    def __init__(self, server: SmtpServer, **settings: Any) -> None:
        self._server = server
        super().__init__(_Handler(server, self), **settings)

    async def misbehave(self, act: Act) -> None:
        """Stall if told so; the connection is cut either way."""
        if act is Act.STALL:
            await self._server.until_released()
        if isinstance(self.transport, asyncio.WriteTransport):
            self.transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._server.opened(self)
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        self._server.chunks.append(data)
        super().data_received(data)

    def connection_lost(self, error: Exception | None) -> None:
        self._server.lost(self)
        super().connection_lost(error)

    async def _scripted(self, verb: Verb) -> bool:
        fault = self._server.script.take(verb)
        if fault is None:
            return False
        if fault.act is Act.REPLY:
            await self.push(fault.line.encode("gb18030"))  # some servers speak GBK
        else:
            await self.misbehave(fault.act)
        return True

    async def _handle_client(self) -> None:
        if await self._scripted(Verb.CONNECT):
            if self.transport is not None:
                self.transport.close()
            return
        await super()._handle_client()

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802
        if not await self._scripted(Verb.EHLO):
            await super().smtp_EHLO(hostname)

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: N802
        if not await self._scripted(Verb.AUTH):
            await super().smtp_AUTH(arg)

    async def smtp_MAIL(self, arg: str) -> None:  # noqa: N802
        if await self._scripted(Verb.MAIL):
            return
        known = self.session is not None and self.session.authenticated
        if self._server.demands_login and not known:
            await self.push("530 5.7.0 Authentication required")
            return
        await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str) -> None:  # noqa: N802
        if not await self._scripted(Verb.RCPT):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if await self._scripted(Verb.DATA):
            return
        fault = self._server.script.take(Verb.BODY)
        if fault is None:
            await super().smtp_DATA(arg)
            return
        await self.push("354 go ahead")
        await self._reader.readuntil(b"\r\n")
        await self.misbehave(fault.act)
