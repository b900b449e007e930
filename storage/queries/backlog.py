"""Questions about what waits."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.queries.parcels import UNFINISHED
from storage.states import Channel, LetterState, ParcelState, ReviewState
from storage.tables import Letter, MailboxPosition, Parcel, ReviewItem, Update

REMINDING: Final = col(Parcel.key).startswith("reminder:", autoescape=True)
AHEAD: Final = timedelta(days=7)
WAITING: Final = col(Parcel.state).in_(UNFINISHED)


async def undecided_letters(session: AsyncSession) -> tuple[int, datetime | None]:
    """Count the letters that nothing is decided about, and say since when the oldest is on disk."""
    query = select(func.count(), func.min(col(Letter.received_at)))
    count, oldest = (await session.execute(query.where(col(Letter.state) == LetterState.STORED))).one()
    return count, oldest


async def waiting_parcels(session: AsyncSession, channel: Channel) -> int:
    """Count what is on its way by a channel, whatever its time is."""
    query = select(func.count()).select_from(Parcel).where(WAITING, col(Parcel.channel) == channel)
    return await session.scalar(query) or 0


async def oldest_due_parcel(session: AsyncSession, channel: Channel, now: datetime) -> datetime | None:
    """Return since when the oldest parcel of a channel should have left, or was tried in vain."""
    tried = or_(col(Parcel.tries) > 0, col(Parcel.unknown) > 0)
    due = or_(col(Parcel.not_before) <= now, tried)
    query = select(func.min(col(Parcel.created_at))).where(WAITING, col(Parcel.channel) == channel, due)
    return await session.scalar(query)


async def dead_parcels(session: AsyncSession) -> int:
    """Count what waits for a person: given up, or held since a backup was brought back."""
    standing = col(Parcel.state).in_((ParcelState.DEAD, ParcelState.HELD))
    query = select(func.count()).select_from(Parcel).where(standing)
    return await session.scalar(query) or 0


async def open_reviews(session: AsyncSession) -> tuple[int, datetime | None]:
    """Count the open review items, and say since when the oldest waits."""
    query = select(func.count(), func.min(col(ReviewItem.created_at)))
    count, oldest = (await session.execute(query.where(col(ReviewItem.state) == ReviewState.OPEN))).one()
    return count, oldest


async def reminders_due(session: AsyncSession, now: datetime) -> int:
    """Count the reminders whose time has come and that have not left."""
    return await _reminders(session, WAITING, col(Parcel.not_before) <= now)


async def reminders_sent(session: AsyncSession, since: datetime) -> int:
    """Count the reminders that have left since a moment; they are written days before at most."""
    written = col(Parcel.created_at) >= since - AHEAD
    return await _reminders(session, written, col(Parcel.sent_at) >= since)


async def _reminders(session: AsyncSession, *conditions: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(Parcel).where(REMINDING, *conditions)
    return await session.scalar(query) or 0


async def last_update(session: AsyncSession) -> datetime | None:
    """Return when the last update came from Telegram."""
    return await session.scalar(select(func.max(col(Update.received_at))))


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
