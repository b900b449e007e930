"""Remove the bytes that no row names: what a crash left behind, and what was erased."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Final

import structlog

from bot.parts import Parts
from storage.old_blobs import older_than, remove, remove_unfinished
from storage.queries.blobs import note_sweep, unnamed, was_swept

AGE: Final = timedelta(days=1)  # a blob is written before its row: a younger one may still get it
log = structlog.get_logger()


async def sweep_blobs(parts: Parts) -> int:
    """Remove, once a day, what no row has named for a day, and return how many blobs that were."""
    today = parts.clock.now().date()
    async with parts.database.reading() as session:
        if await was_swept(session, today):
            return 0
    async with parts.database.transaction() as session:
        await note_sweep(session, today)
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
