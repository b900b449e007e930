"""Questions about the feeds that people subscribe to."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import CalendarFeed


async def feed_by_digest(session: AsyncSession, digest: str) -> CalendarFeed | None:
    """Find a feed by what is kept of its secret."""
    return await session.get(CalendarFeed, digest)


async def feeds_of(session: AsyncSession, staff_id: int) -> Sequence[CalendarFeed]:
    """Return somebody's feeds that are not revoked."""
    query = select(CalendarFeed).where(col(CalendarFeed.staff_id) == staff_id)
    return (await session.scalars(query.where(col(CalendarFeed.revoked_at).is_(None)))).all()
