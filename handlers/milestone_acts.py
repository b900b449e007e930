"""What people do about a milestone: each act is checked, kept in the history and in the audit log."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.audit import record
from handlers.milestone_news import tell_leaders_and_operators
from handlers.milestone_values import milestone_value, progress_of
from handlers.officials import Official
from handlers.policy import Policy
from handlers.refusals import Refusal
from handlers.reminder_rows import drop_unsent, edit_cards
from handlers.reminder_situation import moment_of
from handlers.rules.explanations import day_text
from handlers.rules.milestone_lines import Line, line_of
from handlers.rules.milestone_rights import EVERYBODY, IN_CHARGE, OWNERS, PUTTING_OFF, duty_of
from handlers.rules.recipients import Duty, leading_unit
from handlers.rules.reminder_answers import Act, Answer, Wish, enough_said
from handlers.rules.snooze import snooze_until
from handlers.wording import say
from storage.queries.milestones import snooze_of, snoozes_of
from storage.states import MilestoneState
from storage.tables import Milestone, MilestoneEntry, Snooze

LONGEST_NOTE = 2000  # characters that are kept
MOST_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Deed:
    """Who acts on which milestone, and when."""

    official: Official
    milestone_id: int
    now: datetime


@dataclass(frozen=True, slots=True)
class Evidence:
    """What shows that a milestone is done: a note, a file on disk, or both."""

    note: str = ""
    file_name: str | None = None
    blob: str | None = None
    part: int | None = None

    @property
    def suffices(self) -> bool:
        """Tell whether there is a file or at least ten characters."""
        return self.blob is not None or enough_said(self.note)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a milestone; `until` is the day that a nudge was put off to."""

    act: Act
    line: Line
    note: str = ""
    percent: int | None = None
    until: str = ""
    recurs: bool = False


async def do(
    session: AsyncSession, deed: Deed, answer: Answer, file: Evidence | None, policy: Policy
) -> Outcome:
    """Do what an answer asks for, by button or by mail; `file` came with it."""
    match answer.act:
        case Act.DONE:
            return await finish(session, deed, replace(file or Evidence(), note=answer.note), policy)
        case Act.PROGRESS:
            return await report_progress(session, deed, answer.percent, answer.note, policy)
        case Act.SNOOZE:
            return await snooze(session, deed, answer.wish, policy)
        case Act.HELP:
            return await ask_for_help(session, deed, answer.note, policy)
        case Act.HANDOVER:
            return await hand_over(session, deed, answer.note, policy)
        case Act.REOPEN:
            return await reopen(session, deed, answer.note, policy)


async def finish(session: AsyncSession, deed: Deed, evidence: Evidence, policy: Policy) -> Outcome:
    """Close a milestone (销号): reminders stop at once, and the cards that others hold change.

    Of a milestone that recurs only this period is done. Refuses without a note of ten characters or a file.
    """
    row = await _row(session, deed, IN_CHARGE, {MilestoneState.OPEN, MilestoneState.EXPIRED})
    if not evidence.suffices:
        raise Refusal("milestone_evidence")
    entry = await _enter(session, deed, Act.DONE, policy, evidence)
    recurs = row.due is None and row.recurrence is not None
    outcome = Outcome(Act.DONE, _line(row, deed, policy), entry.note, recurs=recurs)
    if not recurs:
        row.state, row.closed_at = MilestoneState.DONE, deed.now
        row.closed_by, row.evidence = deed.official.key, entry.note or entry.file_name
        await _forget_snoozes(session, deed.milestone_id)
        await drop_unsent(session, deed.milestone_id)
        text = say("milestone_closed.html", outcome=outcome, name=deed.official.name)
        await edit_cards(session, deed.milestone_id, text, str(entry.id), deed.now)
    await session.flush()
    return outcome


async def reopen(session: AsyncSession, deed: Deed, note: str, policy: Policy) -> Outcome:
    """Open a milestone that was closed, or that had passed when its table was applied; history is kept."""
    row = await _row(session, deed, IN_CHARGE, {MilestoneState.DONE, MilestoneState.EXPIRED})
    entry = await _enter(session, deed, Act.REOPEN, policy, Evidence(note))
    row.state = MilestoneState.OPEN
    row.closed_at = row.closed_by = row.evidence = None
    outcome = Outcome(Act.REOPEN, _line(row, deed, policy), entry.note)
    text = say("milestone_reopened.html", outcome=outcome, name=deed.official.name)
    await edit_cards(session, deed.milestone_id, text, str(entry.id), deed.now)
    await session.flush()
    return outcome


async def snooze(session: AsyncSession, deed: Deed, wish: Wish, policy: Policy) -> Outcome:
    """Put somebody's own nudge off; never past the due date, overdue by three working days at most."""
    row = await _row(session, deed, PUTTING_OFF, {MilestoneState.OPEN})
    moment = moment_of(deed.now, policy)
    day = wish.date(moment.today, moment.calendar)
    until = snooze_until(day, moment.today, row.due, moment.calendar, moment.policy) if day else None
    if until is None:
        raise Refusal("milestone_no_snooze", line=_line(row, deed, policy))
    kept = await snooze_of(session, deed.milestone_id, deed.official.key)
    if kept is None:
        kept = Snooze(milestone_id=deed.milestone_id, person=deed.official.key, until=until, times=0)
        session.add(kept)
    kept.until, kept.due, kept.times = until, row.due, kept.times + 1
    words = day_text(until, moment.today.year)
    await _enter(session, deed, Act.SNOOZE, policy, Evidence(f"到{words}，第 {kept.times} 次"))
    return Outcome(Act.SNOOZE, _line(row, deed, policy), until=words)


async def report_progress(
    session: AsyncSession, deed: Deed, percent: int | None, note: str, policy: Policy
) -> Outcome:
    """Keep how far a milestone has come, in percent, in words, or both."""
    row = await _row(session, deed, EVERYBODY, {MilestoneState.OPEN, MilestoneState.EXPIRED})
    if percent is None and not note.strip():
        raise Refusal("milestone_no_progress")
    if percent is not None and not 0 <= percent <= MOST_PERCENT:
        raise Refusal("milestone_percent")
    entry = await _enter(session, deed, Act.PROGRESS, policy, Evidence(note), percent)
    row.percent = row.percent if percent is None else percent
    row.progress = entry.note or row.progress
    await session.flush()
    return Outcome(Act.PROGRESS, _line(row, deed, policy), entry.note, percent)


async def ask_for_help(session: AsyncSession, deed: Deed, reason: str, policy: Policy) -> Outcome:
    """Tell the lead unit's leaders and the operators that somebody needs them, and why."""
    row = await _row(session, deed, OWNERS, {MilestoneState.OPEN, MilestoneState.EXPIRED})
    if not reason.strip():
        raise Refusal("milestone_no_reason")
    return await _pass_on(session, deed, row, Act.HELP, reason, policy)


async def hand_over(session: AsyncSession, deed: Deed, name: str, policy: Policy) -> Outcome:
    """Tell the leaders and the operators whom a milestone should go to; it stays where it is until then."""
    row = await _row(session, deed, IN_CHARGE, {MilestoneState.OPEN, MilestoneState.EXPIRED})
    if not name.strip():
        raise Refusal("milestone_no_name")
    return await _pass_on(session, deed, row, Act.HANDOVER, name, policy)


async def _pass_on(
    session: AsyncSession, deed: Deed, row: Milestone, act: Act, note: str, policy: Policy
) -> Outcome:
    entry = await _enter(session, deed, act, policy, Evidence(note))
    outcome = Outcome(act, _line(row, deed, policy), entry.note)
    text = say("milestone_help.html", outcome=outcome, official=deed.official)
    await tell_leaders_and_operators(session, row, text, f"{act}:{entry.id}", deed.now, policy)
    return outcome


async def _row(
    session: AsyncSession, deed: Deed, duties: Collection[Duty], states: Collection[MilestoneState]
) -> Milestone:
    """Return the milestone if this person may do this now.

    An unknown one and one of another unit are refused in the same words.
    """
    row = await session.get(Milestone, deed.milestone_id)
    duty = duty_of(deed.official.person, row.lead_unit, tuple(row.units)) if row else None
    if row is None or duty is None or row.state is MilestoneState.GONE:
        raise Refusal("milestone_unknown")
    if duty not in duties:
        raise Refusal("milestone_not_allowed", unit=leading_unit(row.lead_unit, tuple(row.units)))
    if row.state not in states:
        raise Refusal("milestone_closed_already" if row.state is MilestoneState.DONE else "milestone_open")
    return row


async def _enter(
    session: AsyncSession,
    deed: Deed,
    act: Act,
    policy: Policy,
    evidence: Evidence,
    percent: int | None = None,
) -> MilestoneEntry:
    """Write the line of the history and that of the audit log."""
    entry = MilestoneEntry(
        milestone_id=deed.milestone_id,
        at=deed.now,
        act=act,
        person=deed.official.key,
        name=deed.official.name,
        note=evidence.note.strip()[:LONGEST_NOTE],
        percent=percent,
        file_name=evidence.file_name,
        blob=evidence.blob,
        part=evidence.part,
    )
    session.add(entry)
    await session.flush()
    subject = f"milestone:{deed.milestone_id}"
    await record(session, policy, deed.now, deed.official.actor, f"milestone.{act}", subject)
    return entry


async def _forget_snoozes(session: AsyncSession, milestone_id: int) -> None:
    for row in await snoozes_of(session, milestone_id):
        await session.delete(row)


def _line(row: Milestone, deed: Deed, policy: Policy) -> Line:
    return line_of(deed.milestone_id, milestone_value(row), moment_of(deed.now, policy), progress_of(row))
