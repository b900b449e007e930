"""How many letters a second the mail desk moves, beside fetchmail and beside the limits of the same run."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from bench.figures import Figure
from bench.mail_corpus import MIXED, SMALL, write_corpus
from bench.mail_desk import BATCH, commit_only, desk, fetch_only, parse_only, prepare, send_only
from bench.mail_peers import Run, Task, fdm, fetchmail, fill, find, getmail, no_delay, smtp_sink, why_absent
from tests.servers.dovecot import Dovecot

COUNT = 1_000
AS_SHIPPED = 100  # enough to see what Nagle's algorithm costs
ROUNDS = 5
CORPORA = {"small": SMALL, "mixed": MIXED}


@dataclass(frozen=True, slots=True)
class Peer:
    """What people would use instead: its programme, how it moves a mailbox, and the goal by corpus."""

    name: str
    program: str
    move: Callable[[Task, Mapping[str, str]], Run]
    how: str
    goals: Mapping[str, str] = field(default_factory=dict)
    letters: int = COUNT
    quick: bool = False  # only with what switches Nagle's algorithm off


PEERS = (
    Peer(
        "fetchmail",
        "fetchmail",
        lambda task, _quick: fetchmail(task, {}),
        f"as shipped (Nagle's algorithm), {AS_SHIPPED} letters",
        {"small": ">= 15 x"},
        letters=AS_SHIPPED,
    ),
    Peer(
        "fetchmail TCP_NODELAY",
        "fetchmail",
        fetchmail,
        "with TCP_NODELAY preloaded, deletes",
        {"small": ">= 1.0 x", "mixed": ">= 1.2 x"},
        quick=True,
    ),
    Peer(
        "fetchmail TCP_NODELAY, keeping",
        "fetchmail",
        partial(fetchmail, keep=True),
        "with TCP_NODELAY preloaded, leaves the letters where they are",
        quick=True,
    ),
    Peer("fdm", "fdm", lambda task, _quick: fdm(task), "deletes", {"mixed": ">= 1.0 x"}),
    Peer("getmail6", "getmail", lambda task, _quick: getmail(task), "deletes, to a sink that speaks LMTP"),
)


@dataclass(slots=True)
class Bench:
    """One corpus, its mailboxes and what was measured so far."""

    name: str
    folder: Path
    server: Dovecot
    smtp: int
    lmtp: int
    mails: Sequence[Path]
    quick: Mapping[str, str] | None
    values: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    users: int = 0

    def mailbox(self, count: int = COUNT) -> str:
        """Fill a new mailbox and return its user."""
        self.users += 1
        user = f"{self.name}{self.users}@example.org"
        fill(self.server, user, self.mails[:count])
        return user

    def note(self, who: str, run: Run) -> None:
        """Keep what a run took."""
        self.values[f"{who}, rate"].append(run.rate)
        self.values[f"{who}, cpu"].append(run.cpu)
        self.values[f"{who}, memory"].append(run.megabytes)
        self.values[f"{who}, tree"].append(run.tree)

    def round(self) -> None:
        """Let everybody move the same mails once."""
        prepared = self.folder / "prepared"
        run = desk(self.server, self.mailbox(), COUNT, self.smtp, prepared)
        self.note("desk", run)
        self.values["desk, rate once warm"].append(run.warm)
        for peer in PEERS:
            if find(peer.program) is not None and not (peer.quick and self.quick is None):
                self._peer(peer)
        self.values["fetch only"].append(asyncio.run(fetch_only(self.server, self.mailbox())))
        self.values["parse only"].append(asyncio.run(parse_only(self.mails)))
        self.values["send only"].append(asyncio.run(send_only(self.smtp, self.mails)))
        with tempfile.TemporaryDirectory(dir=self.folder) as spare:
            self.values["commit only"].append(asyncio.run(commit_only(Path(spare), self.mails)))

    def _peer(self, peer: Peer) -> None:
        task = Task(self.server, self.mailbox(peer.letters), peer.letters, self.smtp, self.lmtp, self.folder)
        self.note(peer.name, peer.move(task, self.quick or {}))
        ratio = self.values["desk, rate"][-1] / self.values[f"{peer.name}, rate"][-1]
        self.values[f"ratio to {peer.name}"].append(ratio)

    def figures(self) -> list[Figure]:
        """Return the rows of the report."""
        return [
            Figure(f"mail {self.name}: {name}", unit, tuple(self.values[name]), goal or "–", method)
            for name, unit, goal, method in (*OWN, *self._beside(), *LIMITS)
            if self.values.get(name)
        ]

    def _beside(self) -> Iterator[Row]:
        for peer in PEERS:
            yield f"{peer.name}, rate", "letters/s", "", peer.how
            yield f"{peer.name}, cpu", "CPU s", "", f"{peer.letters} letters"
            yield f"{peer.name}, memory", "MB", "", "peak"
            goal = peer.goals.get(self.name, "")
            yield f"ratio to {peer.name}", "x", goal, "letters/s of the desk to its, within each round"


Row = tuple[str, str, str, str]  # a figure's name, its unit, its goal, how it was measured
OWN: tuple[Row, ...] = (
    (
        "desk, rate",
        "letters/s",
        "",
        "department letter each, acknowledgements up to the day's cap of 500, everything durable",
    ),
    ("desk, rate once warm", "letters/s", "", "the same run, from the 200th letter to the last"),
    ("desk, cpu", "CPU s", "", f"main process and worker, {COUNT} letters"),
    ("desk, memory", "MB", "< 200 MB", "peak of the main process"),
    ("desk, tree", "MB", "< 400 MB", "peaks of main process and its children added"),
)
LIMITS: tuple[Row, ...] = (
    ("fetch only", "letters/s", "", "limit: the intake's own client, nothing stored"),
    ("parse only", "letters/s", "", "limit: the worker's process, each letter's answer awaited in batches"),
    ("send only", "letters/s", "", "limit: the carrier's four connections, the same sizes"),
    ("commit only", "letters/s", "", f"limit: blobs fsynced and rows in batches of {BATCH}"),
)


def measure() -> list[Figure]:
    """Measure both corpora in interleaved rounds; nothing where the servers are not installed."""
    reason = why_absent()
    if reason is not None:
        sys.stderr.write(f"mail: skipped, {reason}\n")
        return []
    folder = Path(tempfile.mkdtemp(prefix="shenbao-bench-"))
    server = Dovecot()
    try:
        server.start()
        with smtp_sink() as smtp, smtp_sink(lmtp=True) as lmtp:
            benches = [_bench(name, folder, server, (smtp, lmtp)) for name in CORPORA]
            for number in range(ROUNDS):
                for bench in benches:
                    sys.stderr.write(f"  mail {bench.name}, round {number + 1} of {ROUNDS}\n")
                    bench.round()
        return [figure for bench in benches for figure in bench.figures()]
    finally:
        server.close()
        shutil.rmtree(folder, ignore_errors=True)


def _bench(name: str, folder: Path, server: Dovecot, sinks: tuple[int, int]) -> Bench:
    # Beside the mailboxes, because hard links stay within a file system.
    mails = write_corpus(server.home / "corpus" / name, CORPORA[name], COUNT)
    for mail in mails:
        os.chown(mail, *server._owner)  # noqa: SLF001 - the server's own user reads them
    own = folder / name
    own.mkdir()
    asyncio.run(prepare(own / "prepared"))
    return Bench(name, own, server, *sinks, mails, no_delay(own))
