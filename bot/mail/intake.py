"""The loop that stores what arrives in the intake mailbox, before anything is decided."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Container, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy.exc import OperationalError

from bot.config import MailboxConfig, read_secret
from bot.disk import has_room
from bot.fail_points import Step, reach
from bot.figures import Step as Counted
from bot.mail.backoff import backoff
from bot.mail.comparison import Comparison, place_of
from bot.mail.imap import Described, Fetched, ImapAccount, LoginRefused, Mailbox, MailboxFault
from bot.mail.mailbox_alarms import tell_refused, tell_silent, tell_works
from bot.parts import Parts
from bot.pauses import stopped, until_resumed
from bot.short_ways import Begun
from bot.steady import of_the_disk, persist
from handlers.restored import end_doubt
from handlers.rules.oversize import OVERSIZE
from handlers.storing import Kept, NewLetter, begin_mailbox, in_doubt, keep, last_read, note_read, read_since
from storage.states import Pausable

FETCH = 50  # letters of one round trip and one transaction
FETCH_BYTES = 8_000_000  # of one round trip; a larger letter travels alone
NOTE_EVERY = timedelta(minutes=1)  # when a mailbox was last read
log = structlog.get_logger()


def account_of(box: MailboxConfig) -> ImapAccount:
    """Take a mailbox's settings from the configuration."""
    return ImapAccount(
        name=box.account,
        host=box.host,
        port=box.port,
        security=box.security,
        user=box.user,
        password=read_secret(box.password, box.password_file) or "",
        folder=box.folder,
        ca_file=str(box.ca_file or ""),
    )


async def watch(parts: Parts, box: MailboxConfig) -> None:
    """Keep reading a mailbox; after any fault a fresh connection, with growing waits.

    While operators have stopped it, it is left alone: what arrives stays there.
    """
    attempt, heard = 0, parts.clock.now()
    while True:
        try:
            if await stopped(parts, Pausable.MAILBOX):
                await until_resumed(parts, Pausable.MAILBOX)
                heard = parts.clock.now()
            async with Mailbox(account_of(box)) as mailbox:
                comparison, told_works = Comparison(), False
                while not await stopped(parts, Pausable.MAILBOX):
                    await compare(parts, mailbox, comparison)
                    await read_new(parts, mailbox)
                    heard = await _note_read(parts, mailbox)
                    if not told_works:
                        await tell_works(parts, box.account)
                        told_works = True
                    attempt = 0  # only now: a server that lets one in and then fails is to be spared too
                    await mailbox.wait(parts.config.intake.sweep_seconds)
        except (MailboxFault, OSError, OperationalError) as error:
            if isinstance(error, OperationalError) and not of_the_disk(error):
                raise
            told = str(error)
            if isinstance(error, LoginRefused):
                await persist(partial(tell_refused, parts, box.account, heard, told), "intake")
            else:
                await persist(partial(tell_silent, parts, box.account, heard, told), "intake")
            wait = backoff(attempt, random.random)
            log.warning("intake.lost", mailbox=box.account, error=told, again_in=round(wait, 1))
            parts.figures.failed(Counted.INTAKE)
            attempt += 1
            await asyncio.sleep(wait)


async def sweep(parts: Parts) -> int:
    """Look into every mailbox once and return how many letters were stored.

    Where none can be read the first one's fault is raised; one that fails beside others is logged.
    """
    if await stopped(parts, Pausable.MAILBOX):
        return 0
    boxes = parts.config.intake.mailboxes
    count, faults = 0, []
    for box in boxes:
        try:
            count += await _sweep(parts, box)
        except (MailboxFault, OSError) as fault:
            log.warning("intake.lost", mailbox=box.account, error=str(fault))
            faults.append(fault)
    if len(faults) == len(boxes):
        raise faults[0]
    return count


async def _sweep(parts: Parts, box: MailboxConfig) -> int:
    async with Mailbox(account_of(box)) as mailbox:
        count = await compare(parts, mailbox, Comparison()) + await read_new(parts, mailbox)
        await _note_read(parts, mailbox)
        return count


async def _note_read(parts: Parts, mailbox: Mailbox) -> datetime:
    """Write down that a mailbox was read, at most once a minute, and return when."""
    now, account = parts.clock.now(), mailbox.account
    async with parts.database.glance() as session:
        noted = await read_since(session, account.name, account.folder, now - NOTE_EVERY)
    if not noted:
        async with parts.database.transaction() as session:
            await note_read(session, account.name, account.folder, now)
    return now


async def compare(parts: Parts, mailbox: Mailbox, comparison: Comparison) -> int:
    """Store what earlier sweeps have passed over, where a comparison is due."""
    if not comparison.due(parts.clock.now()):
        return 0
    return await _store_all(parts, mailbox, await comparison.overlooked(parts, mailbox))


async def read_new(parts: Parts, mailbox: Mailbox) -> int:
    """Store every letter above the last UID: bytes, then row, then commit, and only then the flag.

    Nothing is taken in while the disk is nearly full: what waits in the mailbox is safe there.
    """
    if not await has_room(parts):
        return 0
    async with parts.database.glance() as session:
        last = await last_read(session, *place_of(mailbox))
    if last is None:
        async with parts.database.transaction() as session:
            last = await begin_mailbox(session, *place_of(mailbox))
    count = await _store_all(parts, mailbox, await mailbox.uids_above(last))
    await _end_doubt(parts, mailbox)
    return count


async def _end_doubt(parts: Parts, mailbox: Mailbox) -> None:
    """Put before the operators, once, what came between a backup that was brought back and now."""
    place = mailbox.account.name, mailbox.account.folder
    async with parts.database.glance() as session:
        doubted = await in_doubt(session, *place)
    if doubted:
        async with parts.database.transaction() as session:
            aside = await end_doubt(session, *place, parts.clock.now(), parts.policy)
        log.warning("intake.after_restore", mailbox=place[0], set_aside=aside)
        parts.signals.outbox.ring()


async def _store_all(parts: Parts, mailbox: Mailbox, uids: Sequence[int]) -> int:
    described = await mailbox.describe(uids)
    count = 0
    # In the order of their UIDs: the position that is kept with a batch must not pass over any letter.
    for batch in batches(described, min(FETCH_BYTES, parts.policy.mail_bytes)):
        if batch[0].size > parts.policy.mail_bytes:
            count += await _store_head(parts, mailbox, batch[0])
        else:
            count += await _store(parts, mailbox, batch, mailbox.fetch([each.uid for each in batch]))
    return count


def batches(described: Sequence[Described], most: int) -> list[list[Described]]:
    """Cut letters into round trips of so many bytes at most; a larger one travels alone."""
    found: list[list[Described]] = [[]]
    size = 0
    for each in described:
        if len(found[-1]) >= FETCH or size + each.size > most:
            found.append([])
            size = 0
        found[-1].append(each)
        size += each.size
    return [batch for batch in found if batch]


async def _store_head(parts: Parts, mailbox: Mailbox, described: Described) -> int:
    """Store the headers of a letter over the limit; the mark lets the desk tell its sender what to do."""
    mark = f"{OVERSIZE}: {described.size}\r\n".encode()
    heads = await mailbox.fetch_headers([described.uid])
    marked = _each(replace(head, raw=mark + head.raw) for head in heads)
    return await _store(parts, mailbox, [described], marked)


async def _each(letters: Iterable[Fetched]) -> AsyncIterator[Fetched]:
    for letter in letters:
        yield letter


async def _store(
    parts: Parts, mailbox: Mailbox, described: Sequence[Described], fetched: AsyncIterator[Fetched]
) -> int:
    seen = {each.uid for each in described if each.is_seen}
    read = [each async for each in fetched]
    letters = await _to_disk(parts, mailbox, read, seen)
    kept = await _to_rows(parts, letters, {each.uid: each.raw for each in read})
    parts.signals.letters.ring()
    await mailbox.flag_seen([letter.uid for letter in letters])
    reach(Step.FLAGGED)
    log.info("intake.stored", letters=len(kept))
    return len(kept)


async def _to_rows(parts: Parts, letters: Sequence[NewLetter], raws: Mapping[int, bytes]) -> list[Kept]:
    """Store letters; an idle desk gets them with their first try counted, in this same transaction."""
    async with parts.to_desk.turn:
        begin = parts.to_desk.is_open
        async with parts.database.transaction() as session:
            kept = await keep(session, letters, parts.clock.now(), begin=begin)
            reach(Step.ROWS_WRITTEN)
            if begin:
                reach(Step.COUNTING)
        if begin:
            parts.to_desk.hand([Begun(each.letter, raws[each.uid]) for each in kept if each.begun])
    reach(Step.ROWS_COMMITTED)
    if begin:
        reach(Step.COUNTED)
    return kept


async def _to_disk(
    parts: Parts, mailbox: Mailbox, fetched: Sequence[Fetched], seen: Container[int]
) -> list[NewLetter]:
    for _ in fetched:
        reach(Step.FETCHED)
    blobs = await asyncio.to_thread(parts.blobs.put_all, [each.raw for each in fetched])
    for _ in fetched:
        reach(Step.BLOB_WRITTEN)
    account, validity = mailbox.account, mailbox.uidvalidity
    return [
        NewLetter(account.name, account.folder, validity, each.uid, blob, len(each.raw), each.uid in seen)
        for each, blob in zip(fetched, blobs, strict=True)
    ]
