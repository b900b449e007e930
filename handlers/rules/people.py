"""The staff list as values: what every other room knows of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from handlers.rules.problems import Problem


class Role(StrEnum):
    """What somebody of the office may do."""

    STAFF = "staff"  # is nudged about milestones of the own unit
    LEADER = "leader"  # hears of what is overdue
    OPERATOR = "operator"  # imports, reviews, sees that all is well


class Kind(StrEnum):
    """Whether an entry is somebody or something."""

    PERSON = "person"  # can bind a chat
    MAILBOX = "mailbox"  # a unit's shared mailbox, letters only


@dataclass(frozen=True, slots=True)
class Person:
    """One row of the staff list."""

    name: str
    unit: str
    department: str | None
    email: str | None
    role: Role = Role.STAFF
    phone: str | None = None
    kind: Kind = Kind.PERSON


@dataclass(frozen=True, slots=True)
class StaffList:
    """A staff list as read from a sheet."""

    people: tuple[Person, ...] = ()
    problems: tuple[Problem, ...] = ()
    kind: str = "staff"
