"""Whether the service can work now, part by part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy.exc import SQLAlchemyError

from bot.disk import free_megabytes
from bot.parts import Parts
from handlers.backlog import MailboxFigures, mailbox_figures
from handlers.outages import CHAT, RELAY, broken_doors
from handlers.pausing import stopped_parts
from storage.states import Pausable

OK: Final = "ok"
OFF: Final = "off"  # switched off in the configuration
STOPPED: Final = "stopped"  # by operators, which is no fault
BROKEN: Final = "broken"
FINE: Final = frozenset({OK, OFF, STOPPED})
READ_SECONDS: Final = 3600.0  # without a look into a mailbox
SILENT_SECONDS: Final = 300.0  # without a word from Telegram, whose polls are answered within a minute


@dataclass(frozen=True, slots=True)
class Ready:
    """The state of each part, a word each, and whether all of them are fine."""

    parts: Mapping[str, str]

    @property
    def ready(self) -> bool:
        """Tell whether the service can work."""
        return all(state in FINE for state in self.parts.values())

    @property
    def told(self) -> dict[str, Any]:
        """Return what the page says."""
        return {"ready": self.ready, **self.parts}


async def look(parts: Parts) -> Ready:
    """Look at the database, the disk and every door; a database that does not answer says all."""
    try:
        found = await _doors(parts, parts.clock.now())
    except SQLAlchemyError as error:
        return Ready({"database": type(error).__name__})
    free = await free_megabytes(parts.config.storage.folder)
    return Ready({**found, "disk": OK if free >= parts.config.storage.min_free_mb else "full"})


async def _doors(parts: Parts, now: datetime) -> dict[str, str]:
    async with parts.database.reading() as session:
        broken = {each.door for each in await broken_doors(session) if each.told}
        stopped = {each.part for each in await stopped_parts(session)}
        boxes = await mailbox_figures(session, now)
    config = parts.config
    mailbox = STOPPED if Pausable.MAILBOX in stopped else _mailbox(parts, boxes)
    relay = BROKEN if RELAY in broken else OK
    return {
        "database": OK,
        "mailbox": mailbox if config.intake.enabled else OFF,
        "relay": STOPPED if Pausable.RELAY in stopped else relay,
        "chat": (BROKEN if CHAT in broken else _chat(parts)) if config.telegram.enabled else OFF,
        "reminders": _reminders(parts, stopped),
    }


def _mailbox(parts: Parts, boxes: list[MailboxFigures]) -> str:
    """Say whether every configured mailbox was read lately."""
    ages = {each.account: each.read_age_seconds for each in boxes}
    for box in parts.config.intake.mailboxes:
        age = ages.get(box.account)
        if age is None or age > READ_SECONDS:
            return "unread"
    return OK


def _chat(parts: Parts) -> str:
    silence = parts.figures.telegram_silence()
    return OK if silence is not None and silence < SILENT_SECONDS else "silent"


def _reminders(parts: Parts, stopped: set[Pausable]) -> str:
    if not parts.config.reminders.enabled:
        return OFF
    return STOPPED if Pausable.REMINDERS in stopped else OK
