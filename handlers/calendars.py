"""Milestones in people's calendars: the file of a letter, and a secret feed for each person."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.audit import record
from handlers.business import business_of
from handlers.milestone_values import milestone_value, progress_of
from handlers.officials import Official, official_of
from handlers.policy import Policy
from handlers.reminder_situation import moment_of
from handlers.rules.calendar_file import CalendarEntry, alarm_at, calendar_text
from handlers.rules.milestone_lines import line_of
from handlers.rules.nudges import Moment
from handlers.rules.recipients import Duty
from handlers.rules.tokens import code_digest
from handlers.wording import say
from storage.queries.feeds import feed_by_digest, feeds_of
from storage.queries.milestones import milestones_in
from storage.queries.staff import members_by_id
from storage.states import MilestoneState
from storage.tables import CalendarFeed, Milestone

SHOWN: Final = frozenset(
    {MilestoneState.OPEN, MilestoneState.EXPIRED, MilestoneState.REPORTED, MilestoneState.DONE}
)
SECRET_BYTES: Final = 24  # nobody guesses one
ENDED: Final = frozenset({MilestoneState.DONE, MilestoneState.REPORTED})


def calendar_of(rows: Iterable[Milestone], now: datetime, policy: Policy) -> str:
    """Write the calendar of some milestones; those without a due date have no place in it."""
    moment = moment_of(now, policy)
    entries = [_entry(row, moment, policy) for row in rows if row.due is not None]
    return calendar_text(entries, f"{policy.desk_name}·节点", now)


def _entry(row: Milestone, moment: Moment, policy: Policy) -> CalendarEntry:
    line = line_of(row.id or 0, milestone_value(row), moment, progress_of(row))
    due = row.due or moment.today
    return CalendarEntry(
        uid=f"milestone-{row.id}@{policy.domain}",
        summary=f"任务{line.place} {row.text}"[:200],
        description=say("calendar_entry", line=line, row=row),
        due=due,
        revision=row.revision,
        done=row.state in ENDED,
        alarm=alarm_at(due, moment.calendar, moment.policy.sending_hour()),
    )


async def new_feed(session: AsyncSession, official: Official, now: datetime, policy: Policy) -> str:
    """Make a feed for somebody and return its secret, which is kept nowhere; an older one ends."""
    await revoke_feeds(session, official, now, policy)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    digest = code_digest(policy.key, secret)
    session.add(CalendarFeed(digest=digest, staff_id=int(official.key), created_at=now))
    await session.flush()
    await record(session, policy, now, official.actor, "calendar.new", f"staff:{official.key}")
    return secret


async def revoke_feeds(session: AsyncSession, official: Official, now: datetime, policy: Policy) -> bool:
    """End somebody's feed at once; false where there was none."""
    rows = await feeds_of(session, int(official.key))
    for row in rows:
        row.revoked_at = now
    if rows:
        await record(session, policy, now, official.actor, "calendar.revoke", f"staff:{official.key}")
    return bool(rows)


async def has_feed(session: AsyncSession, official: Official) -> bool:
    """Tell whether somebody has a feed."""
    return bool(await feeds_of(session, int(official.key)))


async def feed(session: AsyncSession, secret: str, now: datetime, policy: Policy) -> str | None:
    """Write the calendar behind a secret; None for an unknown or revoked one, and for who has left.

    It holds what is its reader's business, what is done too.
    """
    row = await feed_by_digest(session, code_digest(policy.key, secret))
    members = await members_by_id(session, [row.staff_id]) if row and row.revoked_at is None else {}
    if not members:
        return None
    official = official_of(next(iter(members.values())), "calendar")
    business = await business_of(session, official, now.astimezone(policy.zone).date())
    milestones = [each for each in await milestones_in(session, SHOWN) if business.duty(each)]
    return calendar_of(milestones, now, policy)


def goes_with(duty: str) -> bool:
    """Tell whether a letter to somebody in a duty brings the calendar's file."""
    return duty in (Duty.LEAD, Duty.SUPPORT)
