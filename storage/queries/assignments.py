"""Questions about who answers for what, who is away, and what waits for somebody's yes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import Row, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.states import MilestoneState, ProposalKind, ProposalState
from storage.tables import Absence, Assignment, Milestone, Parcel, Proposal, StaffMember


async def owners_by_milestone(
    session: AsyncSession, ids: Collection[int] | None = None
) -> dict[int, tuple[str, ...]]:
    """Return whom milestones are assigned to, as reminders are recorded; of all, or of some."""
    query = select(col(Assignment.milestone_id), col(Assignment.staff_id)).order_by(col(Assignment.id))
    if ids is not None:
        query = query.where(col(Assignment.milestone_id).in_(ids))
    found: dict[int, tuple[str, ...]] = {}
    for milestone, person in (await session.execute(query)).all():
        found[milestone] = (*found.get(milestone, ()), str(person))
    return found


async def forget_owners(session: AsyncSession, milestone_id: int) -> None:
    """Take every assignment of a milestone away."""
    await session.execute(delete(Assignment).where(col(Assignment.milestone_id) == milestone_id))


async def absences_on(session: AsyncSession, day: date) -> Sequence[Absence]:
    """Return who is away on a day, the newest last."""
    query = select(Absence).where(col(Absence.first_day) <= day, col(Absence.last_day) >= day)
    return (await session.scalars(query.order_by(col(Absence.id)))).all()


async def absences_from(session: AsyncSession, day: date) -> Sequence[Absence]:
    """Return every absence that has not ended before a day."""
    query = select(Absence).where(col(Absence.last_day) >= day)
    return (await session.scalars(query.order_by(col(Absence.first_day), col(Absence.id)))).all()


async def open_proposals(
    session: AsyncSession, milestone_id: int, kind: ProposalKind | None = None
) -> Sequence[Proposal]:
    """Return what waits for somebody's yes about a milestone."""
    query = select(Proposal).where(
        col(Proposal.milestone_id) == milestone_id, col(Proposal.state) == ProposalState.OPEN
    )
    if kind is not None:
        query = query.where(col(Proposal.kind) == kind)
    return (await session.scalars(query.order_by(col(Proposal.id)))).all()


async def parcels_with_prefix(session: AsyncSession, prefix: str) -> Sequence[Parcel]:
    """Return the parcels whose key begins so, in the order in which they were written."""
    query = select(Parcel).where(col(Parcel.key).startswith(prefix, autoescape=True))
    return (await session.scalars(query.order_by(col(Parcel.id)))).all()


async def assignments_of_leavers(
    session: AsyncSession, states: Collection[MilestoneState]
) -> Sequence[Row[StaffMember, int]]:
    """Return who left the staff list with milestones of their own in some states, a row for each."""
    query = (
        select(StaffMember, col(Assignment.milestone_id))
        .join(Assignment, col(Assignment.staff_id) == col(StaffMember.id))
        .join(Milestone, col(Milestone.id) == col(Assignment.milestone_id))
        .where(col(StaffMember.gone), col(Milestone.state).in_(states))
    )
    return (await session.execute(query)).all()
