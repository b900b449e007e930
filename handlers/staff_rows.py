"""The staff list's people become rows that keep their chat."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.rules.people import Person, Role, StaffList
from storage.queries.editions import staff_members
from storage.tables import StaffMember


async def apply_people(session: AsyncSession, staff: StaffList, first_operator: str) -> None:
    """Bring the rows in line with a list; whoever is no longer in it loses the chat and the role.

    People are known by mailbox and name, or by name and unit where they have no mailbox. A changed
    mailbox is another person's proof, and another name behind the same mailbox is another person, so the
    chat is not carried over. Of a person who is listed twice the first line counts.
    """
    known = {_key(row.name, row.unit, row.email): row for row in await staff_members(session)}
    people: dict[tuple[str, str], Person] = {}
    for person in staff.people:
        people.setdefault(_key(person.name, person.unit, person.email), person)
    for key, person in people.items():
        row = known.pop(key, None)
        if row is None:
            row = StaffMember(name=person.name, unit=person.unit)
            session.add(row)
        _copy(row, person)
    # The first operator stands in the configuration and stays as long as the list names none.
    unnamed = all(person.role is not Role.OPERATOR for person in people.values())
    for row in known.values():
        if not (unnamed and row.role == Role.OPERATOR and row.email == first_operator):
            row.gone, row.chat_id = True, None


def _key(name: str, unit: str, email: str | None) -> tuple[str, str]:
    return (name, email.lower() if email else unit)


def _copy(row: StaffMember, person: Person) -> None:
    row.name, row.unit, row.department = person.name, person.unit, person.department
    row.email, row.phone = person.email, person.phone
    row.role, row.kind, row.gone = person.role, person.kind, False
