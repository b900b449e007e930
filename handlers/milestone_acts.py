"""What people do about a milestone: each act is checked, kept in the history and in the audit log."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.business import business_of
from handlers.milestone_closing import close_row, open_row, quieten
from handlers.milestone_news import OPERATOR, tell_leaders_and_operators, tell_person
from handlers.milestone_proposals import LEADER, Asked, propose
from handlers.milestone_steps import Deed, Evidence, Outcome, checked_row, enter, line_now
from handlers.milestone_values import milestone_value, person_value
from handlers.policy import Policy
from handlers.refusals import Refusal
from handlers.reminder_rows import edit_cards
from handlers.reminder_situation import moment_of
from handlers.rules.explanations import day_text
from handlers.rules.milestone_rights import EVERYBODY, IN_CHARGE, OWNERS, PUTTING_OFF, SETTLING
from handlers.rules.new_due import read_new_due
from handlers.rules.people import Role
from handlers.rules.recipients import Duty, folded, leading_unit
from handlers.rules.reminder_answers import Act, Answer, Wish
from handlers.rules.snooze import snooze_until
from handlers.staff import find_colleague
from handlers.wording import say
from storage.queries.milestones import entries_of_milestones, snooze_of
from storage.queries.staff import members_by_id, members_called
from storage.states import MilestoneState, ProposalKind
from storage.tables import Milestone, Snooze

MOST_PERCENT: Final = 100
ONGOING: Final = frozenset({MilestoneState.OPEN, MilestoneState.EXPIRED})


async def do(
    session: AsyncSession, deed: Deed, answer: Answer, file: Evidence | None, policy: Policy
) -> Outcome:
    """Do what an answer asks for, by button or by mail; `file` came with it."""
    note = answer.note
    match answer.act:
        case Act.DONE:
            outcome = await finish(session, deed, replace(file or Evidence(), note=note), policy)
        case Act.PROGRESS:
            outcome = await report_progress(session, deed, answer.percent, note, policy)
        case Act.SNOOZE:
            outcome = await snooze(session, deed, answer.wish, policy)
        case Act.AGREE | Act.DENY:
            raise Refusal("proposal_settled")  # a yes belongs to a proposal, not to a milestone
        case act:
            outcome = await WITH_WORDS[act](session, deed, note, policy)
    return outcome


async def finish(session: AsyncSession, deed: Deed, evidence: Evidence, policy: Policy) -> Outcome:
    """Close a milestone (销号): reminders stop at once, and the cards that others hold change.

    Of a milestone that recurs only this period is done. Where an office confirms what is done, its
    word is waited for. Refuses without a note of ten characters or a file.
    """
    row = await checked_row(session, deed, IN_CHARGE, ONGOING, policy)
    if not evidence.suffices:
        raise Refusal("milestone_evidence")
    if row.due is None and row.recurrence is not None:
        return await _end_period(session, deed, row, evidence, policy)
    if await _confirms(session, deed, row, policy):
        entry = await enter(session, deed, Act.DONE, policy, evidence)
        return await close_row(session, deed, row, entry, policy)
    return await _report(session, deed, row, evidence, policy)


async def _end_period(
    session: AsyncSession, deed: Deed, row: Milestone, evidence: Evidence, policy: Policy
) -> Outcome:
    """Note that a period is done: nothing more is said of it, the next one comes up as ever."""
    today = deed.now.astimezone(policy.zone).date()
    period = milestone_value(row).period_reported(today)
    entry = await enter(session, deed, Act.DONE, policy, evidence)
    await quieten(session, row)
    row.period_done = max(filter(None, (row.period_done, period)), default=None)
    line = line_now(row, deed.now, policy)
    words = day_text(period, today.year) if period else ""
    return Outcome(Act.DONE, line, entry.note, until=words, recurs=True)


async def _confirms(session: AsyncSession, deed: Deed, row: Milestone, policy: Policy) -> bool:
    """Tell whether somebody's own word that a milestone is done is enough."""
    if not policy.confirmed_by or deed.official.person.role is Role.OPERATOR:
        return True
    if policy.confirmed_by == LEADER:
        today = deed.now.astimezone(policy.zone).date()
        business = await business_of(session, deed.official, today, [deed.milestone_id])
        return business.duty(row) is Duty.LEADER
    office = policy.confirmed_by
    return office != OPERATOR and folded(office) == folded(deed.official.person.unit)


async def _report(
    session: AsyncSession, deed: Deed, row: Milestone, evidence: Evidence, policy: Policy
) -> Outcome:
    """Keep what is said to be done until the office that confirms has looked at it."""
    entry = await enter(session, deed, "report", policy, evidence)
    await quieten(session, row)
    row.state = MilestoneState.REPORTED
    await propose(session, deed, row, Asked(ProposalKind.DONE, entry.note or entry.file_name or ""), policy)
    outcome = Outcome(Act.DONE, line_now(row, deed.now, policy), entry.note, waits=True)
    text = say("milestone_closed.html", outcome=outcome, name=deed.official.name)
    await edit_cards(session, deed.milestone_id, text, str(entry.id), deed.now)
    await session.flush()
    return outcome


async def reopen(session: AsyncSession, deed: Deed, note: str, policy: Policy) -> Outcome:
    """Open a milestone that was closed, or that had passed when its table was applied; history is kept.

    Of one that comes round the period that was reported done is open again.
    """
    ended = {MilestoneState.DONE, MilestoneState.EXPIRED, MilestoneState.REPORTED}
    row = await checked_row(session, deed, IN_CHARGE, {*ended, MilestoneState.OPEN}, policy)
    if row.state is MilestoneState.OPEN and row.period_done is None:
        raise Refusal("milestone_open")
    entry = await enter(session, deed, Act.REOPEN, policy, Evidence(note))
    return await open_row(session, deed, row, entry, policy)


async def snooze(session: AsyncSession, deed: Deed, wish: Wish, policy: Policy) -> Outcome:
    """Put somebody's own nudge off; never past the due date, overdue by three working days at most."""
    row = await checked_row(session, deed, PUTTING_OFF, {MilestoneState.OPEN}, policy)
    moment = moment_of(deed.now, policy)
    day = wish.date(moment.today, moment.calendar)
    due = row.due or milestone_value(row).period_to_do(moment.today)
    until = snooze_until(day, moment.today, due, moment.calendar, moment.policy) if day else None
    if until is None:
        raise Refusal("milestone_no_snooze", line=line_now(row, deed.now, policy))
    business = await business_of(session, deed.official, moment.today, [deed.milestone_id])
    times = 0
    for person in business.keys(row):
        kept = await snooze_of(session, deed.milestone_id, person)
        if kept is None:
            kept = Snooze(milestone_id=deed.milestone_id, person=person, until=until, times=0)
            session.add(kept)
        kept.until, kept.due, kept.times = until, row.due, kept.times + 1
        times = max(times, kept.times)
    words = day_text(until, moment.today.year)
    await enter(session, deed, Act.SNOOZE, policy, Evidence(f"到{words}，第 {times} 次"))
    return Outcome(Act.SNOOZE, line_now(row, deed.now, policy), until=words)


async def report_progress(
    session: AsyncSession, deed: Deed, percent: int | None, note: str, policy: Policy
) -> Outcome:
    """Keep how far a milestone has come, in percent, in words, or both."""
    row = await checked_row(session, deed, EVERYBODY, ONGOING, policy)
    if percent is None and not note.strip():
        raise Refusal("milestone_no_progress")
    if percent is not None and not 0 <= percent <= MOST_PERCENT:
        raise Refusal("milestone_percent")
    entry = await enter(session, deed, Act.PROGRESS, policy, Evidence(note), percent)
    row.percent = row.percent if percent is None else percent
    row.progress = entry.note or row.progress
    await session.flush()
    return Outcome(Act.PROGRESS, line_now(row, deed.now, policy), entry.note, percent)


async def ask_for_help(session: AsyncSession, deed: Deed, reason: str, policy: Policy) -> Outcome:
    """Tell the lead unit's leaders and the operators that somebody needs them, and why."""
    row = await checked_row(session, deed, OWNERS, ONGOING, policy)
    if not reason.strip():
        raise Refusal("milestone_no_reason")
    row.help_wanted = True
    return await _pass_on(session, deed, row, Act.HELP, reason, policy)


async def settle(session: AsyncSession, deed: Deed, note: str, policy: Policy) -> Outcome:
    """Say that what somebody asked for is settled; those who asked are told."""
    row = await checked_row(session, deed, SETTLING, ONGOING, policy)
    if not row.help_wanted:
        raise Refusal("milestone_no_help_wanted")
    entries = await entries_of_milestones(session, [deed.milestone_id])
    asked = {each.person for each in entries if each.act == Act.HELP} - {deed.official.key}
    row.help_wanted = False
    entry = await enter(session, deed, Act.SETTLE, policy, Evidence(note))
    outcome = Outcome(Act.SETTLE, line_now(row, deed.now, policy), entry.note)
    text = say("milestone_settled.html", outcome=outcome, name=deed.official.name)
    for person in sorted(asked):
        await tell_person(session, person, text, f"settled:{entry.id}:{person}", deed.now, policy, row)
    return outcome


async def hand_over(session: AsyncSession, deed: Deed, name: str, policy: Policy) -> Outcome:
    """Ask somebody to take a milestone over; it stays where it is until they accept.

    Somebody whom the staff list does not have is named to the leaders and the operators instead.
    """
    row = await checked_row(session, deed, IN_CHARGE, ONGOING, policy)
    wanted = name.strip()
    if not wanted:
        raise Refusal("milestone_no_name")
    named = await members_called(session, wanted)
    if not named:
        return await _pass_on(session, deed, row, Act.HANDOVER, wanted, policy)
    unit = folded(leading_unit(row.lead_unit, tuple(row.units)) or "")
    near = [each for each in named if folded(person_value(each).unit) == unit]
    person = near[0] if len(near) == 1 else await find_colleague(session, wanted, policy)
    return await _offer(session, deed, row, str(person.id), policy)


async def offer(session: AsyncSession, deed: Deed, person: str, policy: Policy) -> Outcome:
    """Ask somebody, known by their number, to take a milestone over."""
    row = await checked_row(session, deed, IN_CHARGE, ONGOING, policy)
    return await _offer(session, deed, row, person, policy)


async def _offer(session: AsyncSession, deed: Deed, row: Milestone, person: str, policy: Policy) -> Outcome:
    member = (await members_by_id(session, [int(person)])).get(int(person))
    if member is None:
        raise Refusal("staff_unknown", wanted=person)
    if str(member.id) == deed.official.key:
        raise Refusal("milestone_own_name")
    if member.chat_id is None and not member.email:
        raise Refusal("staff_no_mailbox", name=member.name)
    entry = await enter(session, deed, Act.HANDOVER, policy, Evidence(f"{member.name}（{member.unit}）"))
    await propose(session, deed, row, Asked(ProposalKind.HANDOVER, entry.note, staff_id=member.id), policy)
    line = line_now(row, deed.now, policy)
    return Outcome(Act.HANDOVER, line, entry.note, name=member.name, waits=True)


async def extend(session: AsyncSession, deed: Deed, wish: str, policy: Policy) -> Outcome:
    """Ask the leader and the operators for another due date; it stays as it is until one of them agrees."""
    row = await checked_row(session, deed, IN_CHARGE, ONGOING, policy)
    today = deed.now.astimezone(policy.zone).date()
    new = read_new_due(wish, today)
    if new is None or row.due is None:
        raise Refusal("milestone_no_new_day" if new is None else "milestone_no_due")
    if new.day <= max(row.due, today):
        raise Refusal("milestone_not_later", day=day_text(new.day, today.year))
    words = day_text(new.day, today.year)
    note = f"延到{words}" + (f"，{new.reason}" if new.reason else "")
    entry = await enter(session, deed, Act.EXTEND, policy, Evidence(note))
    await propose(session, deed, row, Asked(ProposalKind.EXTENSION, new.reason, due=new.day), policy)
    line = line_now(row, deed.now, policy)
    return Outcome(Act.EXTEND, line, entry.note, until=words, waits=True)


async def _pass_on(
    session: AsyncSession, deed: Deed, row: Milestone, act: Act, note: str, policy: Policy
) -> Outcome:
    entry = await enter(session, deed, act, policy, Evidence(note))
    outcome = Outcome(act, line_now(row, deed.now, policy), entry.note)
    text = say("milestone_help.html", outcome=outcome, official=deed.official)
    await tell_leaders_and_operators(session, row, text, f"{act}:{entry.id}", deed.now, policy)
    return outcome


# The acts that need no more than words.
WITH_WORDS: Final[Mapping[Act, Callable[[AsyncSession, Deed, str, Policy], Awaitable[Outcome]]]] = {
    Act.HELP: ask_for_help,
    Act.SETTLE: settle,
    Act.HANDOVER: hand_over,
    Act.EXTEND: extend,
    Act.REOPEN: reopen,
}
