"""How long each class of what is stored is kept."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

MONTHS: Final = 12  # of a year


@dataclass(frozen=True, slots=True)
class Retention:
    """Spans by class, as the office sets them; 0 keeps for ever. What is open is kept whatever its age."""

    submissions: int = 36  # months since the last word about one that has ended
    drafts: int = 90  # days since a draft that was never handed in was last touched
    letters: int = 12  # months since a mail came that was no submission
    chats: int = 30  # days since something was said in a chat, as it came
    questions: int = 24  # months since a question that the guide did not answer
    parcels: int = 12  # months since a message or letter left that belongs to no submission
    audit: int = 60  # months since a line of the audit log was written


def months_before(now: datetime, months: int) -> datetime | None:
    """Return the same hour so many calendar months ago, the month's last day at most; None for 0 months."""
    if not months:
        return None
    number = now.year * MONTHS + now.month - 1 - months
    year, month = number // MONTHS, number % MONTHS + 1
    return now.replace(year=year, month=month, day=min(now.day, monthrange(year, month)[1]))


def days_before(now: datetime, days: int) -> datetime | None:
    """Return the same hour so many days ago; None for 0 days."""
    return now - timedelta(days=days) if days else None
