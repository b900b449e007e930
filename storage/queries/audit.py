"""Questions about the audit log."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import AuditEntry


async def last_hash(session: AsyncSession) -> str | None:
    """Return the hash of the newest line."""
    return await session.scalar(select(col(AuditEntry.hash)).order_by(col(AuditEntry.id).desc()).limit(1))


async def lines_after(session: AsyncSession, number: int, most: int) -> list[AuditEntry]:
    """Return the lines behind a number, oldest first."""
    query = select(AuditEntry).where(col(AuditEntry.id) > number).order_by(col(AuditEntry.id)).limit(most)
    return list(await session.scalars(query))
