"""What a chat is in the middle of, kept in its row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import Dialogue


async def awaiting(session: AsyncSession, chat_id: int) -> str | None:
    """Return what the next typed text of a chat is for, as "staff.evidence"; None for nothing."""
    row = await session.get(Dialogue, chat_id)
    return row.awaiting if row else None


async def remembered(session: AsyncSession, chat_id: int) -> dict[str, Any]:
    """Return a copy of what is kept for a chat, by names that each audience chooses."""
    row = await session.get(Dialogue, chat_id)
    return dict(row.data) if row else {}


async def dialogue_of(session: AsyncSession, chat_id: int) -> tuple[str | None, dict[str, Any]]:
    """Return both at once: what the next typed text is for, and what is kept."""
    row = await session.get(Dialogue, chat_id)
    return (row.awaiting, dict(row.data)) if row else (None, {})


async def await_text(
    session: AsyncSession, chat_id: int, wanted: str | None, now: datetime, **kept: Any
) -> None:
    """Say what the next typed text is for, or with None that it is for nothing; remember `kept` besides."""
    row = await _row(session, chat_id, now)
    row.awaiting = wanted
    row.data = {**row.data, **kept}


async def remember(session: AsyncSession, chat_id: int, now: datetime, **kept: Any) -> None:
    """Keep something for a chat without touching what it is asked for; None forgets a name."""
    row = await _row(session, chat_id, now)
    row.data = {name: value for name, value in {**row.data, **kept}.items() if value is not None}


async def _row(session: AsyncSession, chat_id: int, now: datetime) -> Dialogue:
    row = await session.get(Dialogue, chat_id)
    if row is None:
        row = Dialogue(chat_id=chat_id, updated_at=now)
        session.add(row)
    row.updated_at = now
    return row
