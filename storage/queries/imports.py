"""Questions about documents that operators sent in chat."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import PendingImport


async def pending_import(session: AsyncSession, import_id: int, chat_id: int) -> PendingImport | None:
    """Find a document by its row, only for the chat that sent it."""
    query = select(PendingImport).where(
        col(PendingImport.id) == import_id, col(PendingImport.chat_id) == chat_id
    )
    return await session.scalar(query)
