"""The rows of reminders: written once, taken back when a milestone is closed, saved when a chat is gone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.outbox import Wrapping, write_edit
from handlers.reminder_cards import list_buttons
from handlers.rules.milestones import OpenMilestone
from handlers.rules.nudges import Nudge, ReminderKey
from handlers.rules.plan_policy import Delivery
from handlers.rules.recipients import Duty, Recipient
from storage.queries.milestones import (
    EXPIRED_RULE,
    milestones_by_id,
    reminders_in,
    reminders_of,
    unsent_parcels,
)
from storage.queries.parcels import BESIDE
from storage.queries.staff import members_by_id
from storage.states import MilestoneState, ParcelState
from storage.tables import Reminder

JOINED = "joined"  # the delivery of an older reminder that a more urgent one speaks for
MAIL = BESIDE


def nudge_rows(nudge: Nudge, now: datetime) -> Iterator[Reminder]:
    """Give the rows that record a nudge and all that it speaks for."""
    duty = nudge.recipient.duty if nudge.recipient.member else Duty.OPERATOR
    yield _row(nudge.key, duty, nudge.delivery, now, nudge.reminder.due)
    for key in nudge.joined:
        yield _row(key, duty, JOINED, now, nudge.reminder.milestone.due)


def ask_row(milestone: OpenMilestone, recipient: Recipient, now: datetime) -> Reminder:
    """Return the row that records that somebody was asked about a milestone that had passed."""
    duty = recipient.duty if recipient.member else Duty.OPERATOR
    key = ReminderKey(milestone.key, recipient.key, EXPIRED_RULE, milestone.due or now.date())
    return _row(key, duty, Delivery.DIGEST, now, milestone.due)


def _row(key: ReminderKey, duty: str, delivery: str, now: datetime, due: date | None) -> Reminder:
    return Reminder(
        milestone_id=int(key.milestone),
        person=key.person,
        duty=duty,
        rule=key.rule,
        planned_day=key.planned,
        due=due,
        delivery=delivery,
        decided_at=now,
    )


async def drop_unsent(session: AsyncSession, milestone_id: int) -> None:
    """Take back the reminders of a closed milestone that nobody has begun to send.

    A digest that speaks of other open milestones too still leaves.
    """
    keys = {row.parcel_key for row in await reminders_of(session, [milestone_id]) if row.parcel_key}
    carried: dict[str, set[int]] = {}
    for row in await reminders_in(session, keys):
        carried.setdefault(row.parcel_key or "", set()).add(row.milestone_id)
    rows = await milestones_by_id(session, {each for ids in carried.values() for each in ids})
    still = {number for number, row in rows.items() if row.state in LISTED} - {milestone_id}
    stale = [key for key, ids in carried.items() if not ids & still]
    for parcel in await unsent_parcels(session, [*stale, *(key + MAIL for key in stale)]):
        parcel.state = ParcelState.DROPPED


LISTED = frozenset({MilestoneState.OPEN, MilestoneState.EXPIRED})  # what a list may still speak of


async def edit_cards(session: AsyncSession, milestone_id: int, text: str, key: str, now: datetime) -> None:
    """Change every message of its own that people hold about a milestone; `key` names the change.

    Whoever is no longer bound is told nothing.
    """
    rows = await reminders_of(session, [milestone_id])
    own = {row.parcel_key: row.person for row in rows if row.delivery == Delivery.OWN and row.parcel_key}
    members = await members_by_id(session, {int(each) for each in own.values() if each.isdecimal()})
    bound = {str(number) for number, member in members.items() if member.chat_id is not None}
    for parcel_key in (key for key, person in own.items() if person in bound):
        if len({row.milestone_id for row in await reminders_in(session, [parcel_key])}) == 1:
            wrapping = Wrapping(f"{parcel_key}:edit:{key}", now)
            await write_edit(session, parcel_key, text, wrapping, buttons=list_buttons(()))
