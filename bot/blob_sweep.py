"""Remove the bytes that no row names: what a crash left behind, and what was erased."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Final

import structlog

from bot.parts import Parts
from storage.old_blobs import older_than, remove, remove_unfinished
from storage.queries.blobs import unnamed
from storage.tables import Serial

AGE: Final = timedelta(days=1)  # a blob is written before its row: a younger one may still get it
MARK: Final = "blob-sweep"  # the counter that holds the last day of a sweep, as its ordinal
log = structlog.get_logger()


async def sweep_blobs(parts: Parts) -> int:
    """Remove, once a day, what no row has named for a day, and return how many blobs that were."""
    today = parts.clock.now().date().toordinal()
    async with parts.database.reading() as session:
        mark = await session.get(Serial, MARK)
        if mark is not None and mark.value == today:
            return 0
    async with parts.database.transaction() as session:
        mark = await session.get(Serial, MARK)
        if mark is None:
            mark = Serial(name=MARK)
            session.add(mark)
        mark.value = today
    return await _sweep(parts)


async def _sweep(parts: Parts) -> int:
    seconds = AGE.total_seconds()
    folder = parts.blobs.folder
    old = await asyncio.to_thread(older_than, folder, seconds)
    async with parts.database.reading() as session:
        gone = await unnamed(session, old)
    count = await asyncio.to_thread(remove, folder, sorted(gone), seconds)
    await asyncio.to_thread(remove_unfinished, folder, seconds)
    if count:
        log.info("blobs.removed", blobs=count)
    return count
