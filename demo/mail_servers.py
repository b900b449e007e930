"""The post of the demo: SMTP for everybody, IMAP for the intake."""

from __future__ import annotations

from types import TracebackType
from typing import Self

import aiosmtplib

from bot.clock import Clock, SystemClock
from bot.local_server import HOST
from demo.changes import Changes
from demo.imap_server import ImapServer
from demo.mailboxes import Mailboxes, plain_address
from demo.smtp_server import SmtpServer

PASSWORD = "only-for-this-machine"  # noqa: S105 - opens nothing but a loopback port


class MailServers:
    """Run both servers; what is sent to `intake` lands in its IMAP mailbox too, plus addresses included."""

    def __init__(
        self,
        intake: str,
        *,
        clock: Clock | None = None,
        changes: Changes | None = None,
        password: str = PASSWORD,
    ) -> None:
        self.host = HOST
        self.intake = plain_address(intake)
        self.password = password
        self.mailboxes = Mailboxes(changes)
        self.smtp = SmtpServer(self._deliver, password)
        self.imap = ImapServer(self.intake, password)
        self._clock = clock or SystemClock()

    async def start(self) -> None:
        """Take connections, on the same ports after a stop."""
        await self.imap.start()
        await self.smtp.start()

    async def stop(self) -> None:
        """Be out of reach; the mailboxes are kept."""
        await self.smtp.stop()
        await self.imap.stop()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def send(self, raw: bytes, sender: str, recipient: str) -> None:
        """Send a letter as anybody can: over SMTP; an empty sender is the null return path."""
        async with aiosmtplib.SMTP(hostname=HOST, port=self.smtp.port, start_tls=False) as client:
            await client.sendmail(sender, [recipient], raw)

    async def _deliver(self, recipient: str, sender: str, raw: bytes) -> None:
        received = self._clock.now()
        self.mailboxes.put(recipient, sender, received, raw)
        if plain_address(recipient) == self.intake:
            await self.imap.append(b"Return-Path: <%s>\r\n" % sender.encode() + raw, received)
