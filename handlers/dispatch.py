"""The courier's book: claim parcels, and settle what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.outbox import SPEC
from handlers.rules.compose import LetterSpec
from handlers.rules.retry import Delivery, Fate, next_wait
from storage.queries.parcels import due_parcels, free_claimed, has_due_parcel, unbuilt_parcels
from storage.states import Channel, ParcelKind, ParcelState
from storage.tables import Parcel


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


@dataclass(frozen=True, slots=True)
class Unbuilt:
    """A letter whose bytes are not written yet."""

    id: int
    spec: LetterSpec


async def has_due(session: AsyncSession, channel: Channel, now: datetime) -> bool:
    """Tell, without taking the write lock, whether there is something to claim."""
    return await has_due_parcel(session, channel, now)


async def claim(session: AsyncSession, channel: Channel, limit: int, now: datetime) -> list[Claimed]:
    """Take the parcels of a channel that are due, oldest first; those of one submission keep their order."""
    parcels = await due_parcels(session, channel, limit, now)
    for parcel in parcels:
        parcel.state, parcel.claimed_at = ParcelState.CLAIMED, now
    return [_claimed(parcel) for parcel in parcels]


def _claimed(parcel: Parcel) -> Claimed:
    return Claimed(
        id=_id(parcel),
        key=parcel.key,
        kind=parcel.kind,
        recipient=parcel.recipient,
        payload=parcel.payload,
        raw=parcel.raw,
        blob=parcel.blob,
        message_id=parcel.message_id,
        created_at=parcel.created_at,
        tries=parcel.tries,
        unknown=parcel.unknown,
    )


def _id(parcel: Parcel) -> int:
    if parcel.id is None:
        raise ValueError("a parcel without a row")
    return parcel.id


@dataclass(frozen=True, slots=True)
class Lost:
    """A parcel that will never arrive; a person is told."""

    id: int
    key: str
    kind: ParcelKind
    recipient: str
    submission_id: int | None
    remark: str


async def settle(
    session: AsyncSession, results: Sequence[tuple[int, Delivery]], now: datetime, chance: float
) -> list[Lost]:
    """Write down what became of claimed parcels, and return those that are lost for good."""
    lost = []
    for parcel_id, delivery in results:
        parcel = await session.get_one(Parcel, parcel_id)
        if parcel.state is ParcelState.CLAIMED and _settle(parcel, delivery, now, chance):
            lost.append(_lost(parcel))
    return lost


def _lost(parcel: Parcel) -> Lost:
    remark = parcel.remark or ""
    return Lost(_id(parcel), parcel.key, parcel.kind, parcel.recipient, parcel.submission_id, remark)


def _settle(parcel: Parcel, delivery: Delivery, now: datetime, chance: float) -> bool:
    """Change the row; true where the parcel is lost."""
    parcel.remark = delivery.remark[:500] or None
    if delivery.fate is Fate.SENT:
        parcel.state, parcel.sent_at = ParcelState.SENT, now
        parcel.chat_message_id = delivery.chat_message_id
        return False
    if delivery.fate is Fate.KEPT:
        parcel.state = ParcelState.DROPPED
        return False
    chat = parcel.channel is Channel.CHAT
    wait = delivery.wait or next_wait(
        delivery.fate,
        tries=parcel.tries,
        unknown=parcel.unknown,
        age=now - parcel.created_at,
        chat=chat,
        chance=chance,
    )
    parcel.tries += delivery.fate is Fate.LATER
    parcel.unknown += delivery.fate is Fate.UNKNOWN
    if wait is not None:
        parcel.state, parcel.not_before = ParcelState.READY, now + wait
        return False
    # A chat message of twice unknown fate counts as sent: a second copy is worse than a doubt.
    doubt = chat and delivery.fate is Fate.UNKNOWN
    parcel.state = ParcelState.SENT if doubt else ParcelState.DEAD
    return parcel.state is ParcelState.DEAD


async def recover(session: AsyncSession, now: datetime) -> None:
    """Free what a stopped run still held: its fate is unknown, so it is tried again with the same bytes."""
    await free_claimed(session, now)


async def unbuilt(session: AsyncSession, limit: int) -> list[Unbuilt]:
    """Return letters whose bytes must be written, oldest first."""
    return [
        Unbuilt(_id(parcel), SPEC.validate_python(parcel.payload))
        for parcel in await unbuilt_parcels(session, limit)
    ]


async def built(session: AsyncSession, parcel_id: int, blob: str) -> None:
    """Fix a letter's bytes by their digest; from now on it can be claimed."""
    parcel = await session.get_one(Parcel, parcel_id)
    if parcel.state is ParcelState.UNBUILT:
        parcel.state, parcel.blob, parcel.digest = ParcelState.READY, blob, blob


async def unbuildable(session: AsyncSession, parcel_id: int, remark: str) -> Lost | None:
    """Give a letter up whose bytes cannot be written; None where it is not waiting for them any more."""
    parcel = await session.get_one(Parcel, parcel_id)
    if parcel.state is not ParcelState.UNBUILT:
        return None
    parcel.state, parcel.remark = ParcelState.DEAD, remark[:500]
    return _lost(parcel)
