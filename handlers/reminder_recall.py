"""Reminders that an outage kept back over a day's end are owed again, to be joined in one digest."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.policy import Policy
from handlers.reminder_rows import MAIL
from handlers.reminder_situation import owe_since
from storage.queries.milestones import EXPIRED_RULE, reminders_in
from storage.queries.parcels import parcels_with_keys, untried_reminders
from storage.states import ParcelState


async def stale_keys(session: AsyncSession, now: datetime, policy: Policy) -> list[str]:
    """Return the keys of reminders of earlier days that surely reached nobody, on neither channel."""
    local = now.astimezone(policy.zone)
    midnight = datetime.combine(local.date(), time(0), policy.zone)
    waiting = {parcel.key for parcel in await untried_reminders(session, midnight)}
    keys = list(dict.fromkeys(key.removesuffix(MAIL) for key in waiting))
    every = await parcels_with_keys(session, [each for key in keys for each in (key, key + MAIL)])
    begun = {parcel.key.removesuffix(MAIL) for parcel in every if parcel.key not in waiting}
    return [key for key in keys if key not in begun]


async def take_back(session: AsyncSession, now: datetime, policy: Policy) -> int:
    """Drop such reminders with their rows, so that the planner brings them up again; return how many."""
    keys = await stale_keys(session, now, policy)
    for parcel in await parcels_with_keys(session, [each for key in keys for each in (key, key + MAIL)]):
        parcel.state = ParcelState.DROPPED
    rows = await reminders_in(session, keys)
    for row in rows:
        await session.delete(row)
    days = [row.planned_day for row in rows if row.rule != EXPIRED_RULE]
    if days:
        await owe_since(session, min(days))
    await session.flush()
    return len(keys)
