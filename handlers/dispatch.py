"""The courier's book: claim parcels, and settle what became of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.outbox import SPEC
from handlers.pausing import last_resumed
from handlers.rules.compose import LetterSpec
from handlers.rules.retry import Delivery, Fate, next_wait
from storage.queries.parcels import (
    Claimed,
    due_parcels,
    free_claimed,
    has_due_parcel,
    mark_built,
    mark_claimed,
    mark_sent,
    parcels_by_id,
    unbuilt_parcels,
)
from storage.states import Channel, ParcelKind, ParcelState, Pausable
from storage.tables import Parcel

__all__ = [
    "Claimed",
    "Lost",
    "Unbuilt",
    "built",
    "claim",
    "has_due",
    "recover",
    "settle",
    "unbuildable",
    "unbuilt",
]


@dataclass(frozen=True, slots=True)
class Unbuilt:
    """A letter whose bytes are not written yet."""

    id: int
    spec: LetterSpec


async def has_due(session: AsyncSession, channel: Channel, now: datetime, *, quiet: bool = False) -> bool:
    """Tell, without taking the write lock, whether there is something to claim."""
    return await has_due_parcel(session, channel, now, quiet=quiet)


async def claim(
    session: AsyncSession, channel: Channel, limit: int, now: datetime, *, quiet: bool = False
) -> list[Claimed]:
    """Take the parcels of a channel that are due, oldest first; those of one submission keep their order.

    In `quiet` hours reminders stay: an outage that ends at night brings nobody a nudge.
    """
    parcels = await due_parcels(session, channel, limit, now, quiet=quiet)
    await mark_claimed(session, [parcel.id for parcel in parcels], now)
    return parcels


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
    sent = [(each, word) for each, word in results if word.fate is Fate.SENT]
    await mark_sent(session, [(each, _remark(word), word.chat_message_id) for each, word in sent], now)
    others = {each: word for each, word in results if word.fate is not Fate.SENT}
    resumed = await last_resumed(session, Pausable.RELAY) if others else None
    lost = []
    for parcel in await parcels_by_id(session, list(others)) if others else ():
        delivery = others[_id(parcel)]
        if parcel.state is ParcelState.CLAIMED and _settle(parcel, delivery, now, chance, resumed):
            lost.append(_lost(parcel))
    return lost


def _remark(delivery: Delivery) -> str | None:
    return delivery.remark[:500] or None


def _lost(parcel: Parcel) -> Lost:
    remark = parcel.remark or ""
    return Lost(_id(parcel), parcel.key, parcel.kind, parcel.recipient, parcel.submission_id, remark)


def _settle(
    parcel: Parcel, delivery: Delivery, now: datetime, chance: float, resumed: datetime | None
) -> bool:
    """Change the row of a parcel that has not arrived; true where it is lost.

    The time in which letters were kept back on purpose, until `resumed`, does not count as a letter's age.
    """
    parcel.remark = _remark(delivery)
    if delivery.fate is Fate.KEPT:
        parcel.state = ParcelState.DROPPED
        return False
    chat = parcel.channel is Channel.CHAT
    begun = parcel.created_at if chat or resumed is None else max(parcel.created_at, resumed)
    wait = delivery.wait or next_wait(
        delivery.fate,
        tries=parcel.tries,
        unknown=parcel.unknown,
        age=now - begun,
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
    return [Unbuilt(each, SPEC.validate_python(spec)) for each, spec in await unbuilt_parcels(session, limit)]


async def built(session: AsyncSession, blobs: Mapping[int, str]) -> None:
    """Fix the bytes of letters by their digests; from now on they can be claimed."""
    await mark_built(session, blobs)


async def unbuildable(session: AsyncSession, parcel_id: int, remark: str) -> Lost | None:
    """Give a letter up whose bytes cannot be written; None where it is not waiting for them any more."""
    parcel = await session.get_one(Parcel, parcel_id)
    if parcel.state is not ParcelState.UNBUILT:
        return None
    parcel.state, parcel.remark = ParcelState.DEAD, remark[:500]
    return _lost(parcel)
