"""Who answers for a milestone: the unit's people, or those it was assigned to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.audit import record
from handlers.milestone_news import tell_member
from handlers.milestone_steps import Deed, Evidence, checked_row, enter, line_now
from handlers.milestone_values import person_value
from handlers.officials import Official
from handlers.operators import tell_operators
from handlers.outbox import Button
from handlers.policy import Policy
from handlers.refusals import Refusal
from handlers.reminder_cards import PREFIX
from handlers.rules.milestone_rights import SETTLING
from handlers.rules.people import Role
from handlers.rules.recipients import folded, leading_unit
from handlers.screens import anew, press_data
from handlers.wording import say
from storage.queries.assignments import (
    assignments_of_leavers,
    forget_owners,
    open_proposals,
    owners_by_milestone,
)
from storage.queries.milestones import milestones_in
from storage.queries.staff import members_by_id, present_members
from storage.states import MilestoneState, ProposalKind, ProposalState
from storage.tables import Assignment, Milestone, StaffMember

# 203/1 is by position, 203（1） by the printed number.
PLACE = re.compile(r"(?P<task>[^/()]+)(?:/(?P<position>\d+)|\((?P<number>\d+)\))")
UNDONE = frozenset({MilestoneState.OPEN, MilestoneState.EXPIRED, MilestoneState.REPORTED})


@dataclass(frozen=True, slots=True)
class Assigned:
    """Whose a milestone is now; no names mean the unit's."""

    milestone_id: int
    place: str
    names: tuple[str, ...]


async def keys_of_owners(session: AsyncSession, row: Milestone) -> tuple[str, ...]:
    """Return the keys of those who answer for a milestone: assigned, else the unit's staff."""
    assigned = (await owners_by_milestone(session, [row.id or 0])).get(row.id or 0, ())
    present = await members_by_id(session, [int(each) for each in assigned])
    if present:
        return tuple(each for each in assigned if int(each) in present)
    unit = folded(leading_unit(row.lead_unit, tuple(row.units)) or "")
    staff = [each for each in await present_members(session) if each.role == Role.STAFF]
    return tuple(str(each.id) for each in staff if folded(person_value(each).unit) == unit)


async def set_owners(session: AsyncSession, row: Milestone, keys: Sequence[str], now: datetime) -> None:
    """Say whose a milestone is; whoever was asked before need not answer any more."""
    await forget_owners(session, row.id or 0)
    for key in dict.fromkeys(keys):
        session.add(Assignment(milestone_id=row.id or 0, staff_id=int(key), assigned_at=now))
    for proposal in await open_proposals(session, row.id or 0, ProposalKind.HANDOVER):
        proposal.state = ProposalState.OVERTAKEN
    await session.flush()


async def tell_of_leavers(session: AsyncSession, now: datetime, policy: Policy) -> None:
    """Tell the operators who left the staff list with milestones of their own; each list of names once."""
    left: dict[str, int] = {}
    for member, _milestone in await assignments_of_leavers(session, UNDONE):
        left[member.name] = left.get(member.name, 0) + 1
    if left:
        text = say("staff_left.html", left=sorted(left.items()))
        digest = sha256(text.encode()).hexdigest()[:16]
        button = Button("🔁 整体交接", anew(press_data(PREFIX, "handall", 0)))
        await tell_operators(session, text, f"operator:leavers:{digest}", now, policy, buttons=[[button]])


async def milestone_at(session: AsyncSession, place: str) -> int:
    """Find a milestone by its place, as in 203/1 or 203（1）; refuses one that is not there."""
    found = PLACE.fullmatch(folded(place))
    rows = await milestones_in(session, UNDONE | {MilestoneState.DONE}) if found else ()
    wanted = [row for row in rows if found and row.task == found["task"]]
    numbers = [row for row in wanted if found and found["number"] == str(row.number or row.position)]
    positions = [row for row in wanted if found and found["position"] == str(row.position)]
    row = next(iter(numbers or positions), None)
    if row is None:
        raise Refusal("milestone_no_place", place=place)
    return row.id or 0


def passed_on(owners: Sequence[str], old: str, new: str) -> tuple[str, ...]:
    """Put somebody in another's place; who was no owner leaves it to the new one alone."""
    if old not in owners:
        return (new,)
    return tuple(dict.fromkeys(new if each == old else each for each in owners))


async def assign(
    session: AsyncSession, deed: Deed, people: Sequence[StaffMember], policy: Policy
) -> Assigned:
    """Give a milestone to some people, or with none back to its unit; they are told."""
    row = await checked_row(session, deed, SETTLING, UNDONE, policy)
    await set_owners(session, row, [str(each.id) for each in people], deed.now)
    names = tuple(each.name for each in people)
    entry = await enter(session, deed, "assign", policy, Evidence("、".join(names) or "由责任单位办理"))
    line = line_now(row, deed.now, policy)
    text = say("milestone_assigned.html", line=line, name=deed.official.name)
    for each in people:
        if str(each.id) != deed.official.key:
            key = f"assigned:{entry.id}:{each.id}"
            await tell_member(session, each, text, key, deed.now, policy, row)
    return Assigned(deed.milestone_id, line.place, names)


async def hand_over_all(
    session: AsyncSession,
    official: Official,
    leaver: StaffMember,
    successor: StaffMember,
    now: datetime,
    policy: Policy,
) -> int:
    """Put somebody in a leaver's place in every milestone that is not done; return how many.

    What a leaver shares with the unit stays the colleagues' too.
    """
    if leaver.id == successor.id:
        raise Refusal("staff_same_person", name=leaver.name)
    count = 0
    for row in await milestones_in(session, UNDONE):
        owners = await keys_of_owners(session, row)
        assigned = (await owners_by_milestone(session, [row.id or 0])).get(row.id or 0, ())
        if str(leaver.id) in {*owners, *assigned}:
            current = owners if str(leaver.id) in owners else (*owners, str(leaver.id))
            await set_owners(session, row, passed_on(current, str(leaver.id), str(successor.id)), now)
            note = Evidence(f"{leaver.name} 交给 {successor.name}")
            await enter(session, Deed(official, row.id or 0, now), "assign", policy, note)
            count += 1
    subject = f"staff:{leaver.id}"
    await record(session, policy, now, official.actor, "staff.handover", subject, milestones=count)
    if count:
        text = say("staff_handed_over.html", leaver=leaver, count=count)
        key = f"handover:{leaver.id}:{successor.id}:{now.timestamp():.0f}"
        await tell_member(session, successor, text, key, now, policy)
    return count
