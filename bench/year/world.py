"""The outside world of the simulated year: servers, the service's process, and what has arrived."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from time import monotonic

from bench.year.office import ROOT, YearOffice
from demo.bot_api import LocalBotApi
from tests.servers.smtp_server import SmtpServer

KEY = "a key for the year"
LOG = 2000  # characters of its log that are shown where the service ended
LONGEST_STEP = 60.0  # seconds until everything of a step has left
CONFIG = """\
mode = "live"
[desk]
address = "shenbao@example.org"
[telegram]
enabled = true
base_url = "{api.base_url}"
base_file_url = "{api.base_file_url}"
poll_seconds = 1
[intake]
enabled = false
[relay]
host = "127.0.0.1"
port = {smtp.port}
security = "plain"
user = ""
[storage]
folder = "{folder}"
min_free_mb = 0
[reminders]
weekly_picture = false
"""


@dataclass(slots=True)
class Arrivals:
    """What reached people, each with the simulated moment of the step in which it did."""

    letters: list[tuple[str, str, datetime]] = field(default_factory=list)  # mailbox, Message-ID, moment
    messages: list[tuple[int, int, datetime]] = field(default_factory=list)  # chat, number, moment


@dataclass(slots=True)
class Year:
    """The outside world, the service's process, and what has arrived so far."""

    folder: Path
    smtp: SmtpServer
    api: LocalBotApi
    office: YearOffice
    arrivals: Arrivals = field(default_factory=Arrivals)
    process: Process | None = None
    kills: int = 0
    greetings: dict[int, int] = field(default_factory=dict)  # the bot's first words in each chat

    async def start(self, moment: datetime) -> None:
        """Start the service with its clock at a moment."""
        config = self.folder / "config.toml"
        config.write_text(CONFIG.format(api=self.api, smtp=self.smtp, folder=self.folder), encoding="utf-8")
        environment = {
            **os.environ,
            "SHENBAO_CONFIG": str(config),
            "SHENBAO_TELEGRAM__TOKEN": self.api.token,
            "SHENBAO_DESK__KEY": KEY,
            "SHENBAO_RELAY__PASSWORD": "none",
            "PYTHONPATH": str(ROOT),
        }
        with (self.folder / "service.log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bench.year.service", moment.isoformat(),
                stdin=PIPE, stdout=PIPE, stderr=log, env=environment, cwd=ROOT,
            )  # fmt: skip
        await self._word("up")

    async def tell(self, line: str, *, wait: bool = True) -> None:
        """Give the service a line, and wait until it obeyed."""
        if self.process is None or self.process.stdin is None:
            raise RuntimeError("the service is not running")
        self.process.stdin.write(f"{line}\n".encode())
        await self.process.stdin.drain()
        if wait:
            await self._word("obeyed")

    async def _word(self, wanted: str) -> None:
        if self.process is None or self.process.stdout is None:
            raise RuntimeError("the service is not running")
        try:
            async with asyncio.timeout(LONGEST_STEP):
                while line := (await self.process.stdout.readline()).decode().strip():
                    if line == wanted:
                        return
        except TimeoutError as error:
            raise RuntimeError(f"the service does not say {wanted}: {self.last_words()}") from error
        raise RuntimeError(f"the service ended, it was to say {wanted}: {self.last_words()}")

    def last_words(self) -> str:
        """Return the end of the service's log."""
        file = self.folder / "service.log"
        return file.read_text(encoding="utf-8", errors="replace")[-LOG:] if file.exists() else ""

    async def end(self) -> None:
        """Kill -9, wherever the service is."""
        if self.process is not None:
            self.process.kill()
            await self.process.wait()
            self.process = None

    async def step(self, moment: datetime) -> None:
        """Move to a moment, wait until everything has left, and note what arrived."""
        await self.tell(f"move {moment.isoformat()}")
        await self.settle(moment)

    async def settle(self, moment: datetime) -> None:
        """Wait until nothing waits in the outbox, and note what arrived at this moment."""
        limit = monotonic() + LONGEST_STEP
        while self._waiting():
            if monotonic() > limit:
                raise RuntimeError(
                    f"the outbox of {moment:%Y-%m-%d %H:%M} does not empty: {self.last_words()}"
                )
            await asyncio.sleep(0.03)
        self.note(moment)

    def _waiting(self) -> int:
        return len(self.rows("SELECT id FROM parcel WHERE state IN ('READY', 'CLAIMED', 'UNBUILT')"))

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Read the database beside the service."""
        connection = sqlite3.connect(self.folder / "shenbao.db", timeout=20)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()

    def note(self, moment: datetime) -> None:
        """Tag what is new on the servers with the moment."""
        letters = list(self.smtp.journal)[len(self.arrivals.letters) :]
        self.arrivals.letters += [(each.recipient, each.message_id, moment) for each in letters]
        known = Counter(chat for chat, _, _ in self.arrivals.messages)
        for chat in self.office.chats.values():
            own = self.said_to(chat)[self.greetings.get(chat, 0) :]
            self.arrivals.messages += [(chat, each, moment) for each in own[known[chat] :]]

    def said_to(self, chat: int) -> list[int]:
        """Return the numbers of the bot's messages in a chat, oldest first."""
        return [each.id for each in self.api.exchange.chats.of(chat) if each.from_bot]

    async def greet(self) -> None:
        """Let everybody write to the bot, as people must before it may write to them."""
        for person, chat in self.office.chats.items():
            self.api.visitor(chat, f"测试{person}").write("/help")
        limit = monotonic() + LONGEST_STEP
        while not all(self.said_to(chat) for chat in self.office.chats.values()):
            if monotonic() > limit:
                raise RuntimeError("the bot does not answer")
            await asyncio.sleep(0.05)
        self.greetings = {chat: len(self.said_to(chat)) for chat in self.office.chats.values()}
