"""What waits, counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from storage.queries.backlog import mailbox_counts, oldest_waiting, waiting_counts


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much waits at each door; ages in seconds, 0 where nothing waits."""

    letters_waiting: int
    parcels_waiting: int
    parcels_dead: int
    reviews_open: int
    oldest_parcel_seconds: float
    oldest_review_seconds: float

    def figures(self) -> Iterator[tuple[str, float]]:
        """Give each figure with its name."""
        yield from asdict(self).items()


@dataclass(frozen=True, slots=True)
class MailboxFigures:
    """What is known of an intake mailbox: its letters on disk, and the seconds since it was last read."""

    account: str
    folder: str
    letters: int
    read_age_seconds: float | None  # None before it was read for the first time

    def figures(self) -> Iterator[tuple[str, float]]:
        """Give each figure that is known with its name and labels, as Prometheus writes them."""
        labels = f'{{account="{_quoted(self.account)}",folder="{_quoted(self.folder)}"}}'
        yield f"intake_letters{labels}", self.letters
        if self.read_age_seconds is not None:
            yield f"intake_read_age_seconds{labels}", self.read_age_seconds


async def mailbox_figures(session: AsyncSession, now: datetime) -> list[MailboxFigures]:
    """Return the figures of every mailbox that was ever read."""
    return [
        MailboxFigures(account, folder, letters, _age(read_at, now) if read_at else None)
        for account, folder, letters, read_at in await mailbox_counts(session)
    ]


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")


async def backlog(session: AsyncSession, now: datetime) -> Backlog:
    """Count what waits at this moment."""
    letters, parcels, dead, reviews = await waiting_counts(session)
    parcel, review = await oldest_waiting(session)
    return Backlog(letters, parcels, dead, reviews, _age(parcel, now), _age(review, now))


def _age(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0
