"""The office's own calendar: make-up working days and holidays that were imported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.audit import Actor, record
from handlers.policy import Policy
from handlers.rules.special_days import SpecialDayRead
from storage.queries.special_days import special_days
from storage.tables import SpecialDay


async def with_special_days(session: AsyncSession, policy: Policy) -> Policy:
    """Return the policy with the days that were imported."""
    days = tuple((row.day, row.worked) for row in await special_days(session))
    return policy if days == policy.special_days else replace(policy, special_days=days)


async def overrides(session: AsyncSession) -> dict[date, bool]:
    """Return the days that were imported, and whether they are worked."""
    return {row.day: row.worked for row in await special_days(session)}


async def keep_special_days(
    session: AsyncSession, days: Sequence[SpecialDayRead], now: datetime, policy: Policy, actor: Actor
) -> int:
    """Keep days in place of what was said of the same days before; return how many are new or changed."""
    known = {row.day: row for row in await special_days(session)}
    changed = 0
    for each in days:
        row = known.get(each.day)
        if row is None:
            session.add(SpecialDay(day=each.day, worked=each.worked, name=each.name))
        elif (row.worked, row.name) == (each.worked, each.name):
            continue
        else:
            row.worked, row.name = each.worked, each.name
        changed += 1
    if changed:
        years = sorted({each.day.year for each in days})
        await record(session, policy, now, actor, "import.holidays", "calendar", years=years, days=changed)
    await session.flush()
    return changed
