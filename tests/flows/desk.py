"""A desk for the flow tests: the real service between real servers, on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from pydantic import SecretStr

from bot.app import open_parts, run
from bot.clock import Clock
from bot.config import (
    Config,
    DeskConfig,
    IntakeConfig,
    Mode,
    RelayConfig,
    RemindersConfig,
    StorageConfig,
    TelegramConfig,
)
from bot.parts import Parts
from demo.bot_api import LocalBotApi
from demo.moving_clock import MovingClock
from handlers.audit import COMMAND
from handlers.editions import apply_document
from handlers.rules.compose import Enclosure, LetterSpec
from tests.servers.dovecot import Dovecot
from tests.servers.smtp_server import SmtpServer
from tests.servers.waiting import wait_until

ROOT = Path(__file__).resolve().parents[2]
MORNING = datetime(2022, 6, 20, 1, 30, tzinfo=UTC)  # Monday 09:30 in Jiangmen
DESK = "shenbao@example.org"
DOCUMENTS = {"guide": "guide-2023.txt", "tasks": "tasks-2022.txt", "staff": "staff.csv"}


@dataclass(slots=True)
class Desk:
    """The outside world of one test, and the configuration that leads to it."""

    folder: Path
    smtp: SmtpServer
    dovecot: Dovecot | None = None
    api: LocalBotApi | None = None
    sweep_seconds: float = 1  # between two looks at the mailbox; IDLE does not wait for them
    weekly_picture: bool = False  # seconds of drawing whenever a week begins

    def config(self) -> Config:
        """Return a configuration of the kind that an office would write, with loopback addresses."""
        return Config(
            mode=Mode.LIVE,
            desk=DeskConfig(address=DESK, key=SecretStr("a key for the tests")),
            telegram=self._telegram(),
            intake=self._intake(),
            relay=RelayConfig(host="127.0.0.1", port=self.smtp.port, security="plain", user=None),
            storage=StorageConfig(folder=self.folder),
            reminders=RemindersConfig(weekly_picture=self.weekly_picture),
        )

    def _telegram(self) -> TelegramConfig:
        if self.api is None:
            return TelegramConfig(enabled=False)
        return TelegramConfig(
            token=SecretStr(self.api.token),
            base_url=self.api.base_url,
            base_file_url=self.api.base_file_url,
            poll_seconds=1,
        )

    def _intake(self) -> IntakeConfig:
        if self.dovecot is None:
            return IntakeConfig(enabled=False)
        return IntakeConfig(
            host="127.0.0.1",
            port=self.dovecot.port,
            security="plain",
            user=DESK,
            password=SecretStr(self.dovecot.password),
            sweep_seconds=self.sweep_seconds,
        )

    async def import_samples(self, clock: Clock) -> None:
        """Put the samples in force, as `shenbao import … --apply` does."""
        async with open_parts(self.config(), clock) as parts:
            for kind, name in DOCUMENTS.items():
                raw = (ROOT / "samples" / name).read_bytes()
                document = await parts.worker.read_document(kind, name, raw)
                async with parts.database.transaction() as session:
                    await apply_document(session, document, clock.now(), parts.policy, COMMAND)

    @asynccontextmanager
    async def open(self, clock: Clock | None = None) -> AsyncIterator[Parts]:
        """Run the service for the length of a block."""
        started: list[Parts] = []
        service = asyncio.create_task(
            run(self.config(), clock or MovingClock(MORNING), started=started.append)
        )
        try:
            await wait_until(lambda: started or service.done(), limit=20)
            if service.done():
                await service
            yield started[0]
        finally:
            service.cancel()
            with suppress(asyncio.CancelledError):
                await service


def prepare(folder: Path) -> None:
    """Put the samples in force in a data folder, where no event loop runs."""
    server = SmtpServer()
    server.start()
    try:
        asyncio.run(Desk(folder, server).import_samples(MovingClock(MORNING)))
    finally:
        server.stop()


def letter_to(recipient: str, *files: Enclosure, at: datetime = MORNING) -> LetterSpec:
    """Word a plain letter of the desk; its Message-ID is the recipient's address."""
    return LetterSpec(
        sender=DESK,
        sender_name="申报台",
        recipient=recipient,
        subject="主题",
        body="正文",
        message_id=f"<{recipient}>",
        at=at,
        enclosures=files,
    )


def mail(
    subject: str,
    text: str,
    *,
    sender: str = "applicant@example.org",
    files: tuple[tuple[str, bytes], ...] = (),
    headers: tuple[tuple[str, str], ...] = (),
) -> bytes:
    """Write a mail as an applicant's programme would."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = sender, DESK, subject
    message["Date"] = "Mon, 20 Jun 2022 09:00:00 +0800"
    message["Message-ID"] = f"<{abs(hash((subject, text, sender)))}@mail.example.org>"
    for name, value in headers:
        message[name] = value
    message.set_content(text)
    for name, raw in files:
        message.add_attachment(raw, maintype="application", subtype="pdf", filename=name)
    return message.as_bytes()
