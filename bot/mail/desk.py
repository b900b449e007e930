"""The loop that decides what becomes of each stored letter."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import structlog
from structlog.contextvars import bound_contextvars

from bot.fail_points import Step, reach
from bot.figures import Step as Counted
from bot.mail.builder import build_few
from bot.mail.clamd import scan
from bot.parts import Parts
from bot.steady import persist
from bot.worker import WorkerFailed
from handlers.classifiers import lesson_in_force, mark_in_force
from handlers.known import Opened, StoredLetter
from handlers.letters import anything_waits, begin_tries, take_all
from handlers.rules.lessons import ReadMail
from handlers.rules.mime import ParsedMail
from handlers.rules.problems import Unreadable

BATCH = 50
log = structlog.get_logger()


async def take_waiting(parts: Parts) -> int:
    """Decide about all stored letters, batch by batch, and return how many were begun.

    Each letter's crash counter is raised and committed first; a batch is one transaction, and where that
    fails every letter gets its own, so that a bad one stops only itself. The next batch is parsed, in the
    worker's process, while one is decided about. Where nothing waits the write lock is not taken.
    """
    count = 0
    begun = await _begin(parts, 0)
    parsing = asyncio.ensure_future(_parse_all(parts, begun))
    try:
        while begun:
            parsed = await parsing
            following = await _begin(parts, begun[-1].id)
            parsing = asyncio.ensure_future(_parse_all(parts, following))
            await _take_batch(parts, parsed)
            parts.signals.outbox.ring()
            count += len(begun)
            begun = following
    finally:
        parsing.cancel()
        await asyncio.wait({parsing})
    return count


async def _begin(parts: Parts, after: int) -> list[StoredLetter]:
    """Begin the tries of the next batch, the letters above an id."""
    async with parts.database.glance() as session:
        waiting = await anything_waits(session, after)
    if not waiting:
        return []
    async with parts.database.transaction() as session:
        letters = await begin_tries(session, BATCH, parts.clock.now(), parts.policy, after)
        reach(Step.COUNTING)
    reach(Step.COUNTED)
    return letters


async def _parse_all(parts: Parts, letters: Sequence[StoredLetter]) -> list[Opened]:
    """Parse letters' bytes; those that cannot be read from disk are left out, which is tried again."""
    if not letters:
        return []
    raws = await asyncio.to_thread(_bytes, parts, letters)
    readable = [(letter, raw) for letter, raw in zip(letters, raws, strict=True) if raw is not None]
    await _teach(parts)
    mails = await parts.worker.parse_mails([raw for _, raw in readable])
    return [
        await _opened(parts, letter, mail, raw) for (letter, raw), mail in zip(readable, mails, strict=True)
    ]


async def warm_up(parts: Parts) -> None:
    """Let the worker load what it understands mails by, so that the first one does not wait for it."""
    await persist(lambda: _teach(parts), "letters")


async def _teach(parts: Parts) -> None:
    """See to it that the worker understands mails by the guide in force."""
    async with parts.database.glance() as session:
        mark = await mark_in_force(session)
        await parts.worker.learn(mark, lambda: lesson_in_force(session))


def _bytes(parts: Parts, letters: Sequence[StoredLetter]) -> list[bytes | None]:
    """Read what letters came as; None where that is gone."""
    return [_read(parts, letter) for letter in letters]


def _read(parts: Parts, letter: StoredLetter) -> bytes | None:
    try:
        return parts.blobs.get(letter.blob)
    except OSError:
        log.exception("letter.no_bytes", letter=letter.id)
        parts.figures.failed(Counted.LETTER)
        return None


async def _opened(
    parts: Parts, letter: StoredLetter, read: ReadMail | WorkerFailed | Unreadable, raw: bytes
) -> Opened:
    if isinstance(read, ReadMail):
        reach(Step.PARSED)
    else:
        # The parser's failure is not the mail's: the bytes are kept and a person decides.
        read = ReadMail(ParsedMail(unreadable=str(read)))
    mail = read.mail
    if found := await scan(parts.config.clamd.socket, raw):
        mail = replace(mail, warnings=(*mail.warnings, found))
    return Opened(letter, mail, raw, read.understanding, read.mark)


async def _take_batch(parts: Parts, parsed: Sequence[Opened]) -> None:
    try:
        await persist(lambda: _take(parts, parsed), "letters")
    except Exception:
        log.exception("letters.batch_failed", letters=[each.letter.id for each in parsed])
        for each in parsed:
            with bound_contextvars(letter=each.letter.id):
                await _take_alone(parts, each)


async def _take(parts: Parts, batch: Sequence[Opened]) -> None:
    now = parts.clock.now()
    async with parts.database.transaction() as session:
        verdicts = await take_all(session, batch, now, parts.policy)
        await build_few(parts, session)
        reach(Step.JUDGED)
    reach(Step.COMMITTED)
    for each, verdict in zip(batch, verdicts, strict=True):
        parts.figures.judged(verdict.outcome, max(0.0, (now - each.letter.received_at).total_seconds()))
        log.info("letter.judged", letter=each.letter.id, outcome=verdict.outcome, reasons=verdict.reasons)


async def _take_alone(parts: Parts, each: Opened) -> None:
    try:
        await _take(parts, [each])
    except Exception:
        log.exception("letter.failed", letter=each.letter.id)
        parts.figures.failed(Counted.LETTER)
