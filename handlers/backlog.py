"""What waits, counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from storage.queries.backlog import oldest_waiting, waiting_counts


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


async def backlog(session: AsyncSession, now: datetime) -> Backlog:
    """Count what waits at this moment."""
    letters, parcels, dead, reviews = await waiting_counts(session)
    parcel, review = await oldest_waiting(session)
    return Backlog(letters, parcels, dead, reviews, _age(parcel, now), _age(review, now))


def _age(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0
