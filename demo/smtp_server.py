"""A real SMTP server on a loopback port that lays letters into mailboxes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from bot.local_server import HOST

# aiosmtpd warns of its own old ways at every login.
logging.getLogger("mail.log").setLevel(logging.ERROR)
LARGEST_LETTER = 60 * 1024 * 1024  # bytes
# recipient, envelope sender, the letter's bytes
Delivery = Callable[[str, str, bytes], Awaitable[None]]


class _Door:
    """Take every letter for every recipient."""

    def __init__(self, deliver: Delivery) -> None:
        self._deliver = deliver

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        content = envelope.original_content or b""
        sender = (envelope.mail_from or "").strip("<>")
        for recipient in envelope.rcpt_tos:
            await self._deliver(recipient, sender, content)
        return "250 OK"


class SmtpServer:
    """Serve SMTP on 127.0.0.1; `port` is known after start. Any login with the password is accepted."""

    def __init__(self, deliver: Delivery, password: str) -> None:
        self.port = 0
        self._door = _Door(deliver)
        self._password = password.encode()
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Take connections."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._connection, HOST, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Close the port."""
        if self._server is not None:
            self._server.close()
            self._server = None

    def _connection(self) -> SMTP:
        return SMTP(
            self._door,
            data_size_limit=LARGEST_LETTER,
            enable_SMTPUTF8=True,
            hostname="localhost",
            authenticator=self._authenticate,
            auth_require_tls=False,
            loop=asyncio.get_running_loop(),
        )

    def _authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: object
    ) -> AuthResult:
        right = isinstance(given, LoginPassword) and given.password == self._password
        return AuthResult(success=right, handled=False)
