"""The loop that decides what becomes of each stored letter."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import structlog
from structlog.contextvars import bound_contextvars

from bot.fail_points import Step, reach
from bot.figures import Step as Counted
from bot.mail.builder import build_few
from bot.mail.clamd import scan
from bot.parts import Parts
from bot.short_ways import Begun
from bot.steady import persist
from bot.worker import WorkerFailed
from handlers.classifiers import lesson_in_force, mark_in_force
from handlers.known import Opened, StoredLetter, earlier_of
from handlers.letters import anything_waits, begin_tries, take_all
from handlers.rules.lessons import Asked, ReadMail
from handlers.rules.mime import ParsedMail
from handlers.rules.problems import Unreadable

BATCH = 50
LOOK_SECONDS = 5.0  # an idle desk that was not rung looks by itself
HEAD_START = 0.01  # seconds in which letters to the relay have the processor for themselves
log = structlog.get_logger()


async def run_desk(parts: Parts) -> None:
    """Decide as long as something waits, then wait for the bell, or for what the intake hands over."""
    ear = parts.signals.letters.ear()
    while True:
        if not await persist(lambda: take_waiting(parts), "letters"):
            with parts.to_desk.idle():
                await ear.wait(LOOK_SECONDS)


async def take_waiting(parts: Parts) -> int:
    """Decide about all stored letters, batch by batch, and return how many were begun.

    Each letter's crash counter is raised and committed first; a batch is one transaction, and where that
    fails every letter gets its own, so that a bad one stops only itself. The next batch is parsed, in the
    worker's process, while one is decided about. Where nothing waits the write lock is not taken.
    """
    count = 0
    begun = await _begin(parts, 0)
    parsing = asyncio.ensure_future(_parse_all(parts, begun))
    rung = parts.signals.letters.count
    try:
        while begun:
            parsed = await parsing
            following = await _following(parts, begun, rung)
            parsing = asyncio.ensure_future(_parse_all(parts, following))
            await _take_batch(parts, parsed)
            parts.signals.outbox.ring()
            count += len(begun)
            begun = following
    finally:
        parsing.cancel()
        await asyncio.wait({parsing})
    return count


async def _following(parts: Parts, begun: Sequence[Begun], rung: int) -> list[Begun]:
    """Begin the batch behind one; behind what was handed over there is none, unless the bell rang since."""
    handed = begun[-1].raw is not None
    if handed and parts.signals.letters.count == rung:
        return []
    return await _begin(parts, begun[-1].letter.id)


async def _begin(parts: Parts, after: int) -> list[Begun]:
    """Take what was handed over, else begin the tries of the next batch, the letters above an id."""
    async with parts.to_desk.turn:
        if handed := parts.to_desk.take():
            return handed
        async with parts.database.glance() as session:
            waiting = await anything_waits(session, after)
        if not waiting:
            return []
        async with parts.database.transaction() as session:
            letters = await begin_tries(session, BATCH, parts.clock.now(), parts.policy, after)
            reach(Step.COUNTING)
        reach(Step.COUNTED)
        return [Begun(letter) for letter in letters]


async def _parse_all(parts: Parts, begun: Sequence[Begun]) -> list[Opened]:
    """Parse letters' bytes; those that cannot be read from disk are left out, which is tried again."""
    if not begun:
        return []
    raws = [each.raw for each in begun]
    if None in raws:
        raws = await asyncio.to_thread(_bytes, parts, begun)
    readable = [(each.letter, raw) for each, raw in zip(begun, raws, strict=True) if raw is not None]
    if not parts.worker.learnt:
        await _teach(parts)
    mails = await parts.worker.parse_mails([raw for _, raw in readable])
    opened = [
        await _opened(parts, letter, mail, raw) for (letter, raw), mail in zip(readable, mails, strict=True)
    ]
    return await _understood(parts, opened)


async def _understood(parts: Parts, letters: Sequence[Opened]) -> list[Opened]:
    """Have those letters understood whose senders are known by now, or that were not understood."""
    async with parts.database.glance() as session:
        earlier = await earlier_of(session, [each.mail for each in letters])
    asked = [replace(each, earlier=earlier.get(each.mail.sender.lower(), ())) for each in letters]
    if any(not _fits(parts, *pair) for pair in zip(letters, asked, strict=True)):
        await _teach(parts)
    return [
        before if _fits(parts, before, each) else await _understand(parts, each)
        for before, each in zip(letters, asked, strict=True)
    ]


def _fits(parts: Parts, before: Opened, now: Opened) -> bool:
    understood = before.understanding is not None and before.mark == parts.worker.learnt
    return bool(before.mail.unreadable) or (understood and before.earlier == now.earlier)


async def _understand(parts: Parts, each: Opened) -> Opened:
    try:
        found = await parts.worker.understand(Asked(each.mail, each.earlier))
    except (WorkerFailed, Unreadable) as fault:
        # As with one that cannot be parsed: a person decides about it, not this process.
        return replace(each, mail=replace(each.mail, unreadable=str(fault)), understanding=None, mark="")
    return replace(each, understanding=found.understanding, mark=found.mark)


async def warm_up(parts: Parts) -> None:
    """Let the worker load what it understands mails by, so that the first one does not wait for it."""
    await persist(lambda: _teach(parts), "letters")


async def _teach(parts: Parts) -> None:
    """See to it that the worker understands mails by the guide in force."""
    async with parts.database.glance() as session:
        mark = await mark_in_force(session)
        await parts.worker.learn(mark, lambda: lesson_in_force(session))


def _bytes(parts: Parts, begun: Sequence[Begun]) -> list[bytes | None]:
    """Read what letters came as; None where that is gone."""
    return [_read(parts, each.letter) for each in begun]


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
        await _take_all(parts, parsed)
    except Exception:
        log.exception("letters.batch_failed", letters=[each.letter.id for each in parsed])
        for each in parsed:
            with bound_contextvars(letter=each.letter.id):
                await _take_alone(parts, each)


async def _take_all(parts: Parts, batch: Sequence[Opened]) -> None:
    """Decide about letters; what the decision about one changes for the next is understood anew before it."""
    left, again = list(batch), 0
    while left:
        taken = await persist(partial(_take, parts, left), "letters")
        left = left[taken:]
        if left and left[0].letter.id == again:
            left[0] = replace(left[0], understanding=None)  # it is not read twice for nothing
        elif left:
            again = left[0].letter.id
            await _teach(parts)
            left = await _understood(parts, left)


async def _take(parts: Parts, batch: Sequence[Opened]) -> int:
    """Decide about the first letters of a batch, as far as that goes, and return how many.

    An idle courier gets what is due with this transaction, and need not ask for it.
    """
    now, lane = parts.clock.now(), parts.to_relay.lane
    async with parts.database.transaction() as session:
        verdicts = await take_all(session, batch, now, parts.policy)
        await build_few(parts, session)
        claimed = await lane.claim(session) if lane else []
        reach(Step.JUDGED)
    reach(Step.COMMITTED)
    if lane and claimed:
        reach(Step.CLAIMED)
        if tries := lane.begin(claimed):
            await asyncio.wait(tries, timeout=HEAD_START)
    for each, verdict in zip(batch, verdicts, strict=False):
        parts.figures.judged(verdict.outcome, max(0.0, (now - each.letter.received_at).total_seconds()))
        log.info("letter.judged", letter=each.letter.id, outcome=verdict.outcome, reasons=verdict.reasons)
    return len(verdicts)


async def _take_alone(parts: Parts, each: Opened) -> None:
    try:
        await _take_all(parts, [each])
    except Exception:
        log.exception("letter.failed", letter=each.letter.id)
        parts.figures.failed(Counted.LETTER)
