"""Whose business a milestone is today: by unit, by assignment, or in somebody's stead."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.milestone_values import person_value
from handlers.officials import Official
from handlers.rules.milestone_rights import duty_of
from handlers.rules.people import Person
from handlers.rules.recipients import Duty
from storage.queries.assignments import absences_on, owners_by_milestone
from storage.queries.staff import members_by_id
from storage.tables import Milestone

# Of several duties the one that may do the most counts.
WEIGHT: Final = (Duty.OPERATOR, Duty.LEAD, Duty.LEADER, Duty.SUPPORT)


@dataclass(frozen=True, slots=True)
class Business:
    """What decides somebody's duties: the person, those they stand in for, and the assignments."""

    people: Mapping[str, Person]  # by the key of reminders, the official's own first
    owners: Mapping[int, tuple[str, ...]]

    def duty(self, row: Milestone) -> Duty | None:
        """Return the strongest duty in a milestone; None where it is no business of this person."""
        found = {duty for key in self.people if (duty := self._duty(key, row))}
        return next((each for each in WEIGHT if each in found), None)

    def keys(self, row: Milestone) -> list[str]:
        """Return under whose keys this person hears of a milestone."""
        return [key for key in self.people if self._duty(key, row)]

    def _duty(self, key: str, row: Milestone) -> Duty | None:
        own = duty_of(self.people[key], row.lead_unit, tuple(row.units))
        if own is not Duty.OPERATOR and key in self.owners.get(row.id or 0, ()):
            return Duty.LEAD
        return own


async def business_of(
    session: AsyncSession, official: Official, today: date, milestones: Collection[int] | None = None
) -> Business:
    """Return what decides an official's duties today, in some milestones or in all."""
    away = [row.staff_id for row in await absences_on(session, today) if str(row.deputy_id) == official.key]
    absent = await members_by_id(session, away)
    people = {official.key: official.person}
    people |= {str(number): person_value(row) for number, row in absent.items()}
    return Business(people, await owners_by_milestone(session, milestones))
