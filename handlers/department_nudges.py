"""A department that has not answered is nudged once, and later its leader is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.department_threads import thread_of
from handlers.letterhead import desk_letter
from handlers.milestone_values import person_value
from handlers.operators import stable_message_id, tell_operators
from handlers.outbox import Wrapping, write_letter, write_message
from handlers.policy import Policy
from handlers.reminder_situation import moment_of
from handlers.rules.compose import LetterSpec
from handlers.rules.copies import leaders, leads
from handlers.rules.nudges import Moment, may_send
from handlers.rules.tokens import written
from handlers.senders import unit_of
from handlers.special_days import with_special_days
from handlers.wording import letter as word_letter
from handlers.wording import say
from storage.queries.departments import unanswered_between
from storage.queries.parcels import keys_in_use, parcel_by_key
from storage.queries.staff import present_members
from storage.queries.submissions import parcels_of
from storage.states import ParcelState
from storage.tables import Submission

SENT_UNDER: Final = ("department:", "question:")  # keys of the letters that a department answers
DAYS_A_WORKDAY: Final = 4  # two rounds of waiting, each at most two calendar days for a working day
LEAST_DAYS: Final = 60  # besides, for holidays and a desk that was switched off
LAST: Final = 150  # a nudge's place among the letters of a submission


@dataclass(frozen=True, slots=True)
class Late:
    """A submission that its department has had for too long."""

    submission: Submission
    since: datetime  # when the department got it
    days: int  # working days since then

    @property
    def key(self) -> str:
        """Return what its nudges are written under; another department counts anew."""
        return f"nudge:{self.submission.receipt}:{self.since:%Y%m%d%H%M%S}"


async def write_nudges(session: AsyncSession, now: datetime, policy: Policy) -> int:
    """Write what is due at this moment and return how many; nothing outside the office's hours.

    What was written once is never written again, whatever is run twice.
    """
    if not policy.answer_within:
        return 0
    policy = await with_special_days(session, policy)
    moment = moment_of(now, policy)
    if not may_send(now, moment.calendar, moment.policy):
        return 0
    count = 0
    for late in await _late(session, now, moment, policy):
        count += await _nudge(session, late, now, moment, policy)
    return count


async def _late(session: AsyncSession, now: datetime, moment: Moment, policy: Policy) -> list[Late]:
    before = now - timedelta(days=policy.answer_within - 1)
    # Both words are written long before this; so nothing is planned about what nobody ever answers.
    since = now - timedelta(days=DAYS_A_WORKDAY * policy.answer_within + LEAST_DAYS)
    found = [
        Late(
            submission, at, moment.calendar.workdays_between(at.astimezone(policy.zone).date(), moment.today)
        )
        for submission, at in await unanswered_between(session, since, before)
    ]
    return [late for late in found if late.days >= policy.answer_within]


async def _nudge(session: AsyncSession, late: Late, now: datetime, moment: Moment, policy: Policy) -> int:
    """Write the department's nudge, or as many working days after it its leader's; one that has left none."""
    first = await parcel_by_key(session, f"{late.key}:department")
    if first is None:
        if not await _arrived(session, late.submission):
            return 0  # an operator was told that it did not
        recipients: Sequence[str] = (late.submission.mailbox or "",)
        return await _write(session, late, "nudge", recipients, now, policy)
    told_on = first.created_at.astimezone(policy.zone).date()
    if moment.calendar.workdays_between(told_on, moment.today) < policy.answer_within:
        return 0
    rows = await present_members(session)
    department = late.submission.department
    led = leaders([person_value(row) for row in rows], department)
    chats = [row.chat_id for row in rows if row.chat_id is not None and leads(person_value(row), department)]
    if not led and not chats:
        return await _tell_operators(session, late, now, policy)
    told = await _write(session, late, "nudge_leader", led, now, policy)
    return told + await _tell_chats(session, late, chats, now, policy)


async def _arrived(session: AsyncSession, submission: Submission) -> bool:
    """Tell whether the department's mail server took every letter."""
    letters = [
        each
        for each in await parcels_of(session, submission.id or 0)
        if each.key.startswith(SENT_UNDER) and each.recipient == submission.mailbox
    ]
    return bool(letters) and all(each.state is ParcelState.SENT for each in letters)


async def _write(
    session: AsyncSession, late: Late, kind: str, recipients: Sequence[str], now: datetime, policy: Policy
) -> int:
    written_ = 0
    for place, recipient in enumerate(recipients):
        name = "department" if kind == "nudge" else f"leader{place}"
        key = f"{late.key}:{name}"
        if await parcel_by_key(session, key) is not None:
            continue
        spec = await _letter(session, late, (kind, key, recipient), now, policy)
        wrapping = Wrapping(key, now, submission_id=late.submission.id, position=LAST)
        await write_letter(session, spec, wrapping)
        written_ += 1
    return written_


async def _tell_chats(
    session: AsyncSession, late: Late, chats: Sequence[int], now: datetime, policy: Policy
) -> int:
    """Tell the leaders who are bound to a chat there too, once each."""
    keys = {chat_id: f"{late.key}:leader:chat:{chat_id}" for chat_id in chats}
    told = await keys_in_use(session, list(keys.values()))
    text = say(
        "leader_nudge.html",
        submission=late.submission,
        unit=await unit_of(session, late.submission),
        since=late.since.astimezone(policy.zone),
        days=late.days,
    )
    new = [(chat_id, key) for chat_id, key in keys.items() if key not in told]
    for chat_id, key in new:
        wrapping = Wrapping(key, now, submission_id=late.submission.id, position=LAST)
        await write_message(session, chat_id, text, wrapping)
    return len(new)


async def _letter(
    session: AsyncSession, late: Late, what: tuple[str, str, str], now: datetime, policy: Policy
) -> LetterSpec:
    kind, key, recipient = what
    submission = late.submission
    subject, body = word_letter(
        kind,
        submission=submission,
        unit=await unit_of(session, submission),
        since=late.since.astimezone(policy.zone),
        days=late.days,
        token=written(policy.key, submission.receipt or ""),
        desk=policy.desk_name,
    )
    thread = await thread_of(session, submission, recipient, policy)
    return replace(
        desk_letter(recipient, (subject, body), stable_message_id(key, policy), now, policy),
        reply_to=policy.address,
        in_reply_to=thread[-1],
        references=thread,
    )


async def _tell_operators(session: AsyncSession, late: Late, now: datetime, policy: Policy) -> int:
    """Tell the operators once where the staff list names no leader of the department."""
    counted = f"{late.key}:leader0"
    if await parcel_by_key(session, f"operator:{counted}:mail") is not None:
        return 0
    text = say("department_silent.html", submission=late.submission, days=late.days)
    await tell_operators(session, text, f"operator:{counted}", now, policy, both=True)
    return 1
