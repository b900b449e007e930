"""先提交，后补: what an applicant promised, until when, and the one nudge."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.desk_alarms import office_hours
from handlers.outbox import Button, Wrapping, write_message
from handlers.policy import Policy
from handlers.rules.countdown import Countdown, due_day, left_of, nudge_day
from handlers.rules.guide import Category, Guide
from handlers.rules.ticks import NamedFile, Ticked, tick
from handlers.rules.workdays import calendar_for
from handlers.screens import anew, press_data
from handlers.special_days import overrides, with_special_days
from handlers.wording import say
from storage.queries.applicants import open_promises
from storage.queries.submissions import files_of
from storage.states import SubmissionState
from storage.tables import Promise, Submission

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
    session: AsyncSession, submission: Submission, missing: Sequence[Ticked], now: datetime, policy: Policy
) -> None:
    """Write down what is to follow; nothing where nothing is missing."""
    if not missing:
        return
    today = now.astimezone(policy.zone).date()
    calendar = calendar_for([today.year], await overrides(session))
    due = due_day(today, policy.later_workdays, calendar)
    session.add(Promise(submission_id=submission.id or 0, items=[each.item for each in missing], due=due))
    await session.flush()


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
        elif applicant.chat_id is not None and local.date() >= _nudge_day(row, submission, policy):
            row.nudged_at = now
            await _nudge(session, row, submission, applicant.chat_id, now, policy)
            told += 1
    await session.flush()
    return told


def _nudge_day(row: Promise, submission: Submission, policy: Policy) -> date:
    handed = (submission.confirmed_at or submission.created_at).astimezone(policy.zone).date()
    return nudge_day(handed, row.due, calendar_for([handed.year, row.due.year], dict(policy.special_days)))


async def _nudge(
    session: AsyncSession, row: Promise, submission: Submission, chat_id: int, now: datetime, policy: Policy
) -> None:
    text = say(
        "promise_nudge.html",
        submission=submission,
        countdown=_countdown(row, now, policy),
    )
    buttons = [
        [Button("📎 补充材料", anew(press_data("s", "more", submission.id)))],
        [Button("✅ 已齐，不再补", anew(press_data("s", "done", submission.id)))],
    ]
    wrapping = Wrapping(f"promise:{submission.id}", now)
    await write_message(session, chat_id, text, wrapping, buttons=buttons)
