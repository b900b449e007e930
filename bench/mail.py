"""How many letters a second the mail desk moves, beside fetchmail and beside the limits of the same run."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.figures import Figure
from bench.mail_corpus import MIXED, SMALL, write_corpus
from bench.mail_desk import commit_only, desk, fetch_only, prepare, send_only
from bench.mail_peers import Run, fetchmail, fill, find, no_delay, smtp_sink, why_absent
from tests.servers.dovecot import Dovecot

COUNT = 1_000
AS_SHIPPED = 100  # enough to see what Nagle's algorithm costs
ROUNDS = 3
CORPORA = {"small": SMALL, "mixed": MIXED}
# Goals of the desk's own figures, by corpus.
GOALS = {"small": ">= 1.0 x", "mixed": ">= 1.2 x"}


@dataclass(slots=True)
class Bench:
    """One corpus, its mailboxes and what was measured so far."""

    name: str
    folder: Path
    server: Dovecot
    smtp: int
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
        self.note("desk", desk(self.server, self.mailbox(), COUNT, self.smtp, prepared))
        if find("fetchmail") is not None:
            self._fetchmail("fetchmail", AS_SHIPPED, {})
            if self.quick is not None:
                self._fetchmail("fetchmail TCP_NODELAY", COUNT, self.quick)
                ratio = self.values["desk, rate"][-1] / self.values["fetchmail TCP_NODELAY, rate"][-1]
                self.values["ratio"].append(ratio)
            self.values["ratio as shipped"].append(
                self.values["desk, rate"][-1] / self.values["fetchmail, rate"][-1]
            )
        self.values["fetch only"].append(asyncio.run(fetch_only(self.server, self.mailbox())))
        self.values["send only"].append(asyncio.run(send_only(self.smtp, self.mails)))
        with tempfile.TemporaryDirectory(dir=self.folder) as spare:
            self.values["commit only"].append(asyncio.run(commit_only(Path(spare), self.mails)))

    def _fetchmail(self, who: str, count: int, more: Mapping[str, str]) -> None:
        run = fetchmail(self.server, self.mailbox(count), count, self.smtp, self.folder, more)
        self.note(who, run)

    def figures(self) -> list[Figure]:
        """Return the rows of the report."""
        rows = (
            (
                "desk, rate",
                "letters/s",
                "",
                "department letter each, acknowledgements up to the day's cap of 500, everything durable",
            ),
            ("desk, cpu", "CPU s", "", f"main process and worker, {COUNT} letters"),
            ("desk, memory", "MB", "< 200 MB", "peak of the main process"),
            ("desk, tree", "MB", "< 400 MB", "peaks of main process and worker added"),
            ("fetchmail, rate", "letters/s", "", f"as shipped (Nagle's algorithm), {AS_SHIPPED} letters"),
            ("fetchmail TCP_NODELAY, rate", "letters/s", "", "with TCP_NODELAY preloaded, deletes"),
            ("fetchmail TCP_NODELAY, cpu", "CPU s", "", f"{COUNT} letters"),
            ("fetchmail TCP_NODELAY, memory", "MB", "", "peak"),
            ("ratio", "x", GOALS[self.name], "desk to fetchmail with TCP_NODELAY, within each round"),
            ("ratio as shipped", "x", ">= 15 x", "desk to fetchmail as shipped, within each round"),
            ("fetch only", "letters/s", "", "limit: the intake's own client, nothing stored"),
            ("send only", "letters/s", "", "limit: the carrier's four connections, the same sizes"),
            ("commit only", "letters/s", "", "limit: blobs fsynced and rows in batches of 50"),
        )
        return [
            Figure(f"mail {self.name}: {name}", unit, tuple(self.values[name]), goal or "–", method)
            for name, unit, goal, method in rows
            if self.values.get(name)
        ]


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
        with smtp_sink() as smtp:
            benches = [_bench(name, folder, server, smtp) for name in CORPORA]
            for number in range(ROUNDS):
                for bench in benches:
                    sys.stderr.write(f"  mail {bench.name}, round {number + 1} of {ROUNDS}\n")
                    bench.round()
        return [figure for bench in benches for figure in bench.figures()]
    finally:
        server.close()
        shutil.rmtree(folder, ignore_errors=True)


def _bench(name: str, folder: Path, server: Dovecot, smtp: int) -> Bench:
    # Beside the mailboxes, because hard links stay within a file system.
    mails = write_corpus(server.home / "corpus" / name, CORPORA[name], COUNT)
    for mail in mails:
        os.chown(mail, *server._owner)  # noqa: SLF001 - the server's own user reads them
    own = folder / name
    own.mkdir()
    asyncio.run(prepare(own / "prepared"))
    return Bench(name, own, server, smtp, mails, no_delay(own))
