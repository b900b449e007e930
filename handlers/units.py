"""Units of the task table are matched to the people of the staff list, also under other names."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.audit import Actor, record
from handlers.operators import tell_operators
from handlers.outbox import Button, Rows
from handlers.policy import Policy
from handlers.refusals import Refusal
from handlers.rules.people import Role
from handlers.rules.recipients import folded, leading_unit
from handlers.rules.tasks import TaskTable
from handlers.rules.unit_likeness import likenesses
from handlers.screens import anew, press_data
from handlers.wording import one_line, say
from storage.queries.editions import edition_in_force, milestones_of_year
from storage.queries.milestones import milestones_in
from storage.queries.staff import present_members
from storage.queries.units import unit_aliases
from storage.states import EditionKind, MilestoneState
from storage.tables import Milestone, StaffMember, UnitAlias

SHORTEST: Final = 2  # characters of a unit's name
SHOWN: Final = 8  # proposals that one message asks about
LISTED: Final = frozenset({MilestoneState.OPEN, MilestoneState.EXPIRED, MilestoneState.REPORTED})


@dataclass(frozen=True, slots=True)
class OtherName:
    """Another name of a unit, and whether an operator has said so."""

    alias: str
    unit: str
    confirmed: bool

    @property
    def mark(self) -> str:
        """Return what buttons know it by."""
        return hashlib.sha256(self.alias.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Matching:
    """What is left to be matched: the leading units that nobody stands for, and the proposals."""

    nobody: tuple[str, ...]
    proposed: tuple[OtherName, ...]


async def names_in_use(session: AsyncSession) -> dict[str, str]:
    """Return the confirmed other names, folded, with the units that they mean."""
    return {folded(row.alias): row.unit for row in await unit_aliases(session) if row.confirmed}


async def renew_units(session: AsyncSession) -> None:
    """Bring the units of people and milestones in line with the other names that are confirmed."""
    names = await names_in_use(session)
    for member in await present_members(session):
        member.table_unit = names.get(folded(member.unit))
    edition = await edition_in_force(session, EditionKind.TASKS)
    if edition is not None:
        table = TypeAdapter(TaskTable).validate_python(edition.content)
        await _renew_milestones(session, table, names)
    await session.flush()


async def _renew_milestones(session: AsyncSession, table: TaskTable, names: Mapping[str, str]) -> None:
    rows = {(row.task, row.position): row for row in await milestones_of_year(session, table.year)}
    positions: dict[str, int] = {}
    for task in table.tasks:
        for milestone in task.milestones:
            positions[task.number] = positions.get(task.number, 0) + 1
            row = rows.get((task.number, positions[task.number]))
            if row is not None:
                row.lead_unit = _named(task.lead_unit, names)
                row.units = list(dict.fromkeys(_named(each, names) or each for each in milestone.units))


def _named(unit: str | None, names: Mapping[str, str]) -> str | None:
    return names.get(folded(unit), unit) if unit else unit


async def match_units(session: AsyncSession, now: datetime, policy: Policy) -> Matching:
    """Propose other names for units that nobody stands for, and name to the operators what is left.

    Says nothing while there is no table or no staff list; the same findings are said once.
    """
    rows, members = await milestones_in(session, LISTED), await present_members(session)
    if not rows or not any(each.role == Role.STAFF for each in members):
        return Matching((), ())
    without = _without_people(rows, members)
    await _propose(session, without, rows, members, now)
    proposed = tuple(each for each in await other_names(session) if not each.confirmed)
    leading = {folded(leading_unit(row.lead_unit, tuple(row.units)) or "") for row in rows}
    nobody = tuple(unit for unit in without if folded(unit) in leading)
    matching = Matching(nobody, proposed)
    if nobody or proposed:
        text = say("units.html", matching=matching, shown=SHOWN)
        digest = hashlib.sha256(text.encode()).hexdigest()[:16]
        await tell_operators(
            session, text, f"operator:units:{digest}", now, policy, buttons=buttons_of(proposed)
        )
    return matching


async def unstaffed_units(session: AsyncSession) -> list[str]:
    """Return the units of open milestones that nobody of the staff list stands for; asks, changes nothing."""
    return _without_people(await milestones_in(session, LISTED), await present_members(session))


def _without_people(rows: Sequence[Milestone], members: Sequence[StaffMember]) -> list[str]:
    """Return the units of milestones that nobody of the staff list stands for, by name."""
    staffed = {folded(each.table_unit or each.unit) for each in members if each.email or each.chat_id}
    units = {folded(unit): unit for row in rows for unit in (row.lead_unit, *row.units) if unit}
    return sorted(unit for name, unit in units.items() if name not in staffed)


async def _propose(
    session: AsyncSession,
    without: Sequence[str],
    rows: Sequence[Milestone],
    members: Sequence[StaffMember],
    now: datetime,
) -> None:
    kept = {folded(row.alias): row for row in await unit_aliases(session)}
    known = sorted({each.unit for each in members})
    listed = {unit for row in rows for unit in (row.lead_unit, *row.units) if unit}
    for each in likenesses(without, known, listed):
        if folded(each.alias) not in kept:
            session.add(UnitAlias(alias=each.alias, unit=each.unit, added_at=now))
    await session.flush()


def buttons_of(proposed: Sequence[OtherName]) -> Rows:
    """Return a yes and a no for each of the first proposals."""
    return [
        [
            Button(f"✅ {each.alias} = {each.unit}", anew(press_data("m", "unityes", each.mark))),
            Button("❌ 不是", anew(press_data("m", "unitno", each.mark))),
        ]
        for each in proposed[:SHOWN]
    ]


async def other_names(session: AsyncSession) -> list[OtherName]:
    """Return every other name that is proposed or confirmed, in order."""
    rows = await unit_aliases(session)
    return [OtherName(row.alias, row.unit, row.confirmed) for row in rows if not row.refused]


async def name_marked(session: AsyncSession, mark: str) -> OtherName:
    """Return the other name that a button knows by its mark; refuses one that is not there."""
    found = next((each for each in await other_names(session) if each.mark == mark), None)
    if found is None:
        raise Refusal("unit_alias_unknown", alias="")
    return found


async def confirm_name(
    session: AsyncSession, alias: str, unit: str, now: datetime, policy: Policy, actor: Actor
) -> OtherName:
    """Let a name mean a unit from now on; refuses names that are too short or the same."""
    alias, unit = one_line(alias), one_line(unit)
    if min(len(alias), len(unit)) < SHORTEST or folded(alias) == folded(unit):
        raise Refusal("unit_alias_bad")
    row = await _row(session, alias)
    if row is None:
        row = UnitAlias(alias=alias, unit=unit, added_at=now)
        session.add(row)
    row.unit, row.confirmed, row.refused = unit, True, False
    await session.flush()
    await renew_units(session)
    await record(session, policy, now, actor, "unit.alias", f"unit:{row.alias}", unit=unit)
    return OtherName(row.alias, unit, confirmed=True)


async def is_known(session: AsyncSession, unit: str) -> bool:
    """Say whether the task table or the staff list names this unit."""
    people = {each.unit for each in await present_members(session)}
    rows = await milestones_in(session, LISTED)
    listed = {name for row in rows for name in (row.lead_unit, *row.units) if name}
    return folded(unit) in {folded(name) for name in people | listed}


async def refuse_name(session: AsyncSession, alias: str, now: datetime, policy: Policy, actor: Actor) -> str:
    """Forget another name, and do not propose it again; refuses one that is not there."""
    row = await _row(session, one_line(alias))
    if row is None or row.refused:
        raise Refusal("unit_alias_unknown", alias=alias)
    row.confirmed, row.refused = False, True
    await session.flush()
    await renew_units(session)
    await record(session, policy, now, actor, "unit.alias-removed", f"unit:{row.alias}")
    return row.alias


async def _row(session: AsyncSession, alias: str) -> UnitAlias | None:
    rows = await unit_aliases(session)
    return next((row for row in rows if folded(row.alias) == folded(alias)), None)
