"""Questions about stored Telegram updates."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.states import UpdateState
from storage.tables import Update

# Asked for every poll, and put together once: that took longer than the answer.
_THESE = (
    col(Update.bot_id) == bindparam("bot"),
    col(Update.update_id).in_(bindparam("numbers", expanding=True)),
)
_KNOWN = select(col(Update.update_id)).where(*_THESE)
_NEW = insert(Update)
_DONE = (
    update(Update)
    .where(*_THESE, col(Update.state) == UpdateState.STORED)
    .values(state=UpdateState.DONE)
    .execution_options(synchronize_session=False)
)
_STATE = select(col(Update.state)).where(
    col(Update.bot_id) == bindparam("bot"), col(Update.update_id) == bindparam("number")
)


async def known_updates(session: AsyncSession, bot_id: int, numbers: Sequence[int]) -> set[int]:
    """Return which of these updates are stored already."""
    return set((await session.scalars(_KNOWN, {"bot": bot_id, "numbers": list(numbers)})).all())


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
    await session.execute(_NEW, rows)


async def mark_done(session: AsyncSession, bot_id: int, numbers: Collection[int]) -> int:
    """Mark those of some updates that wait as handled, and return how many these are."""
    done = await session.execute(_DONE, {"bot": bot_id, "numbers": list(numbers)})
    return int(done.rowcount)  # type: ignore[attr-defined]  # what an UPDATE gives has it


async def unfinished_updates(session: AsyncSession, bot_id: int) -> Sequence[Update]:
    """Return the updates that are stored and not handled, in the order in which they came."""
    query = select(Update).where(col(Update.bot_id) == bot_id, col(Update.state) == UpdateState.STORED)
    return (await session.scalars(query.order_by(col(Update.received_at), col(Update.update_id)))).all()


async def update_state(session: AsyncSession, bot_id: int, number: int) -> UpdateState | None:
    """Return how far an update has come; None where it was never stored."""
    return await session.scalar(_STATE, {"bot": bot_id, "number": number})
