"""The rounds that the desk makes every few minutes: what waits too long, the disk, the weekly line."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import structlog

from bot.blob_sweep import sweep_blobs
from bot.disk import watch_disk
from bot.figures import Step
from bot.parts import Parts
from handlers.desk_alarms import tell_what_waits
from handlers.pausing import is_stopped
from handlers.promises import nudge_promises
from handlers.quota_days import release_after_a_day
from handlers.weekly_report import write_weekly_report
from storage.states import Pausable

EVERY: Final = timedelta(minutes=2)
log = structlog.get_logger()


async def run_rounds(parts: Parts) -> None:
    """Make rounds for ever; one that fails is logged, the next one is made."""
    while True:
        try:
            await make_rounds(parts)
        except Exception:
            log.exception("rounds.failed")
            parts.figures.failed(Step.ROUNDS)
        await parts.clock.until(parts.clock.now() + EVERY)


async def make_rounds(parts: Parts) -> None:
    """Look once at everything."""
    await watch_disk(parts)
    now = parts.clock.now()
    async with parts.database.transaction() as session:
        await tell_what_waits(session, now, parts.policy)
        await write_weekly_report(session, now, parts.policy)
        if not await is_stopped(session, Pausable.REMINDERS):
            await nudge_promises(session, now, parts.policy)
        released = await release_after_a_day(session, now, parts.policy)
    if released:
        log.info("letters.released", letters=released)
        parts.signals.letters.ring()
    parts.signals.outbox.ring()
    await sweep_blobs(parts)
