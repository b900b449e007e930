"""News of a milestone for those who lead its unit, those who run the desk, and single people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.milestone_steps import line_now
from handlers.milestone_values import person_value
from handlers.operators import tell_operators
from handlers.outbox import Button, Wrapping, write_letter, write_message
from handlers.policy import Policy
from handlers.reminder_cards import PREFIX
from handlers.reminder_letters import how_to_answer, reminder_spec
from handlers.reminder_texts import Told
from handlers.rules.milestone_rights import duty_of
from handlers.rules.people import Role
from handlers.rules.recipients import Duty, folded, leading_unit
from handlers.screens import anew, press_data
from handlers.wording import letter, plain
from storage.queries.people import operator_chats
from storage.queries.staff import members_by_id, present_members
from storage.states import MilestoneState
from storage.tables import Milestone, StaffMember

NEWS: Final = "reminder:news:"  # begins the keys of letters that can be answered: the milestone, then whom
OPERATOR: Final = "operator"  # the configured mailbox, where no operator is bound
ONGOING: Final = frozenset({MilestoneState.OPEN, MilestoneState.EXPIRED})


async def tell_leaders_and_operators(
    session: AsyncSession, row: Milestone, text: str, key: str, now: datetime, policy: Policy
) -> None:
    """Send a text (HTML) to the leaders of the lead unit and to the operators; `key` names the event."""
    opener = [[card_button(row)]]
    for leader in await leaders_of(session, row):
        event = f"coordination:{key}:{leader.id}"
        await tell_member(session, leader, text, event, now, policy, row)
    if await operator_chats(session):
        await tell_operators(session, text, f"operator:milestone:{key}", now, policy, buttons=opener)
    else:
        about = _About(row, OPERATOR, Duty.OPERATOR)
        await _write(session, policy.operator_mailbox, text, f"coordination:{key}", about, now, policy)


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
    about: Milestone | None = None,
) -> None:
    """Send somebody a text (HTML), by chat where bound, else by mail; `key` names the event.

    A message `about` a milestone opens it; the letter can be answered like a reminder while it goes on.
    """
    if member.chat_id is not None:
        buttons = [[card_button(about)]] if about else ()
        await write_message(session, member.chat_id, text, Wrapping(key, now), buttons=buttons)
    elif member.email:
        meant = None
        if about is not None and about.state in ONGOING:
            duty = duty_of(person_value(member), about.lead_unit, tuple(about.units)) or Duty.LEAD
            meant = _About(about, str(member.id), duty)
        await _write(session, member.email, text, key, meant, now, policy)


@dataclass(frozen=True, slots=True)
class _About:
    """What a letter of news can be answered about, by whom, and in which duty."""

    row: Milestone
    person: str
    duty: Duty


async def _write(
    session: AsyncSession,
    address: str,
    text: str,
    key: str,
    about: _About | None,
    now: datetime,
    policy: Policy,
) -> None:
    values: dict[str, object] = {}
    if about is not None:
        key = f"{NEWS}{about.row.id}:{about.person}:{key}"
        values = how_to_answer([Told(line_now(about.row, now, policy), about.duty)])
    words = letter("milestone_news", text=plain(text), desk=policy.desk_name, **values)
    await write_letter(session, reminder_spec(key, address, words, now, policy), Wrapping(key, now))


@dataclass(frozen=True, slots=True)
class News:
    """The milestone of a letter of news, and under which key of reminders its reader is known."""

    milestone: int
    person: str


def news_in(keys: Sequence[str]) -> list[News]:
    """Return what some letters of ours told, by their parcels' keys; other letters are passed over."""
    parts = [key.removeprefix(NEWS).split(":") for key in keys if key.startswith(NEWS)]
    return [News(int(milestone), person) for milestone, person, *_ in parts]


async def tell_person(
    session: AsyncSession, person: str, text: str, key: str, now: datetime, policy: Policy, about: Milestone
) -> None:
    """Send a text (HTML) to whoever acted under a key of reminders; an unknown one means the operators."""
    members = await members_by_id(session, [int(person)] if person.isdecimal() else [])
    for member in members.values():
        await tell_member(session, member, text, key, now, policy, about)
    if not members:
        await tell_operators(session, text, f"operator:{key}", now, policy)
