"""Somebody of the office who acts, known by their chat or by their mailbox."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.audit import Actor
from handlers.milestone_values import person_value
from handlers.policy import Policy
from handlers.refusals import Refusal
from handlers.rules.people import Person, Role
from handlers.staff import FIRST_OPERATOR
from storage.queries.people import member_by_chat
from storage.queries.staff import member_by_email
from storage.tables import StaffMember


@dataclass(frozen=True, slots=True)
class Official:
    """Who acts, and through which door; `key` is what their reminders are recorded under."""

    key: str
    person: Person
    door: str  # chat or mail

    @property
    def name(self) -> str:
        """Return the person's name."""
        return self.person.name

    @property
    def actor(self) -> Actor:
        """Return who stands in the audit log, the same through both doors."""
        return Actor(f"staff:{self.key}", self.door)


async def official_by_chat(session: AsyncSession, chat_id: int) -> Official:
    """Return who is bound to a chat; refuses everybody else. Asked at every press."""
    row = await member_by_chat(session, chat_id)
    if row is None:
        raise Refusal("staff_only")
    return _official(row, "chat")


async def official_by_mail(session: AsyncSession, address: str, policy: Policy) -> Official | None:
    """Return whose mailbox an address is; the configured operator's counts as theirs."""
    row = await member_by_email(session, address)
    if row is not None:
        return _official(row, "mail")
    if address.lower() == policy.operator_mailbox.lower():
        person = Person(FIRST_OPERATOR, policy.office, None, policy.operator_mailbox, Role.OPERATOR)
        return Official("operator", person, "mail")
    return None


def _official(row: StaffMember, door: str) -> Official:
    return Official(str(row.id), person_value(row), door)
