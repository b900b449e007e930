"""What somebody else has to agree to: 转办, 延期, and 完成 where an office confirms it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.milestone_news import OPERATOR, leaders_of
from handlers.milestone_steps import Deed, line_now
from handlers.milestone_values import person_value
from handlers.officials import Official
from handlers.outbox import Button, Rows, Wrapping, write_letter, write_message
from handlers.policy import Policy
from handlers.reminder_cards import PREFIX
from handlers.reminder_letters import Words, reminder_spec
from handlers.rules.explanations import day_text
from handlers.rules.people import Role
from handlers.rules.recipients import folded
from handlers.screens import press_data
from handlers.wording import letter, plain, say
from storage.queries.assignments import open_proposals
from storage.queries.staff import members_by_id, present_members
from storage.states import ProposalKind, ProposalState
from storage.tables import Milestone, Proposal, StaffMember

KEY: Final = "reminder:proposal:"  # begins the keys of what asks for a yes, then the proposal, then whom
LEADER: Final = "leader"
AWAITED: Final = {
    ProposalKind.HANDOVER: "接受转办",
    ProposalKind.EXTENSION: "同意延期",
    ProposalKind.DONE: "确认完成",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is proposed besides the milestone: for what reason, to whom, until when."""

    kind: ProposalKind
    note: str
    staff_id: int | None = None
    due: date | None = None


async def propose(
    session: AsyncSession, deed: Deed, row: Milestone, asked: Asked, policy: Policy
) -> Proposal:
    """Keep a proposal in place of an older one of its kind, and ask those who may agree."""
    for older in await open_proposals(session, row.id or 0, asked.kind):
        older.state = ProposalState.OVERTAKEN
    proposal = Proposal(
        milestone_id=row.id or 0,
        kind=asked.kind,
        asked_by=deed.official.key,
        asked_name=deed.official.name,
        asked_at=deed.now,
        note=asked.note,
        staff_id=asked.staff_id,
        due=asked.due,
    )
    session.add(proposal)
    await session.flush()
    await _ask(session, proposal, row, deed, policy)
    return proposal


async def deciders(
    session: AsyncSession, proposal: Proposal, row: Milestone, policy: Policy
) -> list[StaffMember]:
    """Return who may agree; nobody agrees to what they asked for themselves, but for operators."""
    if proposal.kind is ProposalKind.HANDOVER:
        return list((await members_by_id(session, [proposal.staff_id or 0])).values())
    members = await present_members(session)
    found = [each for each in members if each.role == Role.OPERATOR]
    if proposal.kind is ProposalKind.EXTENSION or policy.confirmed_by == LEADER:
        found += await leaders_of(session, row)
    elif policy.confirmed_by not in ("", OPERATOR):
        unit = folded(policy.confirmed_by)
        found = [each for each in members if folded(person_value(each).unit) == unit] or found
    asker = proposal.asked_by
    return [each for each in found if str(each.id) != asker or each.role == Role.OPERATOR]


async def may_decide(
    session: AsyncSession, official: Official, proposal: Proposal, row: Milestone, policy: Policy
) -> bool:
    """Tell whether somebody may agree or refuse; operators may in all that is no one person's own."""
    if official.person.role is Role.OPERATOR and proposal.kind is not ProposalKind.HANDOVER:
        return True
    return official.key in {str(each.id) for each in await deciders(session, proposal, row, policy)}


async def _ask(session: AsyncSession, proposal: Proposal, row: Milestone, deed: Deed, policy: Policy) -> None:
    text, buttons = wording(proposal, row, deed, policy), decision_buttons(proposal)
    words = proposal_letter(proposal, text, policy)
    asked = await deciders(session, proposal, row, policy)
    for each in asked:
        key = f"{KEY}{proposal.id}:{each.id}"
        if each.chat_id is not None:
            await write_message(session, each.chat_id, text, Wrapping(key, deed.now), buttons=buttons)
        elif each.email:
            await _write(session, key, each.email, words, deed, policy)
    # An extension is the operators' business too; what nobody can confirm becomes theirs.
    ours = [each for each in asked if each.role == Role.OPERATOR or proposal.kind is ProposalKind.DONE]
    heard = any(each.chat_id or each.email for each in ours)
    if proposal.kind is not ProposalKind.HANDOVER and not heard:
        key = f"{KEY}{proposal.id}:{OPERATOR}"
        await _write(session, key, policy.operator_mailbox, words, deed, policy)


async def _write(
    session: AsyncSession, key: str, address: str, words: Words, deed: Deed, policy: Policy
) -> None:
    spec = reminder_spec(key, address, words, deed.now, policy)
    await write_letter(session, spec, Wrapping(key, deed.now))


def proposal_letter(proposal: Proposal, text: str, policy: Policy) -> Words:
    """Word a proposal's chat text (HTML) as a letter, with the answers that decide."""
    return letter("milestone_proposal", text=plain(text), kind=proposal.kind, desk=policy.desk_name)


def wording(proposal: Proposal, row: Milestone, deed: Deed, policy: Policy) -> str:
    """Word what is asked for (HTML)."""
    return say(
        "milestone_proposal.html",
        proposal=proposal,
        line=line_now(row, deed.now, policy),
        official=deed.official,
        due=day_text(proposal.due, row.due.year if row.due else None) if proposal.due else "",
    )


YES: Final = {
    ProposalKind.HANDOVER: ("✅ 接受", "❌ 不接受"),
    ProposalKind.EXTENSION: ("✅ 同意延期", "❌ 不同意"),
    ProposalKind.DONE: ("✅ 确认完成", "❌ 退回"),
}


def decision_buttons(proposal: Proposal) -> Rows:
    """Return the two buttons that decide, and the way to the milestone."""
    yes, no = YES[proposal.kind]
    card = press_data(PREFIX, "card", proposal.milestone_id)
    return [
        [
            Button(yes, press_data(PREFIX, "agree", proposal.id)),
            Button(no, press_data(PREFIX, "deny", proposal.id)),
        ],
        [Button("📌 查看节点", f"n:{card}")],
    ]


def number_in(keys: Sequence[str]) -> int | None:
    """Return the proposal that a letter of ours asked about, by its parcel's key; None where it is none."""
    numbers = {key.removeprefix(KEY).partition(":")[0] for key in keys if key.startswith(KEY)}
    return int(numbers.pop()) if len(numbers) == 1 else None


def person_in(keys: Sequence[str]) -> list[str]:
    """Return who was asked by some letters of ours."""
    return [key.rpartition(":")[2] for key in keys if key.startswith(KEY)]


def is_stale(proposal: Proposal | None, moment: datetime) -> bool:
    """Tell whether nothing waits for an answer any more, or the wished day has come meanwhile."""
    if proposal is None or proposal.state is not ProposalState.OPEN:
        return True
    return proposal.due is not None and proposal.due < moment.date()
