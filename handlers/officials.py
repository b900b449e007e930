"""Somebody of the office who acts, known by their chat or by their mailbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.audit import Actor
from handlers.milestone_values import person_value
from handlers.policy import Policy
from handlers.refusals import Refusal
from handlers.rules.people import Person, Role
from handlers.staff import FIRST_OPERATOR
from storage.queries.people import member_by_chat
from storage.queries.staff import member_by_email, members_by_id
from storage.tables import StaffMember


@dataclass(frozen=True, slots=True)
class Official:
    """Who acts, and through which door; `key` is what their reminders are recorded under."""

    key: str
    person: Person
    door: str  # chat, mail, command or calendar

    @property
    def name(self) -> str:
        """Return the person's name."""
        return self.person.name

    @property
    def actor(self) -> Actor:
        """Return who stands in the audit log, the same through both doors."""
        return Actor(f"staff:{self.key}", self.door)


def operator_at_command(policy: Policy) -> Official:
    """Return whoever runs the command line; that is an operator."""
    return Official("command", Person(FIRST_OPERATOR, policy.office, None, None, Role.OPERATOR), "command")


async def official_by_chat(session: AsyncSession, chat_id: int) -> Official:
    """Return who is bound to a chat; refuses everybody else. Asked at every press."""
    row = await member_by_chat(session, chat_id)
    if row is None:
        raise Refusal("staff_only")
    return official_of(row, "chat")


async def official_by_mail(
    session: AsyncSession, address: str, keys: Sequence[str], policy: Policy
) -> Official | None:
    """Return whose mailbox an address is; the configured operator's counts as theirs.

    `keys` are those that the answered letters were recorded under: of several who share a mailbox, it is
    the one who was written to. The first operator stands in for a unit that has nobody under its key.
    """
    written_to = await members_by_id(session, [int(key) for key in keys if key.isdecimal()])
    own = (row for row in written_to.values() if (row.email or "").lower() == address.lower())
    row = next(own, None) or await member_by_email(session, address)
    if row is not None:
        return official_of(row, "mail")
    if address.lower() == policy.operator_mailbox.lower():
        person = Person(FIRST_OPERATOR, policy.office, None, policy.operator_mailbox, Role.OPERATOR)
        return Official(keys[0] if keys else "operator", person, "mail")
    return None


def official_of(row: StaffMember, door: str) -> Official:
    """Return somebody of the staff list who acts through a door."""
    return Official(str(row.id), person_value(row), door)
