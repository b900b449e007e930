"""Questions about the staff list and its binding codes."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import BindingCode, StaffMember


async def present_members(session: AsyncSession) -> Sequence[StaffMember]:
    """Return everybody who is in the staff list now, by unit and name."""
    query = select(StaffMember).where(~col(StaffMember.gone))
    return (
        await session.scalars(
            query.order_by(col(StaffMember.unit), col(StaffMember.name), col(StaffMember.id))
        )
    ).all()


async def members_by_id(session: AsyncSession, ids: Collection[int]) -> dict[int, StaffMember]:
    """Return people who are in the staff list now by their ids."""
    query = select(StaffMember).where(col(StaffMember.id).in_(ids), ~col(StaffMember.gone))
    return {row.id: row for row in (await session.scalars(query)).all() if row.id is not None}


async def member_by_email(session: AsyncSession, address: str, *, gone: bool = False) -> StaffMember | None:
    """Return whose mailbox an address is; with `gone` also of somebody who left."""
    query = select(StaffMember).where(func.lower(col(StaffMember.email)) == address.lower())
    if not gone:
        query = query.where(~col(StaffMember.gone))
    return await session.scalar(query.order_by(col(StaffMember.gone), col(StaffMember.id)).limit(1))


async def members_called(session: AsyncSession, wanted: str, *, gone: bool = False) -> Sequence[StaffMember]:
    """Return who in the staff list has this name or this mailbox; with `gone` who left it."""
    named = or_(col(StaffMember.name) == wanted, func.lower(col(StaffMember.email)) == wanted.lower())
    query = select(StaffMember).where(named, col(StaffMember.gone) == gone).order_by(col(StaffMember.id))
    return (await session.scalars(query)).all()


async def has_operator(session: AsyncSession) -> bool:
    """Tell whether an operator is in the staff list."""
    query = select(col(StaffMember.id)).where(col(StaffMember.role) == "operator", ~col(StaffMember.gone))
    return await session.scalar(query.limit(1)) is not None


async def unused_codes(session: AsyncSession, staff_id: int) -> Sequence[BindingCode]:
    """Return somebody's binding codes that nobody has used."""
    query = select(BindingCode).where(col(BindingCode.staff_id) == staff_id)
    return (await session.scalars(query.where(col(BindingCode.used_at).is_(None)))).all()


async def code_by_digest(session: AsyncSession, digest: str) -> BindingCode | None:
    """Find a binding code by what is kept of it."""
    return await session.get(BindingCode, digest)
