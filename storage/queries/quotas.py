"""Questions about letters beyond their senders' quotas."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.states import LetterState
from storage.tables import Letter

OVER = "quota"  # the outcome of a letter that was set aside
SENDER: Any = func.lower(col(Letter.sender))
SET_ASIDE: ColumnElement[bool] = and_(col(Letter.state) == LetterState.ASIDE, col(Letter.outcome) == OVER)


async def senders_waiting_since(session: AsyncSession, before: datetime) -> Sequence[str]:
    """Return the senders with a letter that was set aside and came before a moment; in lower case."""
    query = select(SENDER).where(SET_ASIDE, col(Letter.received_at) <= before).distinct().order_by(SENDER)
    return (await session.scalars(query)).all()


async def set_aside_of(
    session: AsyncSession, sender: str, before: datetime | None = None, limit: int | None = None
) -> Sequence[Letter]:
    """Return the letters of a sender that were set aside, those that came before a moment, oldest first."""
    query = select(Letter).where(SET_ASIDE, sender == SENDER).order_by(col(Letter.id)).limit(limit)
    if before is not None:
        query = query.where(col(Letter.received_at) <= before)
    return (await session.scalars(query)).all()


async def count_set_aside(session: AsyncSession, sender: str) -> int:
    """Count the letters of a sender that were set aside."""
    return await session.scalar(select(func.count()).where(SET_ASIDE, sender == SENDER)) or 0


async def count_handled(session: AsyncSession, sender: str, since: datetime) -> int:
    """Count the letters of a sender that came or were released since a moment, and were not set aside."""
    recent = or_(
        col(Letter.released_at) >= since,
        and_(col(Letter.released_at).is_(None), col(Letter.received_at) >= since),
    )
    return await session.scalar(select(func.count()).where(sender == SENDER, recent, ~SET_ASIDE)) or 0
