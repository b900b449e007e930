"""What has waited too long: items for a person, parcels for the other side, alarms for a chat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.operators import operator_letter, tell_operators
from handlers.outbox import Wrapping, write_letter
from handlers.pausing import is_stopped, last_resumed
from handlers.policy import Policy
from handlers.review_items import Item, item_of
from handlers.rules.office_hours import OfficeHours
from handlers.rules.workdays import calendar_for
from handlers.special_days import with_special_days
from handlers.wording import say
from storage.queries.parcels import late_letters, unheard_alarms
from storage.queries.review import open_items
from storage.states import Pausable
from storage.tables import Serial

LATE: Final = timedelta(hours=4)  # of a letter that tries again and again
UNHEARD: Final = timedelta(minutes=30)  # of an alarm that a chat has not taken
ITEM_AGE: Final = timedelta(hours=4)  # in working hours


@dataclass(frozen=True, slots=True)
class AgeStep:
    """An age at which open items are told, once."""

    name: str
    age: timedelta
    words: str
    both: bool = False  # by chat and by mail


async def tell_what_waits(session: AsyncSession, now: datetime, policy: Policy) -> None:
    """Raise every alarm that is due, each once."""
    policy = await with_special_days(session, policy)
    await _old_items(session, now, policy)
    await _late_letters(session, now, policy)
    await _unheard(session, now, policy)


def office_hours(now: datetime, policy: Policy) -> OfficeHours:
    """Return when the office works: outside the quiet hours, on working days (imported ones too)."""
    calendar = calendar_for([now.astimezone(policy.zone).year], dict(policy.special_days))
    return OfficeHours(policy.quiet_until, policy.quiet_from, policy.zone, calendar)


async def _old_items(session: AsyncSession, now: datetime, policy: Policy) -> None:
    hours = office_hours(now, policy)
    steps = (
        AgeStep("hours", ITEM_AGE, "超过 4 个工作小时"),
        AgeStep("day", hours.day, "超过一个工作日", both=True),
    )
    rows = await open_items(session)
    for step in steps:
        mark = await _mark(session, f"alarm:review-{step.name}")
        due = [
            row
            for row in rows
            if (row.id or 0) > mark.value and hours.worked(row.created_at, now) >= step.age
        ]
        if due:
            mark.value = max(row.id or 0 for row in due)
            items = [await item_of(session, row) for row in due]
            await _tell_items(session, items, step, f"{step.name}:{mark.value}", now, policy)


async def _tell_items(
    session: AsyncSession, items: Sequence[Item], step: AgeStep, key: str, now: datetime, policy: Policy
) -> None:
    text = say("review_waiting.html", items=items, words=step.words)
    await tell_operators(session, text, f"operator:waiting:{key}", now, policy, both=step.both)


async def _late_letters(session: AsyncSession, now: datetime, policy: Policy) -> None:
    """Warn of letters that the relay or the other side has put off for hours; kept back on purpose is not."""
    resumed = await last_resumed(session, Pausable.RELAY)
    if await is_stopped(session, Pausable.RELAY) or (resumed is not None and now - resumed < LATE):
        return
    mark = await _mark(session, "alarm:late-letter")
    late = await late_letters(session, mark.value, now - LATE)
    if late:
        mark.value = max(parcel.id or 0 for parcel in late)
        text = say("letters_late.html", parcels=late)
        await tell_operators(session, text, f"operator:late:{mark.value}", now, policy)


async def _unheard(session: AsyncSession, now: datetime, policy: Policy) -> None:
    """Send the mailbox what waits for a chat, once for all operators."""
    for parcel in await unheard_alarms(session, now - UNHEARD):
        await send_by_mail(session, parcel.key, str(parcel.payload.get("text", "")), now, policy)


async def send_by_mail(session: AsyncSession, key: str, text: str, now: datetime, policy: Policy) -> None:
    """Send the mailbox what a chat did not take; `key` is the parcel's, which ends with the chat's id."""
    own = f"{key.rpartition(':')[0]}:by-mail"
    await write_letter(session, operator_letter(text, own, now, policy), Wrapping(own, now))


async def _mark(session: AsyncSession, name: str) -> Serial:
    """Return the counter that holds the last row that an alarm was about."""
    row = await session.get(Serial, name)
    if row is None:
        row = Serial(name=name)
        session.add(row)
        await session.flush()
    return row
