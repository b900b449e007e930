"""Questions about parcels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Exists,
    Select,
    Update,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import SQLModel, col

from storage.states import Channel, ParcelKind, ParcelState
from storage.tables import Parcel, Reminder

BESIDE = ":mail"  # behind the key of a reminder's letter that stands beside or in place of a chat message
MOST: Final = 10_000  # values of one statement; SQLite takes three times as many
UNFINISHED = (ParcelState.UNDRAWN, ParcelState.UNBUILT, ParcelState.READY, ParcelState.CLAIMED)


async def parcel_by_key(session: AsyncSession, key: str) -> Parcel | None:
    """Find the parcel that was written under a key."""
    return await session.scalar(select(Parcel).where(col(Parcel.key) == key))


async def parcels_with_keys(session: AsyncSession, keys: Sequence[str]) -> Sequence[Parcel]:
    """Return the parcels that were written under some keys."""
    return (await session.scalars(select(Parcel).where(col(Parcel.key).in_(keys)))).all()


async def untried_reminders(session: AsyncSession, before: datetime) -> Sequence[Parcel]:
    """Return what carries reminders, was written before a moment, and surely has not arrived."""
    query = select(Parcel).where(
        col(Parcel.state).in_((ParcelState.READY, ParcelState.UNBUILT)),
        col(Parcel.unknown) == 0,
        col(Parcel.created_at) < before,
        exists().where(col(Reminder.parcel_key) == func.replace(col(Parcel.key), BESIDE, "")),
    )
    return (await session.scalars(query)).all()


async def keys_in_use(session: AsyncSession, keys: Sequence[str]) -> set[str]:
    """Return those of some keys under which a parcel was written."""
    found: set[str] = set()
    for start in range(0, len(keys), MOST):
        some = keys[start : start + MOST]
        found.update(await session.scalars(select(col(Parcel.key)).where(col(Parcel.key).in_(some))))
    return found


@dataclass(frozen=True, slots=True)
class Claimed:
    """A parcel in the courier's hands."""

    id: int
    key: str
    kind: ParcelKind
    recipient: str
    payload: dict[str, Any]
    raw: bytes | None
    blob: str | None
    message_id: str | None
    created_at: datetime
    tries: int
    unknown: int


COLUMNS: Final = tuple(col(getattr(Parcel, each.name)) for each in fields(Claimed))


# For one statement about many rows, past the copies that the session holds.
TABLE: Final = SQLModel.metadata.tables["parcel"]


async def due_parcels(
    session: AsyncSession, channel: Channel, limit: int, now: datetime, *, quiet: bool = False
) -> list[Claimed]:
    """Return what may leave now, oldest first; parcels of one submission keep their order.

    In `quiet` hours reminders stay.
    """
    values = {"channel": channel, "now": now, "most": limit}
    return [Claimed(*row) for row in (await session.execute(_due(quiet=quiet), values)).all()]


# What the loops ask at every turn is put together once: that took longer than the answer.


@cache
def _due(*, quiet: bool) -> Select[Any]:
    ordered = select(*COLUMNS).order_by(col(Parcel.not_before), col(Parcel.id))
    return ordered.where(*_ready(quiet=quiet), ~_has_unfinished_before_it()).limit(bindparam("most"))


@cache
def _any_due(*, quiet: bool) -> Select[Any]:
    return select(col(Parcel.id)).where(*_ready(quiet=quiet)).limit(1)


def _ready(*, quiet: bool) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Parcel.state) == ParcelState.READY,
        col(Parcel.channel) == bindparam("channel"),
        col(Parcel.not_before) <= bindparam("now"),
        *_spoken(quiet=quiet),
    )


def _spoken(*, quiet: bool) -> tuple[ColumnElement[bool], ...]:
    """Leave out, in quiet hours, what carries reminders, beside a chat message also by mail."""
    key = func.replace(col(Parcel.key), BESIDE, "")
    return (~exists().where(col(Reminder.parcel_key) == key),) if quiet else ()


async def mark_claimed(session: AsyncSession, ids: Sequence[int], now: datetime) -> None:
    """Write down that parcels are in the courier's hands."""
    await session.execute(_CLAIMED, {"parcels": ids, "now": now})


_CLAIMED = (
    update(Parcel)
    .where(col(Parcel.id).in_(bindparam("parcels", expanding=True)))
    .values(state=ParcelState.CLAIMED, claimed_at=bindparam("now"))
    .execution_options(synchronize_session=False)
)


async def mark_sent(
    session: AsyncSession, sent: Sequence[tuple[int, str | None, int | None]], now: datetime
) -> None:
    """Write down which claimed parcels have arrived: id, the other side's word, the chat message's number."""
    rows = [{"parcel": each, "word": word, "number": number, "now": now} for each, word, number in sent]
    await _change(session, _SENT, rows)


_SENT = (
    update(TABLE)
    .where(TABLE.c.id == bindparam("parcel"), TABLE.c.state == ParcelState.CLAIMED)
    .values(
        state=ParcelState.SENT,
        sent_at=bindparam("now"),
        remark=bindparam("word"),
        chat_message_id=bindparam("number"),
    )
)


async def mark_built(session: AsyncSession, blobs: Mapping[int, str]) -> None:
    """Fix the bytes of unbuilt letters by their digests; from now on they can be claimed."""
    await _change(session, _BUILT, [{"parcel": each, "bytes": blob} for each, blob in blobs.items()])


_BUILT = (
    update(TABLE)
    .where(TABLE.c.id == bindparam("parcel"), TABLE.c.state == ParcelState.UNBUILT)
    .values(state=ParcelState.READY, blob=bindparam("bytes"), digest=bindparam("bytes"))
)


async def _change(session: AsyncSession, change: Update, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        await session.flush()  # what the session holds of these rows comes first
        await (await session.connection()).execute(change, rows)


async def parcels_by_id(session: AsyncSession, ids: Sequence[int]) -> Sequence[Parcel]:
    """Return parcels by their ids."""
    return (
        await session.scalars(select(Parcel).where(col(Parcel.id).in_(ids)).order_by(col(Parcel.id)))
    ).all()


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


async def unbuilt_parcels(session: AsyncSession, limit: int) -> list[tuple[int, dict[str, Any]]]:
    """Return letters whose bytes must be written, oldest first: id and specification."""
    rows = (await session.execute(_UNBUILT, {"most": limit})).all()
    return [(each or 0, payload) for each, payload in rows]


_UNBUILT = (
    select(col(Parcel.id), col(Parcel.payload))
    .where(col(Parcel.state) == ParcelState.UNBUILT)
    .order_by(col(Parcel.id))
    .limit(bindparam("most"))
)


async def undrawn_parcels(session: AsyncSession, limit: int, now: datetime) -> Sequence[Parcel]:
    """Return what waits for a page to be drawn, oldest first."""
    return (await session.scalars(_UNDRAWN, {"now": now, "most": limit})).all()


_UNDRAWN = (
    select(Parcel)
    .where(col(Parcel.state) == ParcelState.UNDRAWN, col(Parcel.not_before) <= bindparam("now"))
    .order_by(col(Parcel.id))
    .limit(bindparam("most"))
)


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


async def has_due_parcel(
    session: AsyncSession, channel: Channel, now: datetime, *, quiet: bool = False
) -> bool:
    """Tell whether a channel has a parcel whose time has come; in `quiet` hours reminders stay."""
    return await session.scalar(_any_due(quiet=quiet), {"channel": channel, "now": now}) is not None


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


async def undelivered_parcels(session: AsyncSession, limit: int = 200) -> Sequence[Parcel]:
    """Return what waits for a person, then what was tried in vain and is tried again, the newest first."""
    standing = col(Parcel.state).in_((ParcelState.DEAD, ParcelState.HELD))
    trying = and_(col(Parcel.state) == ParcelState.READY, or_(col(Parcel.tries) > 0, col(Parcel.unknown) > 0))
    query = select(Parcel).where(or_(standing, trying))
    order = (col(Parcel.state) == ParcelState.READY, col(Parcel.id).desc())
    return (await session.scalars(query.order_by(*order).limit(limit))).all()
