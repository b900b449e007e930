"""Questions about parcels."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Exists, and_, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from storage.states import Channel, ParcelKind, ParcelState
from storage.tables import Parcel

UNFINISHED = (ParcelState.UNDRAWN, ParcelState.UNBUILT, ParcelState.READY, ParcelState.CLAIMED)


async def parcel_by_key(session: AsyncSession, key: str) -> Parcel | None:
    """Find the parcel that was written under a key."""
    return await session.scalar(select(Parcel).where(col(Parcel.key) == key))


async def keys_in_use(session: AsyncSession, keys: Sequence[str]) -> set[str]:
    """Return those of some keys under which a parcel was written."""
    return set((await session.scalars(select(col(Parcel.key)).where(col(Parcel.key).in_(keys)))).all())


async def due_parcels(session: AsyncSession, channel: Channel, limit: int, now: datetime) -> Sequence[Parcel]:
    """Return what may leave now, oldest first; parcels of one submission keep their order."""
    query = (
        select(Parcel)
        .where(
            col(Parcel.state) == ParcelState.READY,
            col(Parcel.channel) == channel,
            col(Parcel.not_before) <= now,
            ~_has_unfinished_before_it(),
        )
        .order_by(col(Parcel.not_before), col(Parcel.id))
        .limit(limit)
    )
    return (await session.scalars(query)).all()


def _has_unfinished_before_it() -> Exists:
    earlier = aliased(Parcel)
    before = or_(
        col(earlier.position) < col(Parcel.position),
        and_(col(earlier.position) == col(Parcel.position), col(earlier.id) < col(Parcel.id)),
    )
    return exists().where(
        col(earlier.submission_id) == col(Parcel.submission_id),
        col(earlier.channel) == col(Parcel.channel),
        col(earlier.recipient) == col(Parcel.recipient),
        col(earlier.state).in_(UNFINISHED),
        before,
    )


async def unbuilt_parcels(session: AsyncSession, limit: int) -> Sequence[Parcel]:
    """Return letters whose bytes must be written, oldest first."""
    query = (
        select(Parcel).where(col(Parcel.state) == ParcelState.UNBUILT).order_by(col(Parcel.id)).limit(limit)
    )
    return (await session.scalars(query)).all()


async def undrawn_parcels(session: AsyncSession, limit: int, now: datetime) -> Sequence[Parcel]:
    """Return what waits for a page to be drawn, oldest first."""
    query = select(Parcel).where(col(Parcel.state) == ParcelState.UNDRAWN, col(Parcel.not_before) <= now)
    return (await session.scalars(query.order_by(col(Parcel.id)).limit(limit))).all()


async def free_claimed(session: AsyncSession, now: datetime) -> None:
    """Make every claimed parcel ready again, its last fate unknown."""
    await session.execute(
        update(Parcel)
        .where(col(Parcel.state) == ParcelState.CLAIMED)
        .values(state=ParcelState.READY, not_before=now, unknown=col(Parcel.unknown) + 1)
    )


async def parcels_in(
    session: AsyncSession, states: Sequence[ParcelState], limit: int = 200
) -> Sequence[Parcel]:
    """Return parcels in some states, oldest first."""
    query = select(Parcel).where(col(Parcel.state).in_(states)).order_by(col(Parcel.id)).limit(limit)
    return (await session.scalars(query)).all()


async def has_due_parcel(session: AsyncSession, channel: Channel, now: datetime) -> bool:
    """Tell whether a channel has a parcel whose time has come."""
    query = select(col(Parcel.id)).where(
        col(Parcel.state) == ParcelState.READY, col(Parcel.channel) == channel, col(Parcel.not_before) <= now
    )
    return await session.scalar(query.limit(1)) is not None


async def late_letters(session: AsyncSession, above: int, before: datetime) -> Sequence[Parcel]:
    """Return letters above an id that were written before a moment, were tried, and have not left."""
    query = select(Parcel).where(
        col(Parcel.id) > above,
        col(Parcel.kind) == ParcelKind.LETTER,
        col(Parcel.state).in_(UNFINISHED),
        col(Parcel.created_at) <= before,
        or_(col(Parcel.tries) > 0, col(Parcel.unknown) > 0),
    )
    return (await session.scalars(query.order_by(col(Parcel.id)))).all()


async def unheard_alarms(session: AsyncSession, before: datetime) -> Sequence[Parcel]:
    """Return messages to operators that were written before a moment and that no chat has taken."""
    query = select(Parcel).where(
        col(Parcel.key).like("operator:%"),
        col(Parcel.kind) == ParcelKind.MESSAGE,
        col(Parcel.state).in_(UNFINISHED),
        col(Parcel.created_at) <= before,
    )
    return (await session.scalars(query.order_by(col(Parcel.id)))).all()
