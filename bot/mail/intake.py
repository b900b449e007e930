"""The loop that stores what arrives in the intake mailbox, before anything is decided."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import replace
from functools import partial

import structlog
from sqlalchemy.exc import OperationalError

from bot.config import Config, read_secret
from bot.disk import has_room
from bot.fail_points import Step, reach
from bot.mail.backoff import backoff
from bot.mail.comparison import Comparison, place_of
from bot.mail.imap import Described, Fetched, ImapAccount, LoginRefused, Mailbox, MailboxFault
from bot.parts import Parts
from bot.steady import of_the_disk, persist
from handlers.operators import tell_operators
from handlers.rules.oversize import OVERSIZE
from handlers.storing import NewLetter, begin_mailbox, keep
from handlers.wording import say

FETCH = 20  # letters of one round trip and one transaction
FETCH_BYTES = 30_000_000  # of one round trip; a larger letter travels alone
log = structlog.get_logger()


def account_of(config: Config) -> ImapAccount:
    """Take the intake mailbox's settings from the configuration."""
    intake = config.intake
    return ImapAccount(
        name=intake.user,
        host=intake.host,
        port=intake.port,
        security=intake.security,
        user=intake.user,
        password=read_secret(intake.password, intake.password_file) or "",
        folder=intake.folder,
        ca_file=str(intake.ca_file or ""),
    )


async def watch(parts: Parts) -> None:
    """Keep reading the mailbox; after any fault a fresh connection, with growing waits."""
    attempt = 0
    while True:
        try:
            async with Mailbox(account_of(parts.config)) as mailbox:
                comparison = Comparison()
                while True:
                    await compare(parts, mailbox, comparison)
                    await read_new(parts, mailbox)
                    attempt = 0  # only now: a server that lets one in and then fails is to be spared too
                    await mailbox.wait(parts.config.intake.sweep_seconds)
        except (MailboxFault, OSError, OperationalError) as error:
            if isinstance(error, OperationalError) and not of_the_disk(error):
                raise
            told = str(error)
            if isinstance(error, LoginRefused):
                await persist(partial(_alarm, parts, told), "intake")
            wait = backoff(attempt, random.random)
            log.warning("intake.lost", error=told, again_in=round(wait, 1))
            attempt += 1
            await asyncio.sleep(wait)


async def _alarm(parts: Parts, remark: str) -> None:
    """Tell the operators, at most once an hour, that the mailbox does not let the desk in."""
    now = parts.clock.now()
    text = say("intake_refused.html", remark=remark)
    async with parts.database.transaction() as session:
        await tell_operators(session, text, f"operator:intake:{now:%Y%m%d%H}", now, parts.policy)
    parts.signals.outbox.ring()


async def sweep(parts: Parts) -> int:
    """Look into the mailbox once and return how many letters were stored."""
    async with Mailbox(account_of(parts.config)) as mailbox:
        return await compare(parts, mailbox, Comparison()) + await read_new(parts, mailbox)


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
    async with parts.database.transaction() as session:
        last = await begin_mailbox(session, *place_of(mailbox))
    return await _store_all(parts, mailbox, await mailbox.uids_above(last))


async def _store_all(parts: Parts, mailbox: Mailbox, uids: Sequence[int]) -> int:
    described = await mailbox.describe(uids)
    count = 0
    # In the order of their UIDs: the position that is kept with a batch must not pass over any letter.
    for batch in batches(described, min(FETCH_BYTES, parts.policy.mail_bytes)):
        if batch[0].size > parts.policy.mail_bytes:
            count += await _store_head(parts, mailbox, batch[0])
        else:
            count += await _store(parts, mailbox, mailbox.fetch([each.uid for each in batch]))
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
    return await _store(parts, mailbox, _each(replace(head, raw=mark + head.raw) for head in heads))


async def _each(letters: Iterable[Fetched]) -> AsyncIterator[Fetched]:
    for letter in letters:
        yield letter


async def _store(parts: Parts, mailbox: Mailbox, fetched: AsyncIterator[Fetched]) -> int:
    letters = [await _to_disk(parts, mailbox, each) async for each in fetched]
    async with parts.database.transaction() as session:
        count = await keep(session, letters, parts.clock.now())
        reach(Step.ROWS_WRITTEN)
    reach(Step.ROWS_COMMITTED)
    parts.signals.letters.ring()
    await mailbox.flag_seen([letter.uid for letter in letters])
    reach(Step.FLAGGED)
    log.info("intake.stored", letters=count)
    return count


async def _to_disk(parts: Parts, mailbox: Mailbox, fetched: Fetched) -> NewLetter:
    reach(Step.FETCHED)
    blob = await asyncio.to_thread(parts.blobs.put, fetched.raw)
    reach(Step.BLOB_WRITTEN)
    account = mailbox.account
    return NewLetter(account.name, account.folder, mailbox.uidvalidity, fetched.uid, blob, len(fetched.raw))
