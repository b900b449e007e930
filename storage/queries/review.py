"""Questions about review items."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.states import ReviewState
from storage.tables import Letter, ReviewItem


async def open_items(session: AsyncSession) -> Sequence[ReviewItem]:
    """Return the items that wait for a person, oldest first."""
    query = select(ReviewItem).where(col(ReviewItem.state) == ReviewState.OPEN).order_by(col(ReviewItem.id))
    return (await session.scalars(query)).all()


async def open_items_of(session: AsyncSession, submission_id: int) -> Sequence[ReviewItem]:
    """Return a submission's open items, oldest first."""
    query = select(ReviewItem).where(
        col(ReviewItem.state) == ReviewState.OPEN, col(ReviewItem.submission_id) == submission_id
    )
    return (await session.scalars(query.order_by(col(ReviewItem.id)))).all()


async def open_quota_items(session: AsyncSession, sender: str) -> Sequence[ReviewItem]:
    """Return the open items about a sender who wrote too many letters."""
    query = (
        select(ReviewItem)
        .join(Letter, col(Letter.id) == col(ReviewItem.letter_id))
        .where(
            col(ReviewItem.kind) == "quota",
            col(ReviewItem.state) == ReviewState.OPEN,
            func.lower(col(Letter.sender)) == sender,
        )
    )
    return (await session.scalars(query)).all()


async def open_items_of_parcel(session: AsyncSession, parcel_id: int) -> Sequence[ReviewItem]:
    """Return the open items about a parcel, oldest first."""
    query = select(ReviewItem).where(
        col(ReviewItem.state) == ReviewState.OPEN, col(ReviewItem.parcel_id) == parcel_id
    )
    return (await session.scalars(query.order_by(col(ReviewItem.id)))).all()
