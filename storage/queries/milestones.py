"""Questions about milestones, their reminders and their history."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.states import MilestoneState, ParcelState
from storage.tables import Milestone, MilestoneEntry, Parcel, Reminder, Snooze

EXPIRED_RULE = "expired"  # the rule under which it is recorded that 已过期 was asked about

# What the planner wants of a milestone; plain columns, because there may be very many.
PLANNED = (
    col(Milestone.id),
    col(Milestone.task),
    col(Milestone.position),
    col(Milestone.number),
    col(Milestone.text),
    col(Milestone.lead_unit),
    col(Milestone.units),
    col(Milestone.due),
    col(Milestone.recurrence),
    col(Milestone.applied_on),
    col(Milestone.year),
    col(Milestone.period_done),
)


# The open milestones that can be due at all.
PLANNABLE = (
    col(Milestone.state) == MilestoneState.OPEN,
    or_(col(Milestone.due).is_not(None), col(Milestone.recurrence).is_not(None)),
)


async def open_spans(session: AsyncSession) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return each due date, recurrence, day of application and year that open milestones have, once."""
    columns = (Milestone.due, Milestone.recurrence, Milestone.applied_on, Milestone.year)
    return (await session.execute(select(*map(col, columns)).where(*PLANNABLE).distinct())).all()


async def open_milestone_rows(
    session: AsyncSession, days: Collection[date], recurrences: Collection[str], ids: Collection[int]
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the open milestones due on some days, or that come round so, or of these ids, as PLANNED."""
    wanted = or_(
        col(Milestone.due).in_(days), col(Milestone.recurrence).in_(recurrences), col(Milestone.id).in_(ids)
    )
    return (await session.execute(select(*PLANNED).where(*PLANNABLE, wanted))).all()


async def unasked_expired_rows(session: AsyncSession) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the milestones that were 已过期 when applied and that nobody was asked about yet."""
    asked = select(col(Reminder.id)).where(
        col(Reminder.milestone_id) == col(Milestone.id),
        col(Reminder.rule) == EXPIRED_RULE,
        col(Reminder.planned_day) == col(Milestone.due),
    )
    query = select(*PLANNED).where(col(Milestone.state) == MilestoneState.EXPIRED, ~asked.exists())
    return (await session.execute(query)).all()


async def milestones_by_id(session: AsyncSession, ids: Collection[int]) -> dict[int, Milestone]:
    """Return milestones by their ids."""
    query = select(Milestone).where(col(Milestone.id).in_(ids))
    return {row.id: row for row in (await session.scalars(query)).all() if row.id is not None}


async def milestones_in(session: AsyncSession, states: Collection[MilestoneState]) -> Sequence[Milestone]:
    """Return the milestones in some states, by due date; those without one last."""
    query = (
        select(Milestone)
        .where(col(Milestone.state).in_(states))
        .order_by(col(Milestone.due).is_(None), col(Milestone.due))
        .order_by(col(Milestone.task), col(Milestone.position))
    )
    return (await session.scalars(query)).all()


async def reminders_since(session: AsyncSession, day: date) -> Sequence[Reminder]:
    """Return the reminders planned for a day or later."""
    return (await session.scalars(select(Reminder).where(col(Reminder.planned_day) >= day))).all()


async def reminders_of(session: AsyncSession, milestone_ids: Collection[int]) -> Sequence[Reminder]:
    """Return all reminders of some milestones, oldest first."""
    query = select(Reminder).where(col(Reminder.milestone_id).in_(milestone_ids)).order_by(col(Reminder.id))
    return (await session.scalars(query)).all()


async def reminders_in(session: AsyncSession, parcel_keys: Collection[str]) -> Sequence[Reminder]:
    """Return the reminders that some parcels carry, in the order of their lines."""
    query = select(Reminder).where(col(Reminder.parcel_key).in_(parcel_keys)).order_by(col(Reminder.id))
    return (await session.scalars(query)).all()


async def reminder_parcels(session: AsyncSession, message_ids: Collection[str]) -> Sequence[Parcel]:
    """Return the reminder letters of ours that carry one of these Message-IDs, newest first."""
    query = select(Parcel).where(
        col(Parcel.message_id).in_(message_ids), col(Parcel.key).startswith("reminder:", autoescape=True)
    )
    return (await session.scalars(query.order_by(col(Parcel.id).desc()))).all()


async def count_letters(session: AsyncSession, prefix: str, address: str, since: datetime) -> int:
    """Count the letters to an address, since a moment, whose key begins so."""
    query = select(func.count()).select_from(Parcel)
    query = query.where(
        col(Parcel.key).startswith(prefix, autoescape=True),
        func.lower(col(Parcel.recipient)) == address.lower(),
        col(Parcel.created_at) >= since,
    )
    return await session.scalar(query) or 0


async def unsent_parcels(session: AsyncSession, keys: Collection[str]) -> Sequence[Parcel]:
    """Return those of some parcels that nobody has begun to send."""
    query = select(Parcel).where(
        col(Parcel.key).in_(keys), col(Parcel.state).in_([ParcelState.READY, ParcelState.UNBUILT])
    )
    return (await session.scalars(query)).all()


async def snoozes(session: AsyncSession) -> Sequence[Row[Snooze, date | None]]:
    """Return the snoozes of open milestones, each with the milestone's due date."""
    query = (
        select(Snooze, col(Milestone.due))
        .join(Milestone, col(Milestone.id) == col(Snooze.milestone_id))
        .where(col(Milestone.state) == MilestoneState.OPEN)
    )
    return (await session.execute(query)).all()


async def snooze_of(session: AsyncSession, milestone_id: int, person: str) -> Snooze | None:
    """Return somebody's snooze of a milestone."""
    query = select(Snooze).where(col(Snooze.milestone_id) == milestone_id, col(Snooze.person) == person)
    return await session.scalar(query)


async def snoozes_of(session: AsyncSession, milestone_id: int) -> Sequence[Snooze]:
    """Return everybody's snoozes of a milestone."""
    return (await session.scalars(select(Snooze).where(col(Snooze.milestone_id) == milestone_id))).all()


async def entries_of_milestones(session: AsyncSession, ids: Collection[int]) -> Sequence[MilestoneEntry]:
    """Return the history of some milestones, oldest first."""
    query = select(MilestoneEntry).where(col(MilestoneEntry.milestone_id).in_(ids))
    return (await session.scalars(query.order_by(col(MilestoneEntry.id)))).all()
