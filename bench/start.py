"""How soon the service and the demo are ready, and what memory they hold, with little and much stored."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.chat_people import all_at_once, people, press, press_label, say, send
from bench.desk_config import desk_config
from bench.figures import ROOT, Figure, timed
from bench.imap_raw import raw_imap
from bench.mail_corpus import ADDRESS, mail
from bench.question_guides import QUESTIONS
from bench.service import beside, running, service
from bench.timing_sink import TimingSink, timing_sink
from demo.bot_api import LocalBotApi
from demo.visitor import Sheet
from handlers.screens import press_data
from tests.servers import dovecot
from tests.servers.dovecot import Dovecot

ROUNDS = 5
STORED = 100_000
MAILS, PEOPLE = 20, 10
UPDATES = 1_000_000  # more than one round makes
PATIENCE = 120.0
DEMO_READY = "演示已就绪".encode()
CHOICE = ("1.", "1.1", "同意")  # topic, category, and once the notices
READ = tuple(press_data("g", verb) for verb in ("topics", "depts", "help", "home"))
Values = dict[str, list[float]]


@dataclass(slots=True)
class Folders:
    """Where everything lies: the folders with data of the service and of the demo, by their size."""

    home: Path
    data: dict[str, dict[int, Path]] = field(default_factory=dict)
    values: Values = field(default_factory=lambda: defaultdict(list))
    starts: int = 0


def measure() -> list[Figure]:
    """Start everything in interleaved rounds; the first start of all only writes the byte code."""
    home = Path(tempfile.mkdtemp(prefix="shenbao-bench-"))
    folders = Folders(home)
    try:
        for who in ("service", "demo"):
            folders.data[who] = {count: _filled(home / f"{who}-{count}", count) for count in (0, STORED)}
        asyncio.run(_service(folders, 0))
        folders.values.clear()
        for number in range(ROUNDS):
            sys.stderr.write(f"  start, round {number + 1} of {ROUNDS}\n")
            for count in (0, STORED):
                asyncio.run(_service(folders, count))
                _demo(folders, count)
            folders.values["help"].append(timed(_help))
        return _figures(folders.values)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _filled(folder: Path, count: int) -> Path:
    """Fill a data folder with so many submissions, and the sample guide in force."""
    command = [sys.executable, "-m", "bench.growth_desk", "fill", str(folder), str(count), "0"]
    environment = {**os.environ, "SHENBAO_DESK__KEY": "a key for the benchmark"}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    return folder / "data"


async def _service(folders: Folders, count: int) -> None:
    """Start the service, then let it work a little."""
    async with AsyncExitStack() as stack:
        # Updates of an earlier round are known by their numbers, and would not be handled again.
        folders.starts += 1
        api = await stack.enter_async_context(LocalBotApi(first_id=folders.starts * UPDATES))
        sink = await stack.enter_async_context(timing_sink())
        server = await stack.enter_async_context(_dovecot())
        imap = server.port if server else None
        config = desk_config(folders.data["service"][count], sink.port, imap=imap, api=api)
        secrets = {
            "SHENBAO_TELEGRAM__TOKEN": api.token,
            "SHENBAO_INTAKE__PASSWORD": server.password if server else "none",
        }
        run = await stack.enter_async_context(beside(service(folders.home / "run", config, secrets)))
        folders.values[f"service {count}: ready"].append(run.ready)
        folders.values[f"service {count}: memory"].append(run.megabytes())
        await _work_in_chat(api)
        if server is not None:
            await _work_by_mail(server, sink)
        folders.values[f"service {count}: warm"].append(run.megabytes())


@asynccontextmanager
async def _dovecot() -> AsyncIterator[Dovecot | None]:
    if dovecot.why_absent() is not None:
        yield None
        return
    server = Dovecot()
    try:
        await asyncio.to_thread(server.start)
        server.maildir(ADDRESS)
        yield server
    finally:
        await asyncio.to_thread(server.close)


async def _work_in_chat(api: LocalBotApi) -> None:
    """Let people read, ask, and hand a file in."""
    await api.exchange.updates.held()
    everybody = people(api, PEOPLE)
    await all_at_once(everybody, [say("/start"), *map(press, READ), *map(say, QUESTIONS)])
    uploader = everybody[0]
    await uploader.do(say("/submit"))
    for label in CHOICE:
        if uploader.sees(label):
            await uploader.do(press_label(label))
    await uploader.do(send(Sheet("材料.pdf", b"%PDF-1.4\n" + bytes(1_000_000))))


async def _work_by_mail(server: Dovecot, sink: TimingSink) -> None:
    """Let applicants hand in by mail, until every department has its letter."""
    chance = random.Random(2022)  # noqa: S311 - the same mails every time
    async with raw_imap(server.port, ADDRESS, server.password) as intake, asyncio.timeout(PATIENCE):
        for number in range(MAILS):
            await intake.append(mail(number, 4_000, chance))
        while len(sink.moments()) < MAILS:
            await sink.came.wait()


def _demo(folders: Folders, count: int) -> None:
    """Start the demo until its page may be used."""
    data = folders.data["demo"][count]
    command = ("-m", "bot", "demo", "--no-browser", "--data", str(data))
    with running(folders.home / "demo", command, {}, up=DEMO_READY) as run:
        folders.values[f"demo {count}: ready"].append(run.ready)
        folders.values[f"demo {count}: memory"].append(run.megabytes())


def _help() -> None:
    subprocess.run([sys.executable, "-m", "bot", "--help"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


# The rows of the report: what is measured, its unit, its goal, and how.
ROWS = (
    ("service {count}: ready", "s", "< 2.5 s", "from the call of `shenbao run` to its word that it is up"),
    ("service {count}: memory", "MB", "< 130 MB", "resident, main process, when it is up"),
    (
        "service {count}: warm",
        "MB",
        "< 200 MB",
        f"after {PEOPLE} people have read, asked and handed in, and {MAILS} mails",
    ),
    ("demo {count}: ready", "s", "–", "from the call of `shenbao demo` to its word that it is ready"),
    ("demo {count}: memory", "MB", "–", "resident, main process with all servers, when it is ready"),
)


def _figures(values: Values) -> list[Figure]:
    """Return the rows of the report: both sizes, and what the larger is to the smaller in each round."""
    figures = []
    for name, unit, goal, how in ROWS:
        few, many = (values[name.format(count=count)] for count in (0, STORED))
        title = f"start: {name.replace(' {count}', '')}"
        figures.append(Figure(f"{title}, nothing stored", unit, tuple(few), goal, how))
        figures.append(Figure(f"{title}, {STORED:,} stored", unit, tuple(many), goal, how))
        ratios = tuple(each / before for before, each in zip(few, many, strict=True))
        figures.append(Figure(f"{title}, ratio", "x", ratios, "<= 1.2 x", "within each round"))
    return [*figures, Figure("start: help", "s", tuple(values["help"]), "–", "`shenbao --help`, to its end")]
