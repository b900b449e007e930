"""News of a milestone for those who lead its unit, those who run the desk, and single people."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.milestone_values import person_value
from handlers.operators import tell_operators
from handlers.outbox import Button, Rows, Wrapping, write_letter, write_message
from handlers.policy import Policy
from handlers.reminder_cards import PREFIX
from handlers.reminder_letters import reminder_spec
from handlers.rules.people import Role
from handlers.rules.recipients import folded, leading_unit
from handlers.screens import anew, press_data
from handlers.wording import letter, plain
from storage.queries.staff import members_by_id, present_members
from storage.tables import Milestone, StaffMember


async def tell_leaders_and_operators(
    session: AsyncSession, row: Milestone, text: str, key: str, now: datetime, policy: Policy
) -> None:
    """Send a text (HTML) to the leaders of the lead unit and to the operators; `key` names the event."""
    opener = [[card_button(row)]]
    for leader in await leaders_of(session, row):
        await tell_member(session, leader, text, f"coordination:{key}:{leader.id}", now, policy)
    await tell_operators(session, text, f"operator:milestone:{key}", now, policy, buttons=opener)


def card_button(row: Milestone) -> Button:
    """Return the button that shows a milestone as a new message."""
    return Button("📌 查看节点", anew(press_data(PREFIX, "card", row.id)))


async def leaders_of(session: AsyncSession, row: Milestone) -> list[StaffMember]:
    """Return the leaders of the unit that answers for a milestone."""
    unit = folded(leading_unit(row.lead_unit, tuple(row.units)) or "")
    members = await present_members(session)
    return [each for each in members if each.role == Role.LEADER and folded(person_value(each).unit) == unit]


async def tell_member(
    session: AsyncSession,
    member: StaffMember,
    text: str,
    key: str,
    now: datetime,
    policy: Policy,
    buttons: Rows = (),
) -> None:
    """Send somebody a text (HTML), by chat where bound, else by mail; `key` names the event."""
    if member.chat_id is not None:
        await write_message(session, member.chat_id, text, Wrapping(key, now), buttons=buttons)
    elif member.email:
        words = letter("milestone_news", text=plain(text), desk=policy.desk_name)
        await write_letter(session, reminder_spec(key, member.email, words, now, policy), Wrapping(key, now))


async def tell_person(
    session: AsyncSession, person: str, text: str, key: str, now: datetime, policy: Policy
) -> None:
    """Send a text (HTML) to whoever acted under a key of reminders; an unknown one means the operators."""
    members = await members_by_id(session, [int(person)] if person.isdecimal() else [])
    for member in members.values():
        await tell_member(session, member, text, key, now, policy)
    if not members:
        await tell_operators(session, text, f"operator:{key}", now, policy)
