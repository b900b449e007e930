"""Questions about what came and went in a span of time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.states import ParcelState
from storage.tables import Letter, Milestone, Parcel, Reminder, Submission


async def letters_since(
    session: AsyncSession, moment: datetime, limit: int
) -> Sequence[tuple[Letter, str | None]]:
    """Return the mails since a moment, newest first, each with the receipt number of its submission."""
    query = (
        select(Letter, col(Submission.receipt))
        .join(Submission, col(Submission.id) == col(Letter.submission_id), isouter=True)
        .where(col(Letter.received_at) >= moment)
        .order_by(col(Letter.id).desc())
    )
    return [(letter, receipt) for letter, receipt in await session.execute(query.limit(limit))]


async def reminders_between(
    session: AsyncSession, first: date, last: date
) -> Sequence[tuple[Reminder, Milestone, ParcelState | None]]:
    """Return the reminders planned for some days, with their milestones and what became of their parcels."""
    query = (
        select(Reminder, Milestone, col(Parcel.state))
        .join(Milestone, col(Milestone.id) == col(Reminder.milestone_id))
        .join(Parcel, col(Parcel.key) == col(Reminder.parcel_key), isouter=True)
        .where(col(Reminder.planned_day) >= first, col(Reminder.planned_day) <= last)
        .order_by(col(Reminder.planned_day), col(Milestone.task), col(Milestone.position))
    )
    return [(row, milestone, state) for row, milestone, state in await session.execute(query)]
