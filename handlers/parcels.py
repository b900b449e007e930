"""Parcels as operators see them: what has not arrived, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.audit import Actor, record
from handlers.drawings import pages_of
from handlers.policy import Policy
from handlers.refusals import Refusal
from storage.queries.parcels import UNFINISHED, parcels_in, undelivered_parcels
from storage.queries.restored import held_parcels
from storage.queries.submissions import parcels_of, submission_by_receipt
from storage.states import ParcelKind, ParcelState
from storage.tables import Parcel

LISTED: Final = (*UNFINISHED, ParcelState.HELD, ParcelState.DEAD)  # what has not arrived
# What nobody is working on: it may be sent again, or taken out.
STANDING: Final = (ParcelState.READY, ParcelState.HELD, ParcelState.DEAD, ParcelState.DROPPED)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A parcel that has not arrived."""

    id: int
    key: str
    kind: str
    channel: str
    recipient: str
    state: str
    tries: int
    remark: str | None
    message_id: str | None
    created_at: datetime
    not_before: datetime
    sent_at: datetime | None = None


async def list_of_receipt(session: AsyncSession, receipt: str) -> list[Waiting]:
    """Return all that was written out for a submission, with the other side's last words as proof."""
    submission = await submission_by_receipt(session, receipt.strip().upper())
    if submission is None:
        raise Refusal("receipt_unknown", receipt=receipt)
    return [_waiting(parcel) for parcel in await parcels_of(session, submission.id or 0)]


async def held_numbers(session: AsyncSession) -> list[int]:
    """Return the numbers of the parcels that are held since a backup was brought back."""
    return [parcel.id or 0 for parcel in await held_parcels(session)]


async def list_waiting(session: AsyncSession) -> list[Waiting]:
    """Return what is on its way or lost, oldest first."""
    return [_waiting(parcel) for parcel in await parcels_in(session, LISTED)]


async def list_undelivered(session: AsyncSession) -> list[Waiting]:
    """Return what waits for a person, then what is tried again, the newest first."""
    return [_waiting(parcel) for parcel in await undelivered_parcels(session)]


async def one_parcel(session: AsyncSession, number: int) -> Waiting | None:
    """Return a parcel by its number; None where there is none."""
    parcel = await session.get(Parcel, number)
    return _waiting(parcel) if parcel else None


async def retry_parcel(
    session: AsyncSession, number: int, now: datetime, policy: Policy, actor: Actor
) -> Waiting:
    """Send a parcel again at once, with the same bytes and Message-ID; refuses one that arrived."""
    parcel = await _stopped_or_waiting(session, number)
    parcel.state, parcel.not_before = _beginning(parcel), now
    await record(session, policy, now, actor, "outbox.retry", f"parcel:{number}")
    return _waiting(parcel)


def _beginning(parcel: Parcel) -> ParcelState:
    """Return from where a parcel goes on: what was drawn or built stays as it is."""
    if pages_of(parcel):
        return ParcelState.UNDRAWN
    written = parcel.raw is not None or parcel.blob is not None or parcel.kind is not ParcelKind.LETTER
    return ParcelState.READY if written else ParcelState.UNBUILT


async def drop_parcel(
    session: AsyncSession, number: int, now: datetime, policy: Policy, actor: Actor
) -> Waiting:
    """Take a parcel out for good; refuses one that arrived."""
    parcel = await _stopped_or_waiting(session, number)
    parcel.state = ParcelState.DROPPED
    await record(session, policy, now, actor, "outbox.drop", f"parcel:{number}")
    return _waiting(parcel)


async def _stopped_or_waiting(session: AsyncSession, number: int) -> Parcel:
    parcel = await session.get(Parcel, number)
    if parcel is None:
        raise Refusal("parcel_unknown", number=number)
    if parcel.state not in STANDING:
        raise Refusal("parcel_moving", number=number)
    return parcel


def _waiting(parcel: Parcel) -> Waiting:
    return Waiting(
        id=parcel.id or 0,
        key=parcel.key,
        kind=parcel.kind.value,
        channel=parcel.channel.value,
        recipient=parcel.recipient,
        state=parcel.state.value,
        tries=parcel.tries,
        remark=parcel.remark,
        message_id=parcel.message_id,
        created_at=parcel.created_at,
        not_before=parcel.not_before,
        sent_at=parcel.sent_at,
    )
