"""Where letters get their bytes: a few at once with what decided them, many in a loop of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.fail_points import Step, reach
from bot.figures import Step as Counted
from bot.mail.writing import write_letters
from bot.parts import Parts
from bot.worker import WorkerFailed
from handlers.dispatch import Unbuilt, built, unbuildable, unbuilt
from handlers.lost_parcels import report_lost
from handlers.rules.problems import Unreadable
from storage.blobs import Blobs

# What a letter's own content may raise: its files are gone, or break a rule of mail.
FAULTS = (FileNotFoundError, ValueError, LookupError, Unreadable)
BATCH = 50  # letters of one transaction
BATCH_BYTES = 8_000_000  # of their files; a larger letter is built alone
FEW, SMALL = 4, 1_000_000  # letters, and bytes of their files, that are written in this process
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


async def build_few(parts: Parts, session: AsyncSession) -> None:
    """Fix the bytes of letters in the transaction that made them, where they are few and small.

    A single applicant's letter leaves with its acknowledgement, and does not wait for a turn of its own.
    What cannot be written is left to `build_waiting`, which tells.
    """
    letters = await unbuilt(session, FEW)
    if not _is_little(parts.blobs, letters):
        return
    try:
        names = await asyncio.to_thread(write_letters, [each.spec for each in letters], parts.blobs)
    except (*FAULTS, OSError):
        return
    await _fix(session, letters, names)


def _batches(blobs: Blobs, waiting: Sequence[Unbuilt]) -> list[list[Unbuilt]]:
    """Cut letters into batches of so many bytes; what cannot be measured will fail by itself."""
    batches: list[list[Unbuilt]] = []
    room = 0
    for letter in waiting:
        size = _bytes(blobs, [letter])
        if not batches or size > room:
            batches.append([])
            room = BATCH_BYTES
        batches[-1].append(letter)
        room -= size
    return batches


def _bytes(blobs: Blobs, letters: Sequence[Unbuilt]) -> int:
    """Return how many bytes the files of letters have."""
    files = [each.blob for letter in letters for each in letter.spec.enclosures if each.text is None]
    sizes = {blob: blobs.size(blob) for blob in set(files)}
    return sum(sizes[blob] for blob in files)


def _is_little(blobs: Blobs, letters: Sequence[Unbuilt]) -> bool:
    return len(letters) < FEW and _bytes(blobs, letters) < SMALL


async def _build_all(parts: Parts, letters: Sequence[Unbuilt]) -> None:
    for _ in letters:
        reach(Step.BUILDING)
    names = await _written(parts, letters)
    for _ in letters:
        reach(Step.BYTES_WRITTEN)
    async with parts.database.transaction() as session:
        await _fix(session, letters, names)
        reach(Step.FIXING)
    reach(Step.FIXED)


async def _fix(session: AsyncSession, letters: Sequence[Unbuilt], names: Sequence[str]) -> None:
    await built(session, {letter.id: name for letter, name in zip(letters, names, strict=True)})
    for letter in letters:
        log.info("letter.built", parcel=letter.id, message_id=letter.spec.message_id)


async def _written(parts: Parts, letters: Sequence[Unbuilt]) -> list[str]:
    """Return the names of letters' bytes.

    A few small ones are written here, sooner than another process hears of them; and so are those at which
    that process fails.
    """
    specs = [letter.spec for letter in letters]
    if _is_little(parts.blobs, letters):
        return await asyncio.to_thread(write_letters, specs, parts.blobs)
    try:
        return await parts.writer.write_letters(specs, parts.blobs)
    except (WorkerFailed, Unreadable):
        return await asyncio.to_thread(write_letters, specs, parts.blobs)


async def _build_one(parts: Parts, letter: Unbuilt) -> None:
    """Build a letter; one whose files are gone is given up, a person is told, the next one flows."""
    try:
        await _build_all(parts, [letter])
    except FAULTS as error:
        log.exception("letter.unbuildable", parcel=letter.id)
        parts.figures.failed(Counted.BUILDING)
        await _give_up(parts, letter, f"信件无法生成：{error}")


async def _give_up(parts: Parts, letter: Unbuilt, remark: str) -> None:
    async with parts.database.transaction() as session:
        lost = await unbuildable(session, letter.id, remark)
        if lost is not None:
            await report_lost(session, lost, parts.clock.now(), parts.policy)
