"""A time of leave in which a deputy stands in (代办)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.audit import Actor, record
from handlers.milestone_news import tell_member
from handlers.policy import Policy
from handlers.refusals import Refusal
from handlers.rules.explanations import day_text
from handlers.wording import say
from storage.queries.assignments import absences_from
from storage.queries.staff import members_by_id
from storage.tables import Absence, StaffMember


@dataclass(frozen=True, slots=True)
class Leave:
    """Who is away from when to when, bounds included, and who stands in."""

    id: int
    name: str
    deputy: str
    first: date
    last: date

    @property
    def words(self) -> str:
        """Return the days in words."""
        return f"{day_text(self.first)}至{day_text(self.last, self.first.year)}"


async def note_leave(
    session: AsyncSession,
    away: StaffMember,
    deputy: StaffMember,
    days: tuple[date, date],
    now: datetime,
    policy: Policy,
    actor: Actor,
) -> Leave:
    """Let a deputy hear what somebody else would, from one day to another; both are told.

    Refuses days that are over or the wrong way round, and nobody stands in for themselves. A leave that
    it overlaps ends where it begins.
    """
    first, last = days
    today = now.astimezone(policy.zone).date()
    if last < first or last < today:
        raise Refusal("leave_days")
    if away.id == deputy.id:
        raise Refusal("staff_same_person", name=away.name)
    for earlier in await absences_from(session, first):
        if earlier.staff_id == away.id and earlier.first_day <= last:
            earlier.last_day = min(earlier.last_day, first - timedelta(days=1))
    row = Absence(
        staff_id=away.id or 0, deputy_id=deputy.id or 0, first_day=first, last_day=last, noted_at=now
    )
    session.add(row)
    await session.flush()
    await record(session, policy, now, actor, "staff.leave", f"staff:{away.id}", deputy=f"staff:{deputy.id}")
    leave = Leave(row.id or 0, away.name, deputy.name, first, last)
    text = say("leave_noted.html", leave=leave)
    for each in (away, deputy):
        await tell_member(session, each, text, f"leave:{row.id}:{each.id}", now, policy)
    return leave


async def end_leave(
    session: AsyncSession, away: StaffMember, now: datetime, policy: Policy, actor: Actor
) -> bool:
    """End somebody's leave from today on; false where there was none."""
    today = now.astimezone(policy.zone).date()
    found = [row for row in await absences_from(session, today) if row.staff_id == away.id]
    deputies = await members_by_id(session, [row.deputy_id for row in found])
    for row in found:
        row.last_day = today - timedelta(days=1)
    if found:
        await record(session, policy, now, actor, "staff.return", f"staff:{away.id}")
        text = say("leave_ended.html", name=away.name)
        for each in (away, *deputies.values()):
            key = f"leave-ended:{found[-1].id}:{each.id}"
            await tell_member(session, each, text, key, now, policy)
    return bool(found)


async def leaves(session: AsyncSession, today: date) -> list[Leave]:
    """Return who is away today or later, by the first day."""
    rows = await absences_from(session, today)
    people = await members_by_id(session, {each for row in rows for each in (row.staff_id, row.deputy_id)})
    return [
        Leave(row.id or 0, people[row.staff_id].name, people[row.deputy_id].name, row.first_day, row.last_day)
        for row in rows
        if {row.staff_id, row.deputy_id} <= people.keys()
    ]
