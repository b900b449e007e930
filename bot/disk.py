"""The room left on the disk: below a mark nothing new is taken in, and the operators are told."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import structlog

from bot.parts import Parts
from handlers.operators import tell_operators
from handlers.policy import MEGABYTE
from handlers.wording import say

log = structlog.get_logger()


async def free_megabytes(folder: Path) -> int:
    """Return how many MB are left where the data lies."""
    while not folder.exists():
        folder = folder.parent
    return (await asyncio.to_thread(shutil.disk_usage, folder)).free // MEGABYTE


async def has_room(parts: Parts) -> bool:
    """Tell whether mail may be taken in; what waits in the mailbox is safe there."""
    free = await free_megabytes(parts.config.storage.folder)
    if free >= parts.config.storage.min_free_mb:
        return True
    log.error("disk.low", free_mb=free, wanted_mb=parts.config.storage.min_free_mb)
    return False


async def watch_disk(parts: Parts) -> None:
    """Tell the operators by chat and by mail, once a day, that the disk is nearly full."""
    if await has_room(parts):
        return
    now = parts.clock.now()
    free = await free_megabytes(parts.config.storage.folder)
    text = say("disk_low.html", free=free, wanted=parts.config.storage.min_free_mb)
    key = f"operator:disk:{now.astimezone(parts.policy.zone).date()}"
    async with parts.database.transaction() as session:
        await tell_operators(session, text, key, now, parts.policy, both=True)
    parts.signals.outbox.ring()
