"""What every loop of the programme is handed."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.clock import Clock
from bot.config import Config
from bot.figures import Figures
from bot.sent_journal import SentJournal
from bot.short_ways import ToDesk, ToLane
from bot.signals import Signal
from bot.worker import Worker
from handlers.policy import Policy
from storage.blobs import Blobs
from storage.database import Database


@dataclass(frozen=True, slots=True)
class Signals:
    """The bells between the loops; ring one after the transaction that made work for it."""

    outbox: Signal = field(default_factory=Signal)  # a parcel was written
    letters: Signal = field(default_factory=Signal)  # a mail was stored
    files: Signal = field(default_factory=Signal)  # a chat file is wanted
    intake: Signal = field(default_factory=Signal)  # look into the mailbox now


@dataclass(slots=True)
class Parts:
    """The programme's parts, built once at start.

    Not frozen for one reason: what the bot is called is known only when Telegram has answered, and then
    `policy` is replaced, once, by one with the name. Take it from here each time, keep no copy.
    """

    config: Config
    policy: Policy
    clock: Clock
    database: Database
    blobs: Blobs
    worker: Worker
    writer: Worker = field(default_factory=Worker)  # writes letters while the other parses
    signals: Signals = field(default_factory=Signals)
    to_desk: ToDesk = field(default_factory=ToDesk)
    to_relay: ToLane = field(default_factory=ToLane)
    figures: Figures = field(default_factory=Figures)
    journal: SentJournal = field(init=False)

    def __post_init__(self) -> None:
        """Open the journal of what leaves."""
        self.journal = SentJournal(self.config)
