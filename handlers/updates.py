"""Stored Telegram updates: kept as they came, handled once, set aside when they fail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from storage.queries.updates import (
    insert_updates,
    known_updates,
    mark_done,
    unfinished_updates,
    update_state,
)
from storage.states import UpdateState
from storage.tables import Update

TRIES = 3  # then an update is set aside, so that it stops nothing else


@dataclass(frozen=True, slots=True)
class UpdateKey:
    """The natural key of an update: each bot numbers its own."""

    bot_id: int
    number: int


class HandledBefore(Exception):  # noqa: N818 - it names what happened
    """Say that an update was handled by an earlier transaction, so that this one must leave no trace."""


async def store_updates(
    session: AsyncSession, bot_id: int, bodies: Sequence[Mapping[str, Any]], now: datetime
) -> set[int]:
    """Store a whole poll and return what is new in it; what is stored already stays as it is."""
    known = await known_updates(session, bot_id, [body["update_id"] for body in bodies])
    new = {body["update_id"]: body for body in bodies if body["update_id"] not in known}
    if new:
        await insert_updates(session, bot_id, list(new.values()), now)
    return set(new)


async def updates_to_replay(session: AsyncSession, bot_id: int) -> list[dict[str, Any]]:
    """Return what an earlier run left unhandled, each counted as tried once more.

    An update that ended three runs is set aside.
    """
    bodies = []
    for row in await unfinished_updates(session, bot_id):
        row.tries += 1
        if row.tries >= TRIES:
            row.state = UpdateState.ASIDE
        else:
            bodies.append(row.body)
    return bodies


async def is_waiting(session: AsyncSession, key: UpdateKey) -> bool:
    """Tell whether an update is stored and not handled yet."""
    return await update_state(session, key.bot_id, key.number) is UpdateState.STORED


async def finish_update(session: AsyncSession, key: UpdateKey) -> None:
    """Mark an update as handled in this transaction; raises HandledBefore where another one did."""
    if not await mark_done(session, key.bot_id, [key.number]):
        raise HandledBefore


async def finish_read(session: AsyncSession, keys: Sequence[UpdateKey]) -> None:
    """Mark updates that were answered without writing anything; one that was erased meanwhile stays gone."""
    for bot_id in {key.bot_id for key in keys}:
        await mark_done(session, bot_id, [key.number for key in keys if key.bot_id == bot_id])


async def count_failure(session: AsyncSession, key: UpdateKey) -> bool:
    """Count a failed try; true where the update is now set aside."""
    row = await session.get_one(Update, (key.bot_id, key.number))
    row.tries += 1
    if row.state is UpdateState.STORED and row.tries >= TRIES:
        row.state = UpdateState.ASIDE
    return row.state is UpdateState.ASIDE
