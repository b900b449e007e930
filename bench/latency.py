"""How long a mail is on its way through the desk, beside what its fetch, fsync and sending cost alone."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.desk_config import desk_config
from bench.figures import Figure
from bench.imap_raw import RawImap, raw_imap
from bench.mail_corpus import ADDRESS, mail
from bench.mail_desk import prepare
from bench.service import Running, beside, service
from bench.timing_sink import TimingSink, timing_sink
from bot.mail.smtp import Line, Relay
from tests.servers import dovecot
from tests.servers.dovecot import Dovecot

ROUNDS = 5
LETTERS = 25  # of a round, one at a time
RATES = (50, 35, 25, 15, 8)  # letters a second: the highest of which the desk holds
LOAD_SECONDS = 6
BEHIND = 500.0  # milliseconds that the mails of the last second may take longer than at rest
SIZE = 4_000
BARE = "bare@example.org"
USER = "desk@example.org"
PATIENCE = 60.0
MILLI = 1_000


@dataclass(slots=True)
class Scene:
    """The servers, the desk between them, and what was measured so far, in milliseconds."""

    server: Dovecot
    sink: TimingSink
    desk: Running
    intake: RawImap
    sent: int = 0
    bare: dict[str, list[float]] = field(default_factory=dict)
    chance: random.Random = field(default_factory=lambda: random.Random(2022))  # noqa: S311 - the same mails

    async def send(self, began: dict[int, float]) -> None:
        """Put the next applicant's mail into the intake, and note when it lay there."""
        self.sent += 1
        number = self.sent
        began[number] = await self.intake.append(mail(number, SIZE, self.chance))

    def note(self, name: str, seconds: float) -> None:
        """Keep what a part takes alone."""
        self.bare.setdefault(name, []).append(seconds * MILLI)


def measure() -> list[Figure]:
    """Measure on a desk at rest, then under load; nothing where Dovecot is not installed."""
    reason = dovecot.why_absent()
    if reason is not None:
        sys.stderr.write(f"latency: skipped, {reason}\n")
        return []
    return asyncio.run(_measure())


async def _measure() -> list[Figure]:
    async with _scene() as scene:
        await _one_at_a_time(scene, 3)  # what is loaded at the first mail is no part of the others' way
        scene.bare.clear()
        idle = []
        for _ in range(ROUNDS):
            await _alone(scene)
            idle.append(await _one_at_a_time(scene, LETTERS))
        rate, loaded = await _highest(scene, statistics.median(idle[-1]))
        return [*_bare_figures(scene), *_idle_figures(scene, idle), *_load_figures(rate, loaded)]


@asynccontextmanager
async def _scene() -> AsyncIterator[Scene]:
    folder, server = Path(tempfile.mkdtemp(prefix="shenbao-bench-")), Dovecot()
    try:
        server.start()
        await prepare(folder / "data")
        for user in (USER, BARE):
            server.maildir(user)
        async with timing_sink() as sink:
            config = desk_config(folder / "data", sink.port, imap=server.port, user=USER)
            desk = service(folder / "desk", config, {"SHENBAO_INTAKE__PASSWORD": server.password})
            async with beside(desk) as running, raw_imap(server.port, USER, server.password) as intake:
                yield Scene(server, sink, running, intake)
    finally:
        server.close()
        shutil.rmtree(folder, ignore_errors=True)


async def _one_at_a_time(scene: Scene, count: int) -> list[float]:
    """Send one mail after another, each when the last one's letter has left; milliseconds of each."""
    began: dict[int, float] = {}
    for _ in range(count):
        await scene.send(began)
        await _until_left(scene, scene.sent)
        await asyncio.sleep(0.6 + scene.chance.random() * 0.2)  # the desk idles again
    return _ways(scene, began)


async def _highest(scene: Scene, at_rest: float) -> tuple[int, list[float]]:
    """Return the highest of the rates that the desk holds, with the milliseconds of each mail."""
    for rate in RATES:
        found = await _at_a_rate(scene, rate)
        if statistics.median(found[-rate:]) < at_rest + BEHIND:
            break
    return rate, found


async def _at_a_rate(scene: Scene, rate: int) -> list[float]:
    """Send so many mails a second, whether the desk follows or not."""
    began: dict[int, float] = {}
    start = time.perf_counter()
    for number in range(rate * LOAD_SECONDS):
        await asyncio.sleep(start + number / rate - time.perf_counter())
        await scene.send(began)
    for number in began:
        await _until_left(scene, number)
    return _ways(scene, began)


async def _until_left(scene: Scene, number: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while number not in scene.sink.moments():
            came = scene.sink.came
            await came.wait()


def _ways(scene: Scene, began: dict[int, float]) -> list[float]:
    moments = scene.sink.moments()
    return [(moments[number] - moment) * MILLI for number, moment in began.items()]


# What the parts of the way cost alone.


async def _alone(scene: Scene) -> None:
    """Let a bare client idle, fetch, sync and send, one mail after another, in a mailbox of its own."""
    line = Line(Relay("127.0.0.1", scene.sink.port, "plain"))
    server = scene.server
    async with (
        raw_imap(server.port, BARE, server.password) as sender,
        raw_imap(server.port, BARE, server.password) as reader,
    ):
        for _ in range(LETTERS):
            await reader.idle()
            raw = mail(0, SIZE, scene.chance)
            lies = await sender.append(raw)
            scene.note("notice", await reader.arrival() - lies)
            await _fetch_sync_send(scene, reader, line, raw)
    await line.close()


async def _fetch_sync_send(scene: Scene, reader: RawImap, line: Line, raw: bytes) -> None:
    start = time.perf_counter()
    await reader.done()
    await reader.ask(b"FETCH * (UID BODY.PEEK[])")
    fetched = time.perf_counter()
    await asyncio.to_thread(_write, raw)
    written = time.perf_counter()
    await line.send(raw, ADDRESS, "nobody@example.org")
    for name, seconds in (
        ("fetch", fetched - start),
        ("fsync", written - fetched),
        ("send", time.perf_counter() - written),
    ):
        scene.note(name, seconds)


def _write(raw: bytes) -> None:
    with tempfile.TemporaryFile() as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())


# The rows of the report.


def _percentile(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[98]


def _bare_figures(scene: Scene) -> list[Figure]:
    method = "limit: a bare client on the same servers, one mail of 4 kB at a time, median of each round"
    return [
        Figure(f"latency: {name} alone", "ms", _by_round(scene.bare[name]), "–", method)
        for name in ("notice", "fetch", "fsync", "send")
    ]


def _by_round(values: Sequence[float]) -> tuple[float, ...]:
    return tuple(statistics.median(values[at : at + LETTERS]) for at in range(0, len(values), LETTERS))


def _idle_figures(scene: Scene, idle: Sequence[Sequence[float]]) -> list[Figure]:
    """Tell the way as it is, and what of it lies above the sum of the parts."""
    sums = [sum(parts) for parts in zip(*(_by_round(values) for values in scene.bare.values()), strict=True)]
    every = [way - floor for ways, floor in zip(idle, sums, strict=True) for way in ways]
    over = tuple(statistics.median(ways) - floor for ways, floor in zip(idle, sums, strict=True))
    how = f"from APPEND's answer to the final dot of the department's letter, {ROUNDS * LETTERS} mails"
    above = "the same, without notice (the server's own word to a client that idles), fetch, fsync and send"
    return [
        Figure("latency, idle: median", "ms", tuple(map(statistics.median, idle)), "–", how),
        Figure("latency, idle: median over the sum", "ms", over, "< 60 ms", above),
        Figure("latency, idle: 99th percentile over the sum", "ms", (_percentile(every),), "< 250 ms", above),
    ]


def _load_figures(rate: int, found: Sequence[float]) -> list[Figure]:
    how = f"{rate} mails a second for {LOAD_SECONDS} s, the highest rate tried that the desk holds"
    return [
        Figure(f"latency, {rate}/s: median", "ms", (statistics.median(found),), "–", how),
        Figure(f"latency, {rate}/s: 99th percentile", "ms", (_percentile(found),), "–", how),
    ]
