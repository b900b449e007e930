"""Whether something was handed in before a category opened or after it closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.editions import guide_in_force
from handlers.policy import Policy
from handlers.rules.settings import Field, Setting, Window, windows_of
from handlers.rules.windows import untimely
from storage.queries.editions import settings_of_edition
from storage.tables import Submission


async def window_of(session: AsyncSession, submission: Submission) -> Window | None:
    """Return the days that the office set for a submission's category in its own edition's year.

    Where it is for several categories, those of the first that has days.
    """
    if submission.edition_id is None or submission.category is None:
        return None
    found, edition = await guide_in_force(session), submission.edition_id
    windows = found.windows if found and found.edition_id == edition else await _windows(session, edition)
    return next((windows[each] for each in submission.category.split("、") if each in windows), None)


async def _windows(session: AsyncSession, edition_id: int) -> Mapping[str, Window]:
    rows = await settings_of_edition(session, edition_id)
    return windows_of(Setting(row.category, Field(row.field), row.value) for row in rows)


async def untimely_words(
    session: AsyncSession, submission: Submission, now: datetime, policy: Policy
) -> str | None:
    """Say why a submission lies outside its category's days; None where it does not."""
    moment = submission.confirmed_at or now
    return untimely(await window_of(session, submission), moment.astimezone(policy.zone).date())
