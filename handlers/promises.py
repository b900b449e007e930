"""先提交，后补: what an applicant promised, until when, and the one nudge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.desk_alarms import office_hours
from handlers.letterhead import desk_letter
from handlers.operators import stable_message_id
from handlers.outbox import Button, Wrapping, write_letter, write_message
from handlers.policy import Policy
from handlers.rules.countdown import Countdown, due_day, left_of, nudge_day
from handlers.rules.guide import Category, Guide
from handlers.rules.ticks import NamedFile, tick
from handlers.rules.workdays import calendar_for
from handlers.screens import anew, press_data
from handlers.special_days import overrides, with_special_days
from handlers.wording import letter as word_letter
from handlers.wording import say
from storage.queries.applicants import open_promises
from storage.queries.submissions import files_of
from storage.states import Channel, SubmissionState
from storage.tables import Applicant, Promise, Submission

# States in which nothing is waited for any more.
OVER = frozenset(
    {
        SubmissionState.RETURNED,
        SubmissionState.CLOSED,
        SubmissionState.WITHDRAWN,
        SubmissionState.DISCARDED,
    }
)


async def promise(
    session: AsyncSession, submission: Submission, missing: Sequence[str], now: datetime, policy: Policy
) -> Promise | None:
    """Write down what is to follow; None where nothing is missing. What was promised before stays so."""
    row = await session.get(Promise, submission.id)
    if row is not None or not missing:
        return row
    today = now.astimezone(policy.zone).date()
    calendar = calendar_for([today.year], await overrides(session))
    due = due_day(today, policy.later_workdays, calendar)
    row = Promise(submission_id=submission.id or 0, items=list(missing), due=due)
    session.add(row)
    await session.flush()
    return row


async def renew_promise(session: AsyncSession, submission: Submission, guide: Guide | None) -> None:
    """Look again at what is missing once more files came; where nothing is, the promise is kept."""
    row = await session.get(Promise, submission.id)
    if row is None:
        return
    category = _category_of(submission, guide)
    materials = category.materials if category else row.items
    files = [NamedFile(each.name, each.item) for each in await files_of(session, submission.id or 0)]
    still = {each.item for each in tick(materials, files).missing}
    row.items = [item for item in row.items if item in still]
    if not row.items:
        await session.delete(row)
    await session.flush()


def _category_of(submission: Submission, guide: Guide | None) -> Category | None:
    category = guide.category(submission.category or "") if guide else None
    return category if category and category.name == submission.category_name else None


async def settle_promise(session: AsyncSession, submission: Submission) -> None:
    """Wait for nothing more: the applicant says that everything is there."""
    row = await session.get(Promise, submission.id)
    if row is not None:
        await session.delete(row)
        await session.flush()


async def countdown_of(
    session: AsyncSession, submission: Submission, now: datetime, policy: Policy
) -> Countdown | None:
    """Return what was promised and how many working days are left; None where nothing was."""
    row = await session.get(Promise, submission.id)
    if row is None or submission.state in OVER:
        return None
    return _countdown(row, now, await with_special_days(session, policy))


def _countdown(row: Promise, now: datetime, policy: Policy) -> Countdown:
    today = now.astimezone(policy.zone).date()
    calendar = calendar_for([today.year, row.due.year], dict(policy.special_days))
    return left_of(row.items, row.due, today, calendar)


async def nudge_promises(session: AsyncSession, now: datetime, policy: Policy) -> int:
    """Remind everybody once, the working day before the last, in the office's hours; return how many."""
    policy = await with_special_days(session, policy)
    local = now.astimezone(policy.zone)
    hours = office_hours(now, policy)
    if not hours.opens <= local.time() < hours.closes or not hours.calendar.is_workday(local.date()):
        return 0
    told = 0
    for row, submission, applicant in await open_promises(session):
        if submission.state in OVER:
            await session.delete(row)
        elif local.date() >= _nudge_day(row, submission, policy):
            row.nudged_at = now
            told += await _nudge(session, row, submission, applicant, now, policy)
    await session.flush()
    return told


def _nudge_day(row: Promise, submission: Submission, policy: Policy) -> date:
    handed = (submission.confirmed_at or submission.created_at).astimezone(policy.zone).date()
    return nudge_day(handed, row.due, calendar_for([handed.year, row.due.year], dict(policy.special_days)))


async def _nudge(
    session: AsyncSession,
    row: Promise,
    submission: Submission,
    applicant: Applicant,
    now: datetime,
    policy: Policy,
) -> bool:
    """Remind on the channel that the submission came by, else on the other; false where there is neither."""
    countdown = _countdown(row, now, policy)
    wrapping = Wrapping(f"promise:{submission.id}", now, submission_id=submission.id, position=100)
    by_mail = submission.channel is Channel.MAIL or applicant.chat_id is None
    if by_mail and applicant.email is not None:
        await _nudge_by_mail(session, submission, applicant.email, countdown, wrapping, policy)
    elif applicant.chat_id is not None:
        await _nudge_in_chat(session, submission, applicant.chat_id, countdown, wrapping)
    else:
        return False
    return True


async def _nudge_by_mail(
    session: AsyncSession,
    submission: Submission,
    address: str,
    countdown: Countdown,
    wrapping: Wrapping,
    policy: Policy,
) -> None:
    words = word_letter("promise_nudge", submission=submission, countdown=countdown, desk=policy.desk_name)
    own = stable_message_id(wrapping.key, policy)
    spec = replace(desk_letter(address, words, own, wrapping.now, policy), reply_to=policy.address)
    await write_letter(session, spec, wrapping)


async def _nudge_in_chat(
    session: AsyncSession, submission: Submission, chat_id: int, countdown: Countdown, wrapping: Wrapping
) -> None:
    text = say("promise_nudge.html", submission=submission, countdown=countdown)
    buttons = [
        [Button("📎 补充材料", anew(press_data("s", "more", submission.id)))],
        [Button("✅ 已齐，不再补", anew(press_data("s", "done", submission.id)))],
    ]
    await write_message(session, chat_id, text, wrapping, buttons=buttons)
