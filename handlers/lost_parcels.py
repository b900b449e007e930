"""What an operator is told when something cannot leave."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.desk_alarms import send_by_mail
from handlers.dispatch import Lost
from handlers.operators import tell_operators
from handlers.policy import Policy
from handlers.reminder_losses import PREFIX, reminder_lost
from handlers.review import Matter, open_item
from handlers.wording import say
from storage.states import Channel, ParcelKind
from storage.tables import Parcel, Submission


async def report_lost(session: AsyncSession, parcel: Lost, now: datetime, policy: Policy) -> None:
    """Open a review item for a parcel that will never arrive, and tell the operators."""
    if parcel.key.startswith("operator:"):
        await _other_way(session, parcel, now, policy)
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


async def report_own_fault(
    session: AsyncSession, channel: Channel, remark: str, now: datetime, policy: Policy
) -> None:
    """Tell the operators, at most once an hour, that a lane is paused by a fault of ours."""
    key = f"operator:own-fault:{channel}:{now:%Y%m%d%H}"
    await tell_operators(
        session, say("relay_paused.html", channel=channel.value, remark=remark), key, now, policy
    )
