"""The loop that writes the bytes of large letters, off the event loop and outside any transaction."""

from __future__ import annotations

import asyncio

import structlog

from bot.fail_points import Step, reach
from bot.parts import Parts
from handlers.dispatch import Unbuilt, built, unbuildable, unbuilt
from handlers.lost_parcels import report_lost
from handlers.rules.compose import Enclosure, compose
from handlers.rules.mime import attachment_data
from handlers.rules.problems import Unreadable
from storage.blobs import Blobs

BATCH = 10
log = structlog.get_logger()


async def build_waiting(parts: Parts) -> int:
    """Build a batch of unbuilt letters and return how many."""
    async with parts.database.reading() as session:
        waiting = await unbuilt(session, BATCH)
    for letter in waiting:
        await _build_one(parts, letter)
    if waiting:
        parts.signals.outbox.ring()
    return len(waiting)


async def _build_one(parts: Parts, letter: Unbuilt) -> None:
    """Build a letter; one whose files are gone is given up, a person is told, the next one flows."""
    reach(Step.BUILDING)
    try:
        blob = await asyncio.to_thread(_build, letter, parts.blobs)
    except (FileNotFoundError, ValueError, LookupError, Unreadable) as error:
        log.exception("letter.unbuildable", parcel=letter.id)
        await _give_up(parts, letter, f"信件无法生成：{error}")
        return
    reach(Step.BYTES_WRITTEN)
    async with parts.database.transaction() as session:
        await built(session, letter.id, blob)
        reach(Step.FIXING)
    reach(Step.FIXED)
    log.info("letter.built", parcel=letter.id, message_id=letter.spec.message_id)


async def _give_up(parts: Parts, letter: Unbuilt, remark: str) -> None:
    async with parts.database.transaction() as session:
        lost = await unbuildable(session, letter.id, remark)
        if lost is not None:
            await report_lost(session, lost, parts.clock.now(), parts.policy)


def _build(letter: Unbuilt, blobs: Blobs) -> str:
    return blobs.put(compose(letter.spec, [enclosed(blobs, each) for each in letter.spec.enclosures]))


def enclosed(blobs: Blobs, enclosure: Enclosure) -> bytes:
    """Return the bytes of an enclosure: its text, a whole blob, or one attachment of a stored letter."""
    if enclosure.text is not None:
        return enclosure.text.encode()
    raw = blobs.get(enclosure.blob)
    return raw if enclosure.part is None else attachment_data(raw, enclosure.part)
