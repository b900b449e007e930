"""All that decides which reminders go out at a moment, read at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.milestone_values import member_value, milestone_value, plan_policy
from handlers.policy import Policy
from handlers.rules.digest import Morning, mornings
from handlers.rules.ladder import Span, Window
from handlers.rules.milestones import OpenMilestone, span_of
from handlers.rules.nudges import Moment, ReminderKey, may_send, nudges_due
from handlers.rules.people import Role
from handlers.rules.plan_policy import Audience
from handlers.rules.recipients import Recipient, Roster, recipients, roster
from handlers.rules.schedule import is_near
from handlers.rules.snooze import Snooze
from handlers.rules.workdays import calendar_for
from handlers.special_days import with_special_days
from storage.queries.assignments import absences_on, owners_by_milestone
from storage.queries.milestones import (
    open_milestone_rows,
    open_spans,
    reminders_since,
    snoozes,
    unasked_expired_rows,
)
from storage.queries.review import open_items
from storage.queries.staff import present_members
from storage.tables import Reminder, Serial, StaffMember

LAST_DAY: Final = "reminders:last-day"  # the counter that holds the last day of planning, as its ordinal


@dataclass(frozen=True, slots=True)
class Ask:
    """One recipient's question about milestones that had passed when their table was applied."""

    recipient: Recipient
    milestones: tuple[OpenMilestone, ...]


@dataclass(frozen=True, slots=True)
class Situation:
    """What the planner's rules need.

    `noted` is the last day of planning, None before the first; `since` the first day that may still be owed.
    """

    now: datetime
    moment: Moment
    people: Roster
    milestones: tuple[OpenMilestone, ...]
    expired: tuple[OpenMilestone, ...]
    noted: date | None
    since: date
    recorded: frozenset[ReminderKey]
    snoozes: tuple[Snooze, ...]
    waiting: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Due:
    """What goes out at a moment, by recipient."""

    mornings: tuple[Morning, ...]
    asks: tuple[Ask, ...]


def moment_of(now: datetime, policy: Policy) -> Moment:
    """Return today with its calendar, whether or not anything may go out."""
    today = now.astimezone(policy.zone).date()
    return Moment(today, calendar_for([today.year], dict(policy.special_days)), plan_policy(policy))


def may_remind(now: datetime, policy: Policy) -> bool:
    """Tell whether reminders may leave: in the office's hours, on working days."""
    moment = moment_of(now, policy)
    return may_send(now, moment.calendar, moment.policy)


async def situation_at(session: AsyncSession, now: datetime, policy: Policy) -> Situation | None:
    """Read the situation; None in quiet hours and on rest days, when nothing may go out."""
    policy = await with_special_days(session, policy)
    moment = moment_of(now, policy)
    if not may_send(now, moment.calendar, moment.policy):
        return None
    noted = await last_day(session)
    since = noted or moment.today
    owners = await owners_by_milestone(session)
    put_off = await _snoozes(session)
    spans = [span_of(*row) for row in await open_spans(session)]
    years = {since.year, moment.today.year} | {each.due.year for each in spans if each.due}
    window = Window(since, moment.today, calendar_for(years, dict(policy.special_days)), plan_policy(policy))
    milestones = await _near(session, spans, window, put_off)
    members = await present_members(session)
    return Situation(
        now=now,
        moment=Moment(moment.today, window.calendar, moment.policy),
        people=roster((member_value(row) for row in members), await deputies_on(session, moment.today)),
        milestones=tuple(milestone_value(row, owners.get(row.id, ())) for row in milestones),
        expired=tuple(
            milestone_value(row, owners.get(row.id, ())) for row in await unasked_expired_rows(session)
        ),
        noted=noted,
        since=since,
        recorded=frozenset(key_of(row) for row in await reminders_since(session, since)),
        snoozes=put_off,
        waiting=await _waiting(session, members),
    )


async def _near(
    session: AsyncSession, spans: Iterable[Span], window: Window, put_off: Iterable[Snooze]
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Read the milestones that may be brought up now: a table may hold many more that are far off."""
    near = [each for each in spans if is_near(each, window)]
    days = {each.due for each in near if each.due}
    recurrences = {each.recurrence for each in near if each.recurrence and not each.due}
    return await open_milestone_rows(session, days, recurrences, {int(each.milestone) for each in put_off})


def decide(situation: Situation) -> Due:
    """Give what goes out now; pure, and slow for a very large table."""
    moment = situation.moment
    nudges = nudges_due(
        situation.milestones,
        situation.people,
        moment.calendar,
        moment.policy,
        now=situation.now,
        since=situation.since,
        recorded=situation.recorded,
        snoozes=situation.snoozes,
    )
    return Due(
        mornings(nudges, moment.today, moment.calendar, situation.waiting),
        _asks(situation.expired, situation.people),
    )


def _asks(expired: Iterable[OpenMilestone], people: Roster) -> tuple[Ask, ...]:
    asked: dict[str, tuple[Recipient, list[OpenMilestone]]] = {}
    for milestone in sorted(expired, key=lambda each: each.order):
        circle = (milestone.lead_unit, milestone.units, Audience.LEAD, milestone.owners)
        for recipient in recipients(people, *circle):
            reader = people.deputies.get(recipient.key, recipient)
            if reader.channels:
                found = asked.setdefault(reader.key, (replace(reader, duty=recipient.duty), []))[1]
                if milestone not in found:
                    found.append(milestone)
    return tuple(Ask(recipient, tuple(found)) for recipient, found in asked.values())


def key_of(row: Reminder) -> ReminderKey:
    """Return what a reminder is recorded under."""
    return ReminderKey(str(row.milestone_id), row.person, row.rule, row.planned_day)


async def deputies_on(session: AsyncSession, day: date) -> dict[str, str]:
    """Return who stands in for whom on a day; of several absences the one noted last counts."""
    return {str(row.staff_id): str(row.deputy_id) for row in await absences_on(session, day)}


async def last_day(session: AsyncSession) -> date | None:
    """Return the last day on which reminders were planned; None before the first."""
    row = await session.get(Serial, LAST_DAY)
    return date.fromordinal(row.value) if row else None


async def note_day(session: AsyncSession, day: date) -> None:
    """Write down that reminders were planned on a day."""
    row = await session.get(Serial, LAST_DAY)
    if row is None:
        session.add(Serial(name=LAST_DAY, value=day.toordinal()))
    else:
        row.value = max(row.value, day.toordinal())


async def owe_since(session: AsyncSession, day: date) -> None:
    """Write down that what was planned from a day on is owed again."""
    row = await session.get(Serial, LAST_DAY)
    if row is None:
        session.add(Serial(name=LAST_DAY, value=day.toordinal()))
    else:
        row.value = min(row.value, day.toordinal())


async def _snoozes(session: AsyncSession) -> tuple[Snooze, ...]:
    """Return the snoozes that still count: another due date has ended the rest."""
    return tuple(
        Snooze(str(row.milestone_id), row.person, row.until)
        for row, due in await snoozes(session)
        if row.due == due
    )


async def _waiting(session: AsyncSession, members: Iterable[StaffMember]) -> dict[str, int]:
    """Count what waits for each operator's decision."""
    count = len(await open_items(session))
    return {str(row.id): count for row in members if row.role == Role.OPERATOR} if count else {}
