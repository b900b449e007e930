"""On which channels somebody wants to be reminded: in chat where bound, by letter besides only by wish."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.audit import record
from handlers.officials import Official
from handlers.policy import Policy
from storage.tables import StaffMember


async def ways_of(session: AsyncSession, official: Official) -> bool:
    """Tell whether somebody wants letters beside the chat."""
    return (await session.get_one(StaffMember, int(official.key))).both_ways


async def wish_for(
    session: AsyncSession, official: Official, now: datetime, policy: Policy, *, both: bool
) -> None:
    """Keep whether somebody wants letters beside the chat."""
    (await session.get_one(StaffMember, int(official.key))).both_ways = both
    await record(session, policy, now, official.actor, "reminders.ways", f"staff:{official.key}", both=both)
