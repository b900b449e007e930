"""重发 or 撤下: a parcel that could not arrive, and what waited for a person about it is settled."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.audit import Actor
from handlers.parcels import Waiting, drop_parcel, retry_parcel
from handlers.policy import Policy
from handlers.refusals import Refusal
from handlers.review import close_items, show, undecided
from handlers.review_items import Item
from storage.queries.review import open_items_of_parcel


async def resend(session: AsyncSession, number: int, now: datetime, policy: Policy, actor: Actor) -> Waiting:
    """Send a parcel again at once, and close the open items about it; a second loss opens a new one."""
    parcel = await retry_parcel(session, number, now, policy, actor)
    await close_items(session, await open_items_of_parcel(session, number), "resent", now, policy, actor)
    return parcel


async def take_out(
    session: AsyncSession, number: int, now: datetime, policy: Policy, actor: Actor
) -> Waiting:
    """Take a parcel out for good, and close the open items about it."""
    parcel = await drop_parcel(session, number, now, policy, actor)
    await close_items(session, await open_items_of_parcel(session, number), "dropped", now, policy, actor)
    return parcel


async def resend_item(
    session: AsyncSession, item_id: int, now: datetime, policy: Policy, actor: Actor
) -> Item:
    """Send the parcel of a review item again."""
    row = await undecided(session, item_id)
    if row.parcel_id is None:
        raise Refusal("review_no_parcel", number=item_id)
    await resend(session, row.parcel_id, now, policy, actor)
    return await show(session, item_id)
