"""Questions about the days that the office works differently."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import SpecialDay


async def special_days(session: AsyncSession) -> Sequence[SpecialDay]:
    """Return all of them, by day."""
    return (await session.scalars(select(SpecialDay).order_by(col(SpecialDay.day)))).all()
