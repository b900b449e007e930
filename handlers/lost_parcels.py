"""What an operator is told when something cannot leave."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.broadcasts import KEY as BROADCAST
from handlers.desk_alarms import send_by_mail
from handlers.dispatch import Lost
from handlers.outages import CHAT, RELAY, Fault, note_fault, note_works
from handlers.policy import Policy
from handlers.reminder_losses import PREFIX, reminder_lost
from handlers.review import Matter, open_item
from handlers.rules.retry import Delivery, Fate
from storage.states import Channel, ParcelKind, ParcelState
from storage.tables import Parcel, Submission

DOORS: Final = {Channel.CHAT: CHAT, Channel.MAIL: RELAY}
UNREACHABLE: Final = timedelta(minutes=15)  # of a relay, before a person is told


async def report_lost(session: AsyncSession, parcel: Lost, now: datetime, policy: Policy) -> None:
    """Open a review item for a parcel that will never arrive, and tell the operators."""
    if parcel.key.startswith("operator:"):
        await _other_way(session, parcel, now, policy)
        return
    if parcel.key.startswith(BROADCAST):
        # Whoever left or blocked the bot wants no news; nobody has to decide about it.
        (await session.get_one(Parcel, parcel.id)).state = ParcelState.DROPPED
        return
    if parcel.key.startswith(PREFIX) and await reminder_lost(session, parcel, now, policy):
        return
    submission = await session.get(Submission, parcel.submission_id) if parcel.submission_id else None
    reasons = [parcel.remark or "对方没有说明原因"]
    await open_item(session, Matter("parcel", reasons, None, submission, parcel_id=parcel.id), now, policy)


async def _other_way(session: AsyncSession, parcel: Lost, now: datetime, policy: Policy) -> None:
    """Send the mailbox what a chat did not take, so that no alarm is lost; a lost letter goes no further."""
    if parcel.kind is not ParcelKind.MESSAGE:
        return
    text = (await session.get_one(Parcel, parcel.id)).payload["text"]
    await send_by_mail(session, parcel.key, text, now, policy)


async def report_fault(
    session: AsyncSession, channel: Channel, delivery: Delivery, now: datetime, policy: Policy
) -> bool:
    """Write down that a channel fails; true where the operators are told now.

    A fault of ours is told at once, a side that is out of reach after a while.
    """
    refused = delivery.fate is Fate.OURS
    fault = Fault(
        DOORS[channel],
        since=now,
        remark=delivery.remark,
        patience=timedelta(0) if refused else UNREACHABLE,
        sentence="door_refused.html" if refused else "door_broken.html",
    )
    return await note_fault(session, fault, now, policy)


async def report_works(session: AsyncSession, channel: Channel, now: datetime, policy: Policy) -> bool:
    """Write down that a channel has carried something; true where that is told."""
    return await note_works(session, DOORS[channel], now, policy)
