"""The tick that plans reminders: at the digest's hour, hourly while they may go out, and after downtime."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.figures import Step
from bot.parts import Parts
from bot.pauses import LOOK_SECONDS, stopped
from bot.table_rounds import send_overviews
from handlers.department_nudges import write_nudges
from handlers.operators import tell_operators
from handlers.policy import Policy
from handlers.reminder_recall import stale_keys, take_back
from handlers.reminder_situation import Situation, decide, may_remind, moment_of, note_day, situation_at
from handlers.reminders import Share, report_failure, slices, write_shares
from handlers.rules.nudges import may_send
from handlers.special_days import with_special_days
from handlers.unanswered import report_week
from handlers.wording import say
from storage.states import Pausable

# How soon a table applied at noon, or a mailbox added, is noticed on the same day.
AGAIN: Final = timedelta(hours=1)
log = structlog.get_logger()


async def run_tick(parts: Parts) -> None:
    """Plan now, then at every moment that may bring something; what was missed is joined, not fired off."""
    while True:
        # Taken before the work: what comes due while it lasts is not slept through.
        begun = parts.clock.now()
        try:
            await tick(parts)
        except Exception:
            log.exception("tick.failed")
            parts.figures.failed(Step.REMINDERS)
            await _tell(parts)
        if await stopped(parts, Pausable.REMINDERS):
            await parts.clock.until(begun + timedelta(seconds=LOOK_SECONDS))
        else:
            await parts.clock.until(next_look(begun, parts.policy))


async def tick(parts: Parts) -> int:
    """Write what is due now and return how many parcels that were; nothing outside the office's hours.

    Nothing while operators have stopped reminders: the day is not noted, so all that was due is joined
    afterwards.
    """
    if await stopped(parts, Pausable.REMINDERS):
        return 0
    written = await _nudge_departments(parts) + await _remind(parts)
    parts.figures.planned_at = parts.clock.now()
    return written


async def _nudge_departments(parts: Parts) -> int:
    """Nudge the departments that have not answered."""
    async with parts.database.transaction() as session:
        written = await write_nudges(session, parts.clock.now(), parts.policy)
    if written:
        parts.signals.outbox.ring()
        log.info("departments.nudged", letters=written)
    return written


async def _remind(parts: Parts) -> int:
    """Write the reminders of milestones that are due now."""
    if not parts.config.reminders.enabled:
        return 0
    async with parts.database.reading() as session:
        parts.policy = await with_special_days(session, parts.policy)
    if not may_remind(parts.clock.now(), parts.policy):
        return 0
    await _take_back(parts)
    async with parts.database.reading() as session:
        situation = await situation_at(session, parts.clock.now(), parts.policy)
    if situation is None:
        return 0
    due = await asyncio.to_thread(decide, situation)
    written = 0
    for shares in slices(due):
        written += await _write(parts, situation, shares)
    if situation.noted != situation.moment.today:
        await _begin_day(parts, situation)
        await _note(parts, situation)
    if written:
        parts.signals.outbox.ring()
        parts.figures.reminded(written)
        log.info("reminders.written", parcels=written, since=str(situation.since))
    return written


async def _take_back(parts: Parts) -> None:
    """Join what an outage has kept back since a day before, instead of firing it off in a row."""
    async with parts.database.reading() as session:
        stale = await stale_keys(session, parts.clock.now(), parts.policy)
    if stale:
        async with parts.database.transaction() as session:
            taken = await take_back(session, parts.clock.now(), parts.policy)
        log.info("reminders.taken_back", parcels=taken)


async def _write(parts: Parts, situation: Situation, shares: Sequence[Share]) -> int:
    """Write a slice in one transaction; where that fails, recipient by recipient."""
    try:
        return await _write_once(parts, situation, shares)
    except Exception:
        log.exception("reminders.slice_failed", recipients=len(shares))
    return sum([await _write_alone(parts, situation, share) for share in shares])


async def _write_once(parts: Parts, situation: Situation, shares: Sequence[Share]) -> int:
    async with parts.database.transaction() as session:
        keys = await write_shares(session, shares, situation.moment, situation.now, parts.policy)
    for key in keys:
        log.info("reminder.written", reminder=key)
    return len(keys)


async def _write_alone(parts: Parts, situation: Situation, share: Share) -> int:
    try:
        return await _write_once(parts, situation, [share])
    except Exception:
        log.exception("reminders.recipient_failed", recipient=share.recipient.key)
        parts.figures.failed(Step.REMINDERS)
    async with parts.database.transaction() as session:
        await report_failure(session, share, situation.moment, situation.now, parts.policy)
    return 0


async def _begin_day(parts: Parts, situation: Situation) -> None:
    """Send what a new day brings besides reminders; the day begins all the same where that fails."""
    try:
        await send_overviews(parts, situation.noted, situation.now)
    except Exception:
        log.exception("overviews.failed")
        parts.figures.failed(Step.REMINDERS)


async def _note(parts: Parts, situation: Situation) -> None:
    """Remember the day, so that the next tick knows since when something may be owed.

    The first day of planning in a week also brings the operators' line about unanswered questions.
    """
    async with parts.database.transaction() as session:
        await note_day(session, situation.moment.today)
        await report_week(session, situation.now, parts.policy)
    parts.signals.outbox.ring()


async def _tell(parts: Parts) -> None:
    """Tell the operators, once a day, that reminders could not be planned; a silent tick is the worst."""
    now = parts.clock.now()
    key = f"operator:tick:{now.astimezone(parts.policy.zone).date()}"
    async with parts.database.transaction() as session:
        await tell_operators(session, say("tick_failed.html"), key, now, parts.policy)
    parts.signals.outbox.ring()


def next_look(now: datetime, policy: Policy) -> datetime:
    """Return when to look again; by the hour, for imported days may make tomorrow a working day."""
    return min(next_moment(now, policy), now + AGAIN)


def next_moment(now: datetime, policy: Policy) -> datetime:
    """Return when something may come up: in an hour while reminders may go out, else when they next may."""
    moment = moment_of(now, policy)
    local, plan = now.astimezone(policy.zone), moment.policy
    if may_send(now, moment.calendar, plan) and may_send(now + AGAIN, moment.calendar, plan):
        return now + AGAIN
    today = datetime.combine(moment.today, plan.sending_hour(), policy.zone)
    if local < today and moment.calendar.is_workday(moment.today):
        return today
    day = moment.calendar.add_workdays(moment.today, 1)
    return datetime.combine(day, plan.sending_hour(), policy.zone)
