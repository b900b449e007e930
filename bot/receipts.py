"""The loop that draws the pages of receipts, in a confined process of its own."""

from __future__ import annotations

import asyncio

import structlog

from bot.figures import Step
from bot.fonts import NO_FONT, Font, find_font
from bot.parts import Parts
from bot.worker import Worker, WorkerFailed
from handlers.drawings import Undrawn, drawn, undrawable, undrawn
from handlers.lost_parcels import report_lost
from handlers.rules.problems import Unreadable

BATCH = 10
LOOK_SECONDS = 5.0
IDLE_ROUNDS = 12  # looks in vain, after which the process is given back
log = structlog.get_logger()


async def run_drawing(parts: Parts) -> None:
    """Draw what waits, for ever; mails are parsed meanwhile, because the process is another one."""
    if find_font(parts.config.receipt.font) is None:
        log.warning("receipt.no_font", remedy=NO_FONT)
    ear, worker, idle = parts.signals.outbox.ear(), Worker(), 0
    try:
        while True:
            if await _draw_steadily(parts, worker):
                idle = 0
                continue
            idle += 1
            if idle == IDLE_ROUNDS:
                await worker.close()
            await ear.wait(LOOK_SECONDS)
    finally:
        await worker.close()


async def _draw_steadily(parts: Parts, worker: Worker) -> int:
    try:
        return await draw_waiting(parts, worker)
    except Exception:
        log.exception("receipt.round_failed")
        parts.figures.failed(Step.BUILDING)
        return 0


async def draw_waiting(parts: Parts, worker: Worker | None = None) -> int:
    """Draw a batch of pages and return how many parcels that were."""
    async with parts.database.glance() as session:
        waiting = await undrawn(session, BATCH, parts.clock.now())
    font = await asyncio.to_thread(find_font, parts.config.receipt.font) if waiting else None
    for parcel in waiting:
        await _draw_one(parts, worker or parts.worker, font, parcel)
    if waiting:
        parts.signals.outbox.ring()
    return len(waiting)


async def _draw_one(parts: Parts, worker: Worker, font: Font | None, parcel: Undrawn) -> None:
    try:
        blobs = await _drawn_blobs(parts, worker, font, parcel)
    except (WorkerFailed, Unreadable, OSError) as error:
        log.warning("receipt.not_drawn", parcel=parcel.id, error=str(error))
        await _count(parts, parcel, f"回执 PDF 没有画成：{error}")
        return
    async with parts.database.transaction() as session:
        await drawn(session, parcel.id, blobs)
    log.info("receipt.drawn", parcel=parcel.id, pages=len(blobs))


async def _drawn_blobs(parts: Parts, worker: Worker, font: Font | None, parcel: Undrawn) -> dict[int, str]:
    if font is None:
        raise Unreadable(NO_FONT)
    blobs = {}
    for place, (name, text) in parcel.pages.items():
        pdf = await worker.draw(name, text, font, parcel.at)
        blobs[place] = await asyncio.to_thread(parts.blobs.put, pdf)
    return blobs


async def _count(parts: Parts, parcel: Undrawn, remark: str) -> None:
    now = parts.clock.now()
    async with parts.database.transaction() as session:
        lost = await undrawable(session, parcel.id, remark, now)
        if lost is not None:
            await report_lost(session, lost, now, parts.policy)
