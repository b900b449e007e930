"""The desk under measurement: the real service as a process, and its limits taken one by one."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bench.desk_config import desk_config
from bench.figures import ROOT
from bench.mail_corpus import ADDRESS
from bench.mail_peers import Run, peak_megabytes
from bot.app import open_parts
from bot.clock import SystemClock
from bot.config import Config, DeskConfig, StorageConfig, TelegramConfig
from bot.mail.imap import ImapAccount, Mailbox
from bot.mail.outcomes import Sent
from bot.mail.smtp import Line, Relay
from bot.worker import Worker
from handlers.audit import COMMAND
from handlers.editions import apply_document
from handlers.storing import NewLetter, begin_mailbox, keep
from storage.blobs import Blobs
from storage.database import open_database
from tests.servers.dovecot import Dovecot

BATCH = 50  # letters of one commit, as in the intake
COLD = 0.2  # of the letters: what the service loads at its first mails is behind it then
LINES = 4  # connections to the relay, as in the carrier
LIMIT = 1800.0
TICKS = os.sysconf("SC_CLK_TCK")
DONE = "SELECT count(*) FROM parcel WHERE sent_at IS NOT NULL AND key LIKE 'department:%'"


async def prepare(folder: Path) -> None:
    """Make a data folder with the sample guide in force."""
    config = Config(
        desk=DeskConfig(address=ADDRESS),
        telegram=TelegramConfig(enabled=False),
        storage=StorageConfig(folder=folder),
    )
    async with open_parts(config, SystemClock()) as parts:
        raw = (ROOT / "samples" / "guide-2023.txt").read_bytes()
        guide = await parts.worker.read_document("guide", "guide-2023.txt", raw)
        async with parts.database.transaction() as session:
            await apply_document(session, guide, parts.clock.now(), parts.policy, COMMAND)


def desk(server: Dovecot, user: str, letters: int, smtp: int, prepared: Path) -> Run:
    """Let the desk move a mailbox to the sink, timed from when it is up until the last one is settled."""
    folder = prepared.parent / f"desk-{user}"
    data = shutil.copytree(prepared, folder / "data")
    file = folder / "config.toml"
    text = desk_config(data, smtp, imap=server.port, user=user)
    file.write_text(text, encoding="utf-8")
    file.chmod(0o600)
    command = [sys.executable, "-m", "bot", "run"]
    with (folder / "log").open("wb") as log:
        environment = _environment(file, server.password)
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=ROOT)
        try:
            _wait(lambda: b"service.started" in (folder / "log").read_bytes(), process)
            start = time.perf_counter()
            _wait(lambda: _sent(data) >= letters * COLD, process)
            warm, before = time.perf_counter(), _sent(data)
            _wait(lambda: _sent(data) >= letters, process)
            end = time.perf_counter()
            run = _run(letters, end - start, process.pid)
            return replace(run, warm=(letters - before) / (end - warm))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)
            shutil.rmtree(data)


def _environment(config: Path, password: str) -> dict[str, str]:
    return {
        **os.environ,
        "SHENBAO_CONFIG": str(config),
        "SHENBAO_DESK__KEY": "a key for the benchmark",
        "SHENBAO_INTAKE__PASSWORD": password,
        "SHENBAO_RELAY__PASSWORD": "none",
    }


def _wait(condition: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + LIMIT
    while not condition():
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError("the desk has ended, or takes too long")
        time.sleep(0.05)


def _sent(data: Path) -> int:
    with closing(sqlite3.connect(data / "shenbao.db", timeout=20)) as connection:
        (count,) = connection.execute(DONE).fetchone()
    return int(count)


def _run(letters: int, seconds: float, pid: int) -> Run:
    """Read what the process and its children have used, while they still live."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    tree = [pid, *map(int, children)]
    peaks = [peak_megabytes(each) for each in tree]
    return Run(letters, seconds, sum(_cpu(each) for each in tree), peaks[0], sum(peaks))


def _cpu(pid: int) -> float:
    values = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(values[11]) + int(values[12])) / TICKS


# The limits: what the parts of the way cost by themselves.


async def fetch_only(server: Dovecot, user: str) -> float:
    """Fetch a mailbox and throw it away; return letters a second."""
    account = ImapAccount(user, "127.0.0.1", server.port, user, server.password, "plain")
    async with Mailbox(account) as mailbox:
        start, count = time.perf_counter(), 0
        async for _ in mailbox.fetch(await mailbox.all_uids()):
            count += 1
        return count / (time.perf_counter() - start)


async def parse_only(mails: Sequence[Path]) -> float:
    """Parse mails in the worker's process, with nothing learnt; return letters a second."""
    letters = [mail.read_bytes() for mail in mails]
    worker = Worker()
    try:
        await worker.parse_mails(letters[:1])  # what is loaded at the first one is no part of the others' way
        start = time.perf_counter()
        for first in range(0, len(letters), BATCH):
            await worker.parse_mails(letters[first : first + BATCH])
        return len(letters) / (time.perf_counter() - start)
    finally:
        await worker.close()


async def send_only(smtp: int, mails: Sequence[Path]) -> float:
    """Send mails over as many connections as the carrier keeps; return letters a second."""
    letters = [mail.read_bytes() for mail in mails]
    lines = [Line(Relay("127.0.0.1", smtp, "plain")) for _ in range(LINES)]

    async def send(line: Line, share: Sequence[bytes]) -> int:
        outcomes = [await line.send(raw, ADDRESS, "dept@example.org") for raw in share]
        return sum(isinstance(outcome, Sent) for outcome in outcomes)

    start = time.perf_counter()
    sent = await asyncio.gather(*(send(line, letters[number::LINES]) for number, line in enumerate(lines)))
    seconds = time.perf_counter() - start
    for line in lines:
        await line.close()
    return sum(sent) / seconds


async def commit_only(folder: Path, mails: Sequence[Path]) -> float:
    """Store mails, blobs and rows, in the intake's batches; return letters a second."""
    letters = [mail.read_bytes() for mail in mails]
    blobs = Blobs(folder / "blobs")
    database = await open_database(folder / "commit.db", create=True)
    try:
        async with database.transaction() as session:
            await begin_mailbox(session, ADDRESS, "INBOX", 1)
        start = time.perf_counter()
        for first in range(0, len(letters), BATCH):
            names = [await asyncio.to_thread(blobs.put, raw) for raw in letters[first : first + BATCH]]
            rows = [
                NewLetter(ADDRESS, "INBOX", 1, first + number, name, 0)
                for number, name in enumerate(names, 1)
            ]
            async with database.transaction() as session:
                await keep(session, rows, datetime.now(UTC))
        return len(letters) / (time.perf_counter() - start)
    finally:
        await database.close()
