"""What `shenbao plan` plans from the database: the table as it stands, with whose each milestone is."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.milestone_values import milestone_value, person_value
from handlers.rules.milestones import OpenMilestone
from handlers.rules.recipients import Roster, member, roster_of
from storage.queries.assignments import owners_by_milestone
from storage.queries.editions import edition_in_force, milestones_of_year
from storage.queries.staff import present_members
from storage.states import EditionKind, MilestoneState
from storage.tables import Milestone


@dataclass(frozen=True, slots=True)
class Standing:
    """The milestones of the table in force, all taken as open, and the people of the list in force."""

    milestones: tuple[OpenMilestone, ...]
    people: Roster


async def as_it_stands(session: AsyncSession) -> Standing | None:
    """Return the table with granted extensions, confirmed names of units and assignments.

    None where there is no table or nobody in the staff list.
    """
    edition = await edition_in_force(session, EditionKind.TASKS)
    members = await present_members(session)
    if edition is None or not members:
        return None
    keys = {str(row.id): member(person_value(row)).key for row in members}
    owners = await owners_by_milestone(session)
    rows = await milestones_of_year(session, edition.content["year"])
    milestones = tuple(
        _open(row, tuple(keys[each] for each in owners.get(row.id or 0, ()) if each in keys))
        for row in rows
        if row.state is not MilestoneState.GONE
    )
    return Standing(milestones, roster_of(person_value(row) for row in members))


def _open(row: Milestone, owners: tuple[str, ...]) -> OpenMilestone:
    """Return a milestone as if nothing had been closed and the table applied before its year."""
    return replace(milestone_value(row, owners), applied_on=None, period_done=None)
