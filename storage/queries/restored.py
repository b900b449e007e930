"""Questions and changes after a backup was brought back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.queries.parcels import UNFINISHED
from storage.states import LetterState, ParcelState
from storage.tables import Letter, MailboxPosition, Parcel, Serial


async def waiting_parcels(session: AsyncSession) -> Sequence[Parcel]:
    """Return everything that had not left when the backup was made."""
    return (await session.scalars(select(Parcel).where(col(Parcel.state).in_(UNFINISHED)))).all()


async def held_parcels(session: AsyncSession) -> Sequence[Parcel]:
    """Return the parcels about which an operator has to decide after a restore, oldest first."""
    query = select(Parcel).where(col(Parcel.state) == ParcelState.HELD).order_by(col(Parcel.id))
    return (await session.scalars(query)).all()


async def unknown_keys(session: AsyncSession, keys: Collection[str]) -> set[str]:
    """Return those of some keys under which no parcel was written."""
    known: set[str] = set()
    names = sorted(keys)
    for start in range(0, len(names), 500):
        query = select(col(Parcel.key)).where(col(Parcel.key).in_(names[start : start + 500]))
        known.update(await session.scalars(query))
    return set(names) - known


async def doubt_mailboxes(session: AsyncSession, made_at: datetime) -> None:
    """Write down that what came to the mailboxes since a backup may have been handled."""
    await session.execute(update(MailboxPosition).values(restored_from=made_at))


async def skip_numbers(session: AsyncSession, prefix: str, count: int) -> None:
    """Move counters on, so that no number is given twice."""
    counters = col(Serial.name).startswith(prefix, autoescape=True)
    await session.execute(update(Serial).where(counters).values(value=col(Serial.value) + count))


async def set_aside(session: AsyncSession, account: str, folder: str, outcome: str) -> Sequence[Letter]:
    """Return the letters of a mailbox that were set aside with an outcome, oldest first."""
    query = select(Letter).where(
        col(Letter.state) == LetterState.ASIDE,
        col(Letter.outcome) == outcome,
        col(Letter.account) == account,
        col(Letter.folder) == folder,
    )
    return (await session.scalars(query.order_by(col(Letter.id)))).all()
