"""A milestone is closed, or opened again: reminders stop or begin, and the cards that people hold change."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.milestone_steps import Deed, Outcome, line_now
from handlers.policy import Policy
from handlers.reminder_rows import drop_unsent, edit_cards
from handlers.rules.reminder_answers import Act
from handlers.wording import say
from storage.queries.assignments import open_proposals
from storage.queries.milestones import snoozes_of
from storage.states import MilestoneState, ProposalState
from storage.tables import Milestone, MilestoneEntry


async def close_row(
    session: AsyncSession, deed: Deed, row: Milestone, entry: MilestoneEntry, policy: Policy
) -> Outcome:
    """Close a milestone by the entry that says so; `entry` holds who did it and the evidence."""
    await quieten(session, row)
    row.state, row.closed_at = MilestoneState.DONE, deed.now
    row.closed_by, row.evidence = entry.person, entry.note or entry.file_name
    row.help_wanted = False
    row.revision += 1
    for proposal in await open_proposals(session, row.id or 0):
        proposal.state = ProposalState.OVERTAKEN
    outcome = Outcome(Act.DONE, line_now(row, deed.now, policy), entry.note)
    await _show(session, "milestone_closed.html", outcome, entry, deed)
    return outcome


async def open_row(
    session: AsyncSession, deed: Deed, row: Milestone, entry: MilestoneEntry, policy: Policy
) -> Outcome:
    """Open a milestone again; its history stays."""
    row.state = MilestoneState.OPEN
    row.closed_at = row.closed_by = row.evidence = row.period_done = None
    row.revision += 1
    outcome = Outcome(Act.REOPEN, line_now(row, deed.now, policy), entry.note)
    await _show(session, "milestone_reopened.html", outcome, entry, deed)
    return outcome


async def quieten(session: AsyncSession, row: Milestone) -> None:
    """Forget what was put off and take back what nobody has begun to send."""
    for snooze in await snoozes_of(session, row.id or 0):
        await session.delete(snooze)
    await drop_unsent(session, row.id or 0)


async def _show(
    session: AsyncSession, template: str, outcome: Outcome, entry: MilestoneEntry, deed: Deed
) -> None:
    text = say(template, outcome=outcome, name=entry.name)
    await edit_cards(session, entry.milestone_id, text, str(entry.id), deed.now)
    await session.flush()
