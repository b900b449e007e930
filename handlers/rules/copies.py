"""Who of the office has a copy of what a department gets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from handlers.rules.people import Person, Role


@dataclass(frozen=True, slots=True)
class CopyRule:
    """A line of the configuration: for a department, to these people, of these categories or of all.

    In `to` stand roles (leader, staff), names of the staff list and addresses.
    """

    department: str
    to: tuple[str, ...]
    categories: tuple[str, ...] = ()


ROLES: Final = frozenset({Role.LEADER.value, Role.STAFF.value})


def assigned(
    rules: Iterable[CopyRule], people: Sequence[Person], department: str | None, categories: Sequence[str]
) -> tuple[str, ...]:
    """Return the mailboxes that have a copy, each once, in the order of the rules.

    Somebody of the staff list counts by role where they belong to the department, by name wherever they are.
    """
    wanted = [
        each
        for rule in rules
        if rule.department == department and (not rule.categories or set(rule.categories) & set(categories))
        for each in rule.to
    ]
    found = [address for each in wanted for address in _addresses(each, people, department)]
    return tuple(dict.fromkeys(address.lower() for address in found))


def _addresses(wanted: str, people: Sequence[Person], department: str | None) -> list[str]:
    if "@" in wanted:
        return [wanted]
    if wanted in ROLES:
        of_department = members(people, department)
        return [each.email for each in of_department if each.email and each.role == wanted]
    return [each.email for each in people if each.email and each.name == wanted]


def members(people: Iterable[Person], department: str | None) -> list[Person]:
    """Return who belongs to a department, whether the list calls it department or unit."""
    return [each for each in people if department and department in (each.department, each.unit)]


def leaders(people: Iterable[Person], department: str | None) -> tuple[str, ...]:
    """Return the mailboxes of those who lead a department."""
    led = [each for each in people if leads(each, department)]
    return tuple(dict.fromkeys(each.email.lower() for each in led if each.email))


def leads(person: Person, department: str | None) -> bool:
    """Tell whether somebody leads a department."""
    return person.role is Role.LEADER and bool(members([person], department))
