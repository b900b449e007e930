"""Reminders that are due become rows and parcels, in slices of recipients."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Final, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.calendars import calendar_of
from handlers.operators import tell_operators
from handlers.outbox import Wrapping, write_letter, write_message
from handlers.policy import Policy
from handlers.reminder_drafts import Desk, Draft, drafts, sayings
from handlers.reminder_letters import reminder_spec
from handlers.reminder_rows import MAIL
from handlers.reminder_situation import Ask, Due, key_of
from handlers.reminder_texts import Known
from handlers.rules.compose import Enclosure
from handlers.rules.digest import Digest, Morning
from handlers.rules.nudges import Moment
from handlers.rules.recipients import Channel
from handlers.wording import say
from storage.queries.milestones import entries_of_milestones, milestones_by_id, reminders_of
from storage.queries.parcels import keys_in_use, parcel_by_key
from storage.queries.staff import members_by_id
from storage.tables import MilestoneEntry, Reminder, StaffMember

SLICE: Final = 200  # recipients of one transaction
Share = Morning | Ask  # what one recipient gets
Row = TypeVar("Row", Reminder, MilestoneEntry)


def slices(due: Due, size: int = SLICE) -> Iterator[tuple[Share, ...]]:
    """Cut what is due into parts that are each written in a transaction of its own."""
    shares: Iterator[Share] = iter([*due.mornings, *due.asks])
    while part := tuple(islice(shares, size)):
        yield part


async def write_shares(
    session: AsyncSession, shares: Sequence[Share], moment: Moment, now: datetime, policy: Policy
) -> list[str]:
    """Write the rows and parcels of some recipients and return the keys of the parcels.

    What was closed or recorded since it was decided is left out, so that running twice is harmless.
    """
    numbers = {number for share in shares for number in _milestones(share)}
    reminders = await reminders_of(session, numbers)
    known = Known(
        moment,
        await milestones_by_id(session, numbers),
        _by_milestone(reminders),
        _by_milestone(await entries_of_milestones(session, numbers)),
    )
    desk = Desk(known, frozenset(map(key_of, reminders)), sayings(reminders), now, policy)
    people = {int(each.recipient.key) for each in shares if each.recipient.member is not None}
    members = await members_by_id(session, people)
    pending = [draft for share in shares for draft in drafts(share, desk)]
    taken = await keys_in_use(session, [key for each in pending for key in (each.key, each.key + MAIL)])
    written = [await _send(session, draft, members, desk, taken) for draft in pending]
    await session.flush()
    return written


def _milestones(share: Share) -> Iterator[int]:
    if isinstance(share, Ask):
        yield from (int(each.key) for each in share.milestones)
        return
    digest = share.digest or Digest((), (), (), ())
    lines = (*digest.due_today, *digest.reached, *digest.overdue, *digest.reported)
    yield from (int(each.key.milestone) for each in (*share.own, *share.reports, *lines))


def _by_milestone(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row.milestone_id, []).append(row)
    return found


async def _send(
    session: AsyncSession, draft: Draft, members: Mapping[int, StaffMember], desk: Desk, taken: set[str]
) -> str:
    """Write a draft's rows and its parcel, to the chat that is bound now, else by mail; return its key.

    `taken` are those of the drafts' keys that have a parcel, to which its own is added.
    """
    key = written = await _free_key(session, draft.key, taken)
    for row in draft.rows:
        row.parcel_key = key
        session.add(row)
    member = members.get(int(draft.recipient.key)) if draft.recipient.member else None
    chat_id = member.chat_id if member else None
    if chat_id is not None:
        text = draft.chat()
        wrapping = Wrapping(key, desk.now, new=True)
        await write_message(session, chat_id, text.text, wrapping, buttons=text.buttons, silent=text.silent)
    both = draft.recipient.channels == tuple(Channel)
    if chat_id is None or both:
        key += MAIL * (chat_id is not None)
        # Whoever has neither chat nor mailbox by now is stood in for by the first operator.
        address = (member.email if member else None) or desk.policy.operator_mailbox
        spec = reminder_spec(key, address, draft.mail(), desk.now, desk.policy)
        if draft.with_calendar:
            spec = replace(spec, enclosures=_calendar(draft, desk))
        new = key == written or (written == draft.key and key not in taken)
        await write_letter(session, spec, Wrapping(key, desk.now, new=new))
    return written


def _calendar(draft: Draft, desk: Desk) -> tuple[Enclosure, ...]:
    """Return the draft's milestones as a calendar's file; nothing where none has a due date."""
    numbers = dict.fromkeys(row.milestone_id for row in draft.rows)
    rows = [row for number in numbers if (row := desk.known.milestones[number]).due is not None]
    text = calendar_of(rows, desk.now, desk.policy)
    return (Enclosure("节点.ics", "text/calendar", text=text),) if rows else ()


async def _free_key(session: AsyncSession, key: str, taken: set[str]) -> str:
    """Return a key that no parcel has: what becomes due later on a day has a second digest."""
    number, free = 1, key
    while free in taken or (number > 1 and await parcel_by_key(session, free) is not None):
        number += 1
        free = f"{key}-{number}"
    taken.add(free)
    return free


async def report_failure(
    session: AsyncSession, share: Share, moment: Moment, now: datetime, policy: Policy
) -> None:
    """Tell the operators, once a day, whose reminders could not be written; they are tried again."""
    recipient = share.recipient
    key = f"operator:reminders:{recipient.key}:{moment.today}"
    await tell_operators(session, say("reminders_failed.html", name=recipient.name), key, now, policy)
