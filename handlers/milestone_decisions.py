"""Somebody agrees to a proposal about a milestone, or refuses it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.assignments import keys_of_owners, passed_on, set_owners
from handlers.milestone_closing import close_row, open_row, quieten
from handlers.milestone_news import OPERATOR, tell_person
from handlers.milestone_proposals import KEY, is_stale, may_decide
from handlers.milestone_steps import Deed, Evidence, Outcome, enter, line_now
from handlers.outbox import Wrapping, write_edit
from handlers.policy import Policy
from handlers.refusals import Refusal
from handlers.reminder_rows import edit_cards
from handlers.rules.explanations import day_text
from handlers.rules.reminder_answers import Act
from handlers.wording import say
from storage.queries.assignments import parcels_with_prefix
from storage.queries.milestones import entries_of_milestones
from storage.states import MilestoneState, ProposalKind, ProposalState
from storage.tables import Milestone, MilestoneEntry, Proposal


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decides about which proposal, how, and with which words."""

    deed: Deed
    proposal: Proposal
    note: str


# The entry that a yes and a no leave.
ENTRIES: Final = {
    ProposalKind.HANDOVER: ("takeover", "decline"),
    ProposalKind.EXTENSION: ("extended", "kept"),
    ProposalKind.DONE: ("confirm", "return"),
}


async def decide(
    session: AsyncSession, deed: Deed, number: int, note: str, policy: Policy, *, agreed: bool
) -> Outcome:
    """Agree to a proposal or refuse it; whoever asked is told, and what others hold about it changes.

    An unknown proposal, one that is settled and somebody else's are refused in the same words. The
    milestone of `deed` is not looked at: the proposal knows its own.
    """
    proposal = await session.get(Proposal, number)
    local = deed.now.astimezone(policy.zone)
    row = await session.get(Milestone, proposal.milestone_id) if proposal else None
    if proposal is None or row is None or is_stale(proposal, local):
        raise Refusal("proposal_settled")
    if not await may_decide(session, deed.official, proposal, row, policy):
        raise Refusal("proposal_settled")
    decision = Decision(Deed(deed.official, row.id or 0, deed.now), proposal, note.strip())
    proposal.state = ProposalState.AGREED if agreed else ProposalState.REFUSED
    proposal.decided_by, proposal.decided_at = deed.official.key, deed.now
    words = decision.note or proposal.note
    entry = await enter(session, decision.deed, ENTRIES[proposal.kind][not agreed], policy, Evidence(words))
    effect = EFFECTS[proposal.kind] if agreed else REFUSALS.get(proposal.kind)
    if effect is not None:
        await effect(session, decision, row, entry, policy)
    outcome = Outcome(Act.AGREE if agreed else Act.DENY, line_now(row, deed.now, policy), decision.note)
    await _tell(session, decision, row, outcome, policy)
    await session.flush()
    return outcome


async def _take_over(
    session: AsyncSession, decision: Decision, row: Milestone, _entry: MilestoneEntry, _policy: Policy
) -> None:
    owners = await keys_of_owners(session, row)
    keys = passed_on(owners, decision.proposal.asked_by, str(decision.proposal.staff_id))
    await set_owners(session, row, keys, decision.deed.now)
    decision.proposal.state = ProposalState.AGREED  # the others of its kind are overtaken


async def _extend(
    session: AsyncSession, decision: Decision, row: Milestone, entry: MilestoneEntry, policy: Policy
) -> None:
    """Move the due date; the table's own is remembered, so that the same table keeps the new one."""
    now = decision.deed.now
    await quieten(session, row)
    row.moved_from = row.moved_from or row.due
    row.due = decision.proposal.due
    row.revision += 1
    if row.state is MilestoneState.EXPIRED:
        row.state = MilestoneState.OPEN
    if row.due is not None:
        text = say("milestone_moved.html", line=line_now(row, now, policy), name=decision.deed.official.name)
        await edit_cards(session, row.id or 0, text, str(entry.id), now)


async def _confirm(
    session: AsyncSession, decision: Decision, row: Milestone, _entry: MilestoneEntry, policy: Policy
) -> None:
    reported = await _last_report(session, row)
    await close_row(session, decision.deed, row, reported, policy)
    decision.proposal.state = ProposalState.AGREED


async def _send_back(
    session: AsyncSession, decision: Decision, row: Milestone, entry: MilestoneEntry, policy: Policy
) -> None:
    await open_row(session, decision.deed, row, entry, policy)


async def _last_report(session: AsyncSession, row: Milestone) -> MilestoneEntry:
    entries = await entries_of_milestones(session, [row.id or 0])
    return next(each for each in reversed(entries) if each.act == "report")


Effect = Callable[[AsyncSession, Decision, Milestone, MilestoneEntry, Policy], Awaitable[None]]
EFFECTS: Final[dict[ProposalKind, Effect]] = {
    ProposalKind.HANDOVER: _take_over,
    ProposalKind.EXTENSION: _extend,
    ProposalKind.DONE: _confirm,
}
REFUSALS: Final[dict[ProposalKind, Effect]] = {ProposalKind.DONE: _send_back}


async def _tell(
    session: AsyncSession, decision: Decision, row: Milestone, outcome: Outcome, policy: Policy
) -> None:
    """Tell whoever asked, and change what others were asked with."""
    deed, proposal = decision.deed, decision.proposal
    text = say(
        "milestone_decided.html",
        outcome=outcome,
        proposal=proposal,
        name=deed.official.name,
        due=day_text(proposal.due) if proposal.due else "",
    )
    if proposal.asked_by != deed.official.key:
        event = f"decided:{proposal.id}"
        await tell_person(session, proposal.asked_by, text, event, deed.now, policy, row)
    for parcel in await parcels_with_prefix(session, f"{KEY}{proposal.id}:"):
        whom = parcel.key.rpartition(":")[2]
        if whom not in (deed.official.key, OPERATOR):
            await write_edit(session, parcel.key, text, Wrapping(f"{parcel.key}:edit", deed.now))
