"""One size of the growth benchmark: fill a data folder, or measure what the service does on it."""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from bench.figures import ROOT
from bench.mail_corpus import ADDRESS, mail
from bench.stored import fill, now
from bot.app import open_parts
from bot.backups import make_backup
from bot.config import Config, DeskConfig, StorageConfig, TelegramConfig
from bot.courier import Courier, Lane
from bot.exposition import exposition
from bot.mail.builder import build_waiting
from bot.mail.desk import take_waiting
from bot.parts import Parts
from bot.rounds import make_rounds
from bot.tick import tick
from handlers.audit import COMMAND
from handlers.case_screens import case_screen
from handlers.desk_state import desk_state
from handlers.dispatch import Claimed, has_due
from handlers.editions import apply_document
from handlers.own_submissions import detail_screen, list_screen
from handlers.retention import find, limits
from handlers.rules.retry import Delivery, Fate
from handlers.storing import NewLetter, begin_mailbox, keep, overlooked
from storage.queries.letters import letters_of_ours
from storage.states import Channel

BATCH: Final = 50  # letters of one commit, as in the intake
FIRST_ROUNDS: Final = "rounds, the first of a day"
TIMES: Final = 7  # that a question is asked
Asked = Callable[[AsyncSession], Awaitable[Any]]


class StillClock:
    """A clock that stands, so that what is due is the same in every run."""

    def now(self) -> datetime:
        """Return the benchmark's moment."""
        return now()

    async def until(self, _moment: datetime) -> None:
        """Wait for ever: nothing comes."""
        await asyncio.Event().wait()


class Anywhere:
    """Carries every parcel nowhere, at once."""

    async def carry(self, _parcel: Claimed) -> Delivery:
        """Say that it arrived."""
        return Delivery(Fate.SENT, "250 ok")


def config_of(folder: Path) -> Config:
    """Return the configuration of a desk without servers."""
    return Config(
        desk=DeskConfig(address=ADDRESS),
        telegram=TelegramConfig(enabled=False),
        storage=StorageConfig(folder=folder / "data"),
    )


async def prepare(folder: Path, count: int) -> None:
    """Fill a data folder with so many submissions."""
    async with open_parts(config_of(folder), StillClock()) as parts:
        raw = (ROOT / "samples" / "guide-2023.txt").read_bytes()
        guide = await parts.worker.read_document("guide", "guide-2023.txt", raw)
        async with parts.database.transaction() as session:
            await apply_document(session, guide, parts.clock.now(), parts.policy, COMMAND)
        await fill(parts.database, parts.blobs, count, now())


async def measure(folder: Path, count: int, mails: int) -> None:
    """Print each figure as a line of JSON."""
    config, start = config_of(folder), time.perf_counter()
    async with open_parts(config, StillClock()) as parts:
        tell("start", "s", time.perf_counter() - start)
        await _warm(parts, count)
        await _mails(parts, count + 1, mails)
        await _questions(parts, count)
        for name in ("backup, first", "backup, again"):
            start = time.perf_counter()
            await asyncio.to_thread(make_backup, config, folder / "kept", now())
            tell(name, "s", time.perf_counter() - start)
        await _night(parts)


async def _warm(parts: Parts, count: int) -> None:
    """Let the first mail load what a process loads once."""
    await _mails(parts, count + 10_000_000, 1, told=False)


async def _mails(parts: Parts, first: int, mails: int, *, told: bool = True) -> None:
    """Take mails in, decide about them, write and send what follows, and tell the time of each for one."""
    chance = random.Random(first)  # noqa: S311 - the same every time
    raws = [mail(first + number, 4000, chance) for number in range(mails)]
    steps: tuple[tuple[str, Callable[[], Awaitable[object]]], ...] = (
        ("intake", lambda: _store(parts, first, raws)),
        ("decide", lambda: take_waiting(parts)),
        ("build and send", lambda: _send(parts)),
    )
    for name, step in steps:
        start = time.perf_counter()
        await step()
        if told:
            tell(name, "ms a mail", (time.perf_counter() - start) * 1000 / mails)


async def _store(parts: Parts, first: int, raws: list[bytes]) -> None:
    for start in range(0, len(raws), BATCH):
        batch = raws[start : start + BATCH]
        names = await asyncio.to_thread(parts.blobs.put_all, batch)
        letters = [
            NewLetter(ADDRESS, "INBOX", 1, first + start + number, name, len(raw))
            for number, (name, raw) in enumerate(zip(names, batch, strict=True))
        ]
        async with parts.database.transaction() as session:
            await keep(session, letters, now())


async def _send(parts: Parts) -> None:
    courier = Courier(parts, [Lane(Channel.MAIL, Anywhere())])
    while await build_waiting(parts) + await courier.carry_all_due():
        pass


async def _questions(parts: Parts, count: int) -> None:
    """Time what is asked all day, and the rounds, which sweep and count at the day's first."""
    policy, some = parts.policy, count // 2
    asked: dict[str, Asked] = {
        "anything due": lambda session: has_due(session, Channel.MAIL, now()),
        "own submissions": lambda session: list_screen(session, 1_000_000 + some, now(), policy),
        "one submission": lambda session: detail_screen(session, 1_000_000 + some, some, now(), policy),
        "case of an operator": lambda session: case_screen(session, some, policy),
        "letter answered": lambda session: letters_of_ours(
            session, [f"<ack.{some}@example.org>"], f"stored{some}@example.org"
        ),
        "begin a look into the mailbox": lambda session: begin_mailbox(session, ADDRESS, "INBOX", 1),
        "compare the mailbox, daily": lambda session: overlooked(
            session, ADDRESS, "INBOX", 1, range(1, count + 1)
        ),
        "state of the desk": lambda session: desk_state(session, now(), policy),
    }
    for name, ask in asked.items():
        tell(name, "ms", median([await _once(parts, ask) for _ in range(TIMES)]) * 1000)
    rounds: dict[str, Callable[[Parts], Awaitable[object]]] = {
        FIRST_ROUNDS: make_rounds,
        "rounds": make_rounds,
        "tick": tick,
        "metrics": exposition,
    }
    for name, make in rounds.items():
        start = time.perf_counter()
        await make(parts)
        tell(name, "ms", (time.perf_counter() - start) * 1000)


async def _once(parts: Parts, ask: Asked) -> float:
    start = time.perf_counter()
    async with parts.database.reading() as session:
        await ask(session)
    return time.perf_counter() - start


async def _night(parts: Parts) -> None:
    """Look once for everything whose time is over."""
    start = time.perf_counter()
    async with parts.database.reading() as session:
        for kind, before in limits(now(), parts.policy).items():
            await find(session, kind, before)
    tell("night", "s", time.perf_counter() - start)


def tell(name: str, unit: str, value: float) -> None:
    """Print a figure."""
    sys.stdout.write(f"{json.dumps({'name': f'growth: {name}', 'unit': unit, 'value': value})}\n")


if __name__ == "__main__":
    step, folder, count, mails = sys.argv[1:]
    if step == "fill":
        asyncio.run(prepare(Path(folder), int(count)))
    else:
        asyncio.run(measure(Path(folder), int(count), int(mails)))
