"""Questions about imported documents."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.states import EditionKind
from storage.tables import Edition, Milestone, StaffMember


async def edition_in_force(session: AsyncSession, kind: EditionKind) -> Edition | None:
    """Return the edition of a kind that is in force."""
    query = (
        select(Edition)
        .where(col(Edition.kind) == kind, col(Edition.in_force))
        .order_by(col(Edition.id).desc())
    )
    return await session.scalar(query.limit(1))


async def digest_in_force(session: AsyncSession, kind: EditionKind) -> str | None:
    """Return the digest of the edition in force, without its content."""
    query = select(col(Edition.digest)).where(col(Edition.kind) == kind, col(Edition.in_force))
    return await session.scalar(query.order_by(col(Edition.id).desc()).limit(1))


async def milestones_of_year(session: AsyncSession, year: int | None) -> Sequence[Milestone]:
    """Return all milestones of a table's year, closed and gone ones too."""
    return (await session.scalars(select(Milestone).where(col(Milestone.year) == year))).all()


async def staff_members(session: AsyncSession) -> Sequence[StaffMember]:
    """Return everybody of the staff list, those who left too."""
    return (await session.scalars(select(StaffMember).order_by(col(StaffMember.id)))).all()
