"""Questions about what operators have done to the service itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.states import Pausable
from storage.tables import Outage, PageKey, Pause


async def pauses(session: AsyncSession) -> Sequence[Pause]:
    """Return the parts that are stopped now, in the order of their names."""
    query = select(Pause).where(col(Pause.until).is_(None)).order_by(col(Pause.part))
    return (await session.scalars(query)).all()


async def pause_of(session: AsyncSession, part: Pausable) -> Pause | None:
    """Return the last pause of a part, whether it is over or not."""
    return await session.get(Pause, part)


async def outages(session: AsyncSession) -> Sequence[Outage]:
    """Return what does not work now, the oldest first."""
    return (await session.scalars(select(Outage).order_by(col(Outage.since), col(Outage.door)))).all()


async def page_key(session: AsyncSession, digest: str) -> PageKey | None:
    """Find a key of the operators' page by what is kept of it."""
    return await session.get(PageKey, digest)


async def delete_page_keys(session: AsyncSession, staff_id: int) -> int:
    """Forget every link and session of somebody, and return how many were there."""
    keys = (await session.scalars(select(PageKey).where(col(PageKey.staff_id) == staff_id))).all()
    for key in keys:
        await session.delete(key)
    return len(keys)


async def delete_page_keys_before(session: AsyncSession, moment: datetime) -> None:
    """Forget links and sessions that ended before a moment."""
    await session.execute(delete(PageKey).where(col(PageKey.expires_at) < moment))
