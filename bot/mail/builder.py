"""The loop that writes the bytes of large letters, off the event loop and outside any transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import cache

import structlog

from bot.fail_points import Step, reach
from bot.parts import Parts
from handlers.dispatch import Unbuilt, built, unbuildable, unbuilt
from handlers.lost_parcels import report_lost
from handlers.rules.compose import Enclosure, compose
from handlers.rules.mime import attachments_data
from handlers.rules.problems import Unreadable
from storage.blobs import Blobs

# What a letter's own content may raise: its files are gone, or break a rule of mail.
FAULTS = (FileNotFoundError, ValueError, LookupError, Unreadable)
BATCH = 20  # letters of one transaction
BATCH_BYTES = 8_000_000  # of their files; a larger letter is built alone
log = structlog.get_logger()


async def build_waiting(parts: Parts) -> int:
    """Build a batch of unbuilt letters and return how many.

    Where the batch fails every letter is built by itself, so that a bad one stops only itself.
    """
    async with parts.database.glance() as session:
        waiting = await unbuilt(session, BATCH)
    for batch in _batches(parts.blobs, waiting):
        try:
            await _build_all(parts, batch)
        except FAULTS:
            for letter in batch:
                await _build_one(parts, letter)
    if waiting:
        parts.signals.outbox.ring()
    return len(waiting)


def _batches(blobs: Blobs, waiting: Sequence[Unbuilt]) -> list[list[Unbuilt]]:
    """Cut letters into batches of so many bytes; what cannot be measured will fail by itself."""
    batches: list[list[Unbuilt]] = []
    room = 0
    for letter in waiting:
        size = sum(blobs.size(each.blob) for each in letter.spec.enclosures if each.text is None)
        if not batches or size > room:
            batches.append([])
            room = BATCH_BYTES
        batches[-1].append(letter)
        room -= size
    return batches


async def _build_all(parts: Parts, letters: Sequence[Unbuilt]) -> None:
    for _ in letters:
        reach(Step.BUILDING)
    names = await asyncio.to_thread(_build, letters, parts.blobs)
    for _ in letters:
        reach(Step.BYTES_WRITTEN)
    async with parts.database.transaction() as session:
        await built(session, {letter.id: name for letter, name in zip(letters, names, strict=True)})
        reach(Step.FIXING)
    reach(Step.FIXED)
    for letter in letters:
        log.info("letter.built", parcel=letter.id, message_id=letter.spec.message_id)


async def _build_one(parts: Parts, letter: Unbuilt) -> None:
    """Build a letter; one whose files are gone is given up, a person is told, the next one flows."""
    try:
        await _build_all(parts, [letter])
    except FAULTS as error:
        log.exception("letter.unbuildable", parcel=letter.id)
        await _give_up(parts, letter, f"信件无法生成：{error}")


async def _give_up(parts: Parts, letter: Unbuilt, remark: str) -> None:
    async with parts.database.transaction() as session:
        lost = await unbuildable(session, letter.id, remark)
        if lost is not None:
            await report_lost(session, lost, parts.clock.now(), parts.policy)


def _build(letters: Sequence[Unbuilt], blobs: Blobs) -> list[str]:
    return blobs.put_all([_written(letter, blobs) for letter in letters])


def _written(letter: Unbuilt, blobs: Blobs) -> bytes:
    """Write a letter; the mail that its files came in is read and parsed once."""
    raw = cache(blobs.get)
    files = cache(lambda blob: attachments_data(raw(blob)))
    return compose(letter.spec, [_data(each, raw, files) for each in letter.spec.enclosures])


def enclosed(blobs: Blobs, enclosure: Enclosure) -> bytes:
    """Return the bytes of an enclosure: its text, a whole blob, or one attachment of a stored letter."""
    return _data(enclosure, blobs.get, lambda blob: attachments_data(blobs.get(blob)))


def _data(
    enclosure: Enclosure, raw: Callable[[str], bytes], files: Callable[[str], Sequence[bytes]]
) -> bytes:
    if enclosure.text is not None:
        return enclosure.text.encode()
    return raw(enclosure.blob) if enclosure.part is None else files(enclosure.blob)[enclosure.part]
