"""What the service does about its own data, mostly by night: backups, their trial, and spans of retention."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, time, timedelta
from typing import Any, Final

import structlog

from bot.daily_backups import back_up_daily, drill_monthly
from bot.erasures import NAME, Tombstone, keep
from bot.figures import Step
from bot.parts import Parts
from handlers.retention import ONCE, Kind, Moment, begin_night, find, limits, take, tell_month
from storage.upgrading import copies_before
from storage.wiping import fold_log

EVERY: Final = timedelta(minutes=5)
HOUR: Final = time(3, 30)  # of the sweep: behind the backup, before the office opens
MOST: Final = 500  # steps for a class in one night; the rest goes in the next
REST: Final = 0.02  # seconds between two steps: others get their turn
KEPT: Final = timedelta(days=30)  # copies that an upgrade left behind
log = structlog.get_logger()


async def run_nights(parts: Parts) -> None:
    """Look every few minutes whether something is due; one thing that fails does not stop the others."""
    while True:
        for step in (_begin_journal, back_up_daily, drill_monthly, sweep_nightly, _tell_month):
            await _guarded(step, parts)
        await parts.clock.until(parts.clock.now() + EVERY)


async def _guarded(step: Callable[[Parts], Awaitable[Any]], parts: Parts) -> None:
    try:
        await step(parts)
    except Exception:
        log.exception("night.failed", step=step.__name__)
        parts.figures.failed(Step.ROUNDS)


async def _begin_journal(parts: Parts) -> None:
    """Notice that a backup was made by hand."""
    await parts.journal.begin(parts.clock.now())


async def _tell_month(parts: Parts) -> None:
    async with parts.database.transaction() as session:
        await tell_month(session, parts.clock.now(), parts.policy)
    parts.signals.outbox.ring()


async def sweep_nightly(parts: Parts) -> int:
    """Take away what has been kept long enough, once a night; returns how many rows that were."""
    now = parts.clock.now()
    if now.astimezone(parts.policy.zone).time() < HOUR:
        return 0
    async with parts.database.transaction() as session:
        if not await begin_night(session, now, parts.policy):
            return 0
    count = sum([await _sweep_all(parts, kind, before) for kind, before in limits(now, parts.policy).items()])
    if count:
        await asyncio.to_thread(fold_log, parts.config.database)
        log.info("retention.swept", rows=count)
    await asyncio.to_thread(_remove_copies, parts, now)
    return count


async def _sweep_all(parts: Parts, kind: Kind, before: datetime) -> int:
    """Take steps for a class until nothing is left, each in a transaction of its own."""
    total = 0
    for _ in range(1 if kind in ONCE else MOST):
        async with parts.database.reading() as session:
            found = await find(session, kind, before)
        swept = await _take(parts, kind, found, before) if found else 0
        total += swept
        if not swept:
            break
        await asyncio.sleep(REST)
    return total


async def _take(parts: Parts, kind: Kind, found: Sequence[int], before: datetime) -> int:
    """Take a few away; what was handed in leaves a tombstone for restores of older backups too."""
    now = parts.clock.now()
    async with parts.database.transaction() as session:
        swept = await take(session, kind, found, Moment(before, now, parts.policy))
    if swept.receipts:
        stones = [Tombstone(each, now.isoformat(timespec="seconds")) for each in swept.receipts]
        await asyncio.to_thread(keep, parts.config.storage.folder / NAME, stones)
    return swept.count


def _remove_copies(parts: Parts, now: datetime) -> None:
    """Remove what upgrades have kept for a month: it holds what was erased since."""
    for copy in copies_before(parts.config.database):
        if copy.stat().st_mtime < (now - KEPT).timestamp():
            copy.unlink()
