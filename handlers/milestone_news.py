"""News of a milestone for those who lead its unit and those who run the desk."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.operators import tell_operators
from handlers.outbox import Button, Wrapping, write_letter, write_message
from handlers.policy import Policy
from handlers.reminder_cards import PREFIX
from handlers.reminder_letters import reminder_spec
from handlers.rules.people import Role
from handlers.rules.recipients import folded, leading_unit
from handlers.screens import anew, press_data
from handlers.wording import letter, plain
from storage.queries.staff import present_members
from storage.tables import Milestone, StaffMember


async def tell_leaders_and_operators(
    session: AsyncSession, row: Milestone, text: str, key: str, now: datetime, policy: Policy
) -> None:
    """Send a text (HTML) to the leaders of the lead unit and to the operators; `key` names the event."""
    opener = [[Button("📌 查看节点", anew(press_data(PREFIX, "card", row.id)))]]
    for leader in await _leaders(session, row):
        await _tell(session, leader, text, f"coordination:{key}:{leader.id}", now, policy)
    await tell_operators(session, text, f"operator:milestone:{key}", now, policy, buttons=opener)


async def _leaders(session: AsyncSession, row: Milestone) -> list[StaffMember]:
    unit = folded(leading_unit(row.lead_unit, tuple(row.units)) or "")
    members = await present_members(session)
    return [each for each in members if each.role == Role.LEADER and folded(each.unit) == unit]


async def _tell(
    session: AsyncSession, leader: StaffMember, text: str, key: str, now: datetime, policy: Policy
) -> None:
    if leader.chat_id is not None:
        await write_message(session, leader.chat_id, text, Wrapping(key, now))
    elif leader.email:
        words = letter("milestone_news", text=plain(text), desk=policy.desk_name)
        await write_letter(session, reminder_spec(key, leader.email, words, now, policy), Wrapping(key, now))
