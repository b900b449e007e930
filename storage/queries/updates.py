"""Questions about stored Telegram updates."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.states import UpdateState
from storage.tables import Update


async def known_updates(session: AsyncSession, bot_id: int, numbers: Sequence[int]) -> set[int]:
    """Return which of these updates are stored already."""
    query = select(col(Update.update_id)).where(
        col(Update.bot_id) == bot_id, col(Update.update_id).in_(numbers)
    )
    return set((await session.scalars(query)).all())


async def insert_updates(
    session: AsyncSession, bot_id: int, bodies: Sequence[Mapping[str, Any]], now: datetime
) -> None:
    """Write a poll's updates, none of which is stored yet."""
    rows = [
        {
            "bot_id": bot_id,
            "update_id": body["update_id"],
            "body": dict(body),
            "state": UpdateState.STORED,
            "tries": 0,
            "received_at": now,
        }
        for body in bodies
    ]
    await session.execute(insert(Update), rows)


async def mark_done(session: AsyncSession, bot_id: int, numbers: Collection[int]) -> int:
    """Mark those of some updates that wait as handled, and return how many these are."""
    query = update(Update).where(
        col(Update.bot_id) == bot_id,
        col(Update.update_id).in_(numbers),
        col(Update.state) == UpdateState.STORED,
    )
    query = query.values(state=UpdateState.DONE).execution_options(synchronize_session=False)
    done = await session.execute(query)
    return int(done.rowcount)  # type: ignore[attr-defined]  # what an UPDATE gives has it


async def unfinished_updates(session: AsyncSession, bot_id: int) -> Sequence[Update]:
    """Return the updates that are stored and not handled, in the order in which they came."""
    query = select(Update).where(col(Update.bot_id) == bot_id, col(Update.state) == UpdateState.STORED)
    return (await session.scalars(query.order_by(col(Update.received_at), col(Update.update_id)))).all()


async def update_state(session: AsyncSession, bot_id: int, number: int) -> UpdateState | None:
    """Return how far an update has come; None where it was never stored."""
    query = select(col(Update.state)).where(col(Update.bot_id) == bot_id, col(Update.update_id) == number)
    return await session.scalar(query)
