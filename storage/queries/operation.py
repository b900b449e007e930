"""Questions about what operators have done to the service itself."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.states import Pausable
from storage.tables import Outage, Pause


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
