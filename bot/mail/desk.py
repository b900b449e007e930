"""The loop that decides what becomes of each stored letter."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import structlog

from bot.fail_points import Step, reach
from bot.mail.clamd import scan
from bot.parts import Parts
from bot.steady import persist
from bot.worker import WorkerFailed
from handlers.known import Opened, StoredLetter
from handlers.letters import anything_waits, begin_tries, take_all
from handlers.rules.mime import ParsedMail
from handlers.rules.problems import Unreadable

BATCH = 20
log = structlog.get_logger()


async def take_waiting(parts: Parts) -> int:
    """Decide about a batch of stored letters and return how many were begun.

    Each letter's crash counter is raised and committed first; the batch is one transaction, and where
    that fails every letter gets its own, so that a bad one stops only itself. Where nothing waits the
    write lock is not taken.
    """
    async with parts.database.reading() as session:
        waiting = await anything_waits(session)
    if not waiting:
        return 0
    async with parts.database.transaction() as session:
        letters = await begin_tries(session, BATCH, parts.clock.now(), parts.policy)
        reach(Step.COUNTING)
    reach(Step.COUNTED)
    parsed = [one for letter in letters if (one := await _parse(parts, letter))]
    try:
        await persist(lambda: _take(parts, parsed), "letters")
    except Exception:
        log.exception("letters.batch_failed", letters=[each.letter.id for each in parsed])
        for each in parsed:
            await _take_alone(parts, each)
    if letters:
        parts.signals.outbox.ring()
    return len(letters)


async def _parse(parts: Parts, letter: StoredLetter) -> Opened | None:
    """Parse a letter's bytes; None where they cannot be read from disk, which is tried again."""
    try:
        raw = await asyncio.to_thread(parts.blobs.get, letter.blob)
    except OSError:
        log.exception("letter.no_bytes", letter=letter.id)
        return None
    try:
        mail = await parts.worker.parse_mail(raw)
        reach(Step.PARSED)
    except (WorkerFailed, Unreadable) as error:
        # The parser's failure is not the mail's: the bytes are kept and a person decides.
        mail = ParsedMail(unreadable=str(error))
    found = await scan(parts.config.clamd.socket, raw)
    return Opened(letter, replace(mail, warnings=(*mail.warnings, found)) if found else mail, raw)


async def _take(parts: Parts, batch: Sequence[Opened]) -> None:
    now = parts.clock.now()
    async with parts.database.transaction() as session:
        verdicts = await take_all(session, batch, now, parts.policy)
        reach(Step.JUDGED)
    reach(Step.COMMITTED)
    for each, verdict in zip(batch, verdicts, strict=True):
        log.info("letter.judged", letter=each.letter.id, outcome=verdict.outcome, reasons=verdict.reasons)


async def _take_alone(parts: Parts, each: Opened) -> None:
    try:
        await _take(parts, [each])
    except Exception:
        log.exception("letter.failed", letter=each.letter.id)
