"""Whether something is still on its way out of the desk."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.parts import Parts
from demo.changes import Changes
from storage.queries.parcels import UNFINISHED, parcels_in

LOOK = 0.1  # seconds between looks while nothing is heard of the desk
PATIENCE = 15.0  # seconds in all: a relay that pauses is no reason to hang
SOON = timedelta(seconds=10)  # pushes to one chat follow each other a second apart


async def nothing_under_way(parts: Parts, changes: Changes) -> None:
    """Return when no parcel is due now or soon, or when patience is at its end."""
    try:
        async with asyncio.timeout(PATIENCE):
            while await _due(parts):
                await changes.later_than(changes.revision, LOOK)
    except TimeoutError:
        return


async def _due(parts: Parts) -> bool:
    soon = parts.clock.now() + SOON
    async with parts.database.reading() as session:
        return any(parcel.not_before <= soon for parcel in await parcels_in(session, UNFINISHED))
