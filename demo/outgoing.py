"""Whether something is still on its way out of the desk."""

from __future__ import annotations

from datetime import datetime

from bot.parts import Parts
from demo.changes import Changes
from storage.queries.parcels import UNFINISHED, parcels_in

LOOK = 0.05  # seconds between looks while nothing is heard of the desk
PATIENCE = 100  # looks


async def nothing_under_way(parts: Parts, changes: Changes) -> None:
    """Return when no parcel is due any more.

    After some five seconds it returns all the same: a relay that pauses is no reason to hang.
    """
    for _ in range(PATIENCE):
        if not await _due(parts, parts.clock.now()):
            return
        await changes.later_than(changes.revision, LOOK)


async def _due(parts: Parts, now: datetime) -> bool:
    async with parts.database.reading() as session:
        return any(parcel.not_before <= now for parcel in await parcels_in(session, UNFINISHED))
