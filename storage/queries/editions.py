"""Questions about imported documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.states import EditionKind
from storage.tables import Alias, CategorySetting, Edition, Milestone, StaffMember


async def edition_in_force(session: AsyncSession, kind: EditionKind) -> Edition | None:
    """Return the edition of a kind that is in force."""
    query = (
        select(Edition)
        .where(col(Edition.kind) == kind, col(Edition.in_force))
        .order_by(col(Edition.id).desc())
    )
    return await session.scalar(query.limit(1))


@dataclass(frozen=True, slots=True)
class EditionMark:
    """Which edition is in force, without its content."""

    id: int
    digest: str


async def edition_mark(session: AsyncSession, kind: EditionKind) -> EditionMark | None:
    """Tell which edition of a kind is in force, without reading its document."""
    query = (
        select(col(Edition.id), col(Edition.digest))
        .where(col(Edition.kind) == kind, col(Edition.in_force))
        .order_by(col(Edition.id).desc())
    )
    found = (await session.execute(query.limit(1))).first()
    return EditionMark(found[0] or 0, found[1]) if found else None


# Everything that answers from the documents are made of; one statement, because it is asked at every turn.
_STAMP = text(
    "SELECT json_array("
    " (SELECT json_group_array(json_array(kind, id, digest)) FROM edition WHERE in_force),"
    " (SELECT json_group_array(json_array(year, category, field, value)) FROM categorysetting),"
    " (SELECT json_group_array(json_array(word, category)) FROM alias))"
)


async def in_force_stamp(session: AsyncSession) -> str:
    """Return what differs as soon as another edition, setting or alias is in force."""
    if session.new or session.dirty or session.deleted:
        await session.flush()
    return str(await session.scalar(_STAMP))


async def edition_content(session: AsyncSession, edition_id: int) -> dict[str, Any]:
    """Return an edition's document as JSON values."""
    return (await session.get_one(Edition, edition_id)).content


async def last_edition(session: AsyncSession) -> Edition | None:
    """Return the edition that was applied last and not taken back."""
    query = select(Edition).where(~col(Edition.taken_back)).order_by(col(Edition.id).desc())
    return await session.scalar(query.limit(1))


async def edition_before(session: AsyncSession, edition: Edition) -> Edition | None:
    """Return the edition of the same kind that was in force before this one."""
    query = (
        select(Edition)
        .where(col(Edition.kind) == edition.kind, ~col(Edition.taken_back), col(Edition.id) < edition.id)
        .order_by(col(Edition.id).desc())
    )
    return await session.scalar(query.limit(1))


async def settings_of_year(session: AsyncSession, year: int | None) -> Sequence[CategorySetting]:
    """Return what the office set for the categories of one year's guide, in order."""
    query = select(CategorySetting).where(col(CategorySetting.year) == (year or 0))
    order = (col(CategorySetting.category), col(CategorySetting.field))
    return (await session.scalars(query.order_by(*order))).all()


async def settings_of_edition(session: AsyncSession, edition_id: int) -> Sequence[CategorySetting]:
    """Return what the office set for the categories of a guide, in force or not."""
    year = await session.scalar(select(col(Edition.year)).where(col(Edition.id) == edition_id))
    return await settings_of_year(session, year)


async def aliases(session: AsyncSession) -> Sequence[Alias]:
    """Return the operators' words for categories, in order."""
    return (await session.scalars(select(Alias).order_by(col(Alias.word)))).all()


async def milestones_of_year(session: AsyncSession, year: int | None) -> Sequence[Milestone]:
    """Return all milestones of a table's year, closed and gone ones too."""
    return (await session.scalars(select(Milestone).where(col(Milestone.year) == year))).all()


async def all_milestones(session: AsyncSession) -> Sequence[Milestone]:
    """Return every milestone of every table."""
    return (await session.scalars(select(Milestone))).all()


async def staff_members(session: AsyncSession) -> Sequence[StaffMember]:
    """Return everybody of the staff list, those who left too."""
    return (await session.scalars(select(StaffMember).order_by(col(StaffMember.id)))).all()
