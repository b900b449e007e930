"""Questions about other names of units."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import UnitAlias


async def unit_aliases(session: AsyncSession) -> Sequence[UnitAlias]:
    """Return every other name, proposed, confirmed or refused, in order."""
    return (await session.scalars(select(UnitAlias).order_by(col(UnitAlias.alias)))).all()
