"""What an operator is told when something cannot leave."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.dispatch import Lost
from handlers.operators import tell_operators
from handlers.policy import Policy
from handlers.reminder_losses import PREFIX, reminder_lost
from handlers.wording import say
from storage.states import Channel, ReviewState
from storage.tables import ReviewItem


async def report_lost(session: AsyncSession, parcel: Lost, now: datetime, policy: Policy) -> None:
    """Open a review item for a parcel that will never arrive, and tell the operators."""
    if parcel.key.startswith("operator:"):
        return  # a message about a message would go round for ever
    if parcel.key.startswith(PREFIX) and await reminder_lost(session, parcel, now, policy):
        return
    session.add(
        ReviewItem(
            kind="parcel",
            state=ReviewState.OPEN,
            parcel_id=parcel.id,
            submission_id=parcel.submission_id,
            reasons=[parcel.remark or "对方没有说明原因"],
            created_at=now,
        )
    )
    text = say("parcel_lost.html", recipient=parcel.recipient, remark=parcel.remark, number=parcel.id)
    await tell_operators(session, text, f"operator:lost:{parcel.id}", now, policy)


async def report_own_fault(
    session: AsyncSession, channel: Channel, remark: str, now: datetime, policy: Policy
) -> None:
    """Tell the operators, at most once an hour, that a lane is paused by a fault of ours."""
    key = f"operator:own-fault:{channel}:{now:%Y%m%d%H}"
    await tell_operators(
        session, say("relay_paused.html", channel=channel.value, remark=remark), key, now, policy
    )
