"""Questions about what waits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.queries.parcels import UNFINISHED
from storage.states import LetterState, ParcelState, ReviewState
from storage.tables import Letter, MailboxPosition, Parcel, ReviewItem

WAITING_LETTER = col(Letter.state) == LetterState.STORED
WAITING_PARCEL = col(Parcel.state).in_(UNFINISHED)
DEAD_PARCEL = col(Parcel.state) == ParcelState.DEAD
OPEN_ITEM = col(ReviewItem.state) == ReviewState.OPEN


async def waiting_counts(session: AsyncSession) -> tuple[int, int, int, int]:
    """Count undecided letters, parcels on their way, dead parcels and open review items."""
    letters = await _count(session, select(func.count()).select_from(Letter).where(WAITING_LETTER))
    parcels = await _count(session, select(func.count()).select_from(Parcel).where(WAITING_PARCEL))
    dead = await _count(session, select(func.count()).select_from(Parcel).where(DEAD_PARCEL))
    items = await _count(session, select(func.count()).select_from(ReviewItem).where(OPEN_ITEM))
    return letters, parcels, dead, items


async def oldest_waiting(session: AsyncSession) -> tuple[datetime | None, datetime | None]:
    """Return since when the oldest parcel and the oldest review item wait."""
    parcel = select(func.min(col(Parcel.created_at))).where(WAITING_PARCEL)
    item = select(func.min(col(ReviewItem.created_at))).where(OPEN_ITEM)
    return await session.scalar(parcel), await session.scalar(item)


async def mailbox_counts(session: AsyncSession) -> list[tuple[str, str, int, datetime | None]]:
    """Return each mailbox: account, folder, how many of its letters are stored, when it was last read."""
    letters = (
        select(func.count())
        .where(
            col(Letter.account) == col(MailboxPosition.account),
            col(Letter.folder) == col(MailboxPosition.folder),
        )
        .scalar_subquery()
    )
    query = select(
        col(MailboxPosition.account), col(MailboxPosition.folder), letters, col(MailboxPosition.read_at)
    ).order_by(col(MailboxPosition.id))
    return [tuple(row) for row in (await session.execute(query)).all()]


async def _count(session: AsyncSession, query: Select[Any]) -> int:
    return await session.scalar(query) or 0
