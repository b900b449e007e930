"""Whether everything arrives when 200 applicants hand in at once, and what that costs."""

from __future__ import annotations

import asyncio
import hashlib
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from bench.digest_sink import Proof, digest_sink
from bench.figures import Figure
from bench.mail_corpus import ADDRESS, SUBJECT
from bench.mail_desk import desk, prepare
from bench.mail_peers import Run, why_absent
from tests.servers.dovecot import Dovecot

APPLICANTS = 200
FILES = 5
BYTES = 1_000_000  # of each file
JPEG = b"\xff\xd8\xff\xe0"
USER = "applicants@example.org"
HOW = f"{APPLICANTS} applicants by mail at once, {FILES} scans of 1 MB each, from Dovecot to Postfix's sink"
Expected = Mapping[str, frozenset[str]]  # the digests of the files by that of the first of them


def measure() -> list[Figure]:
    """Let all hand in at once and compare every file; nothing where the servers are not installed."""
    reason = why_absent()
    if reason is not None:
        sys.stderr.write(f"submissions: skipped, {reason}\n")
        return []
    folder, server = Path(tempfile.mkdtemp(prefix="shenbao-bench-")), Dovecot()
    try:
        server.start()
        asyncio.run(prepare(folder / "prepared"))
        expected = _hand_in(server)
        with digest_sink(folder / "sink") as sink:
            run = desk(server, USER, APPLICANTS, sink.port, folder / "prepared")
            return _figures(run, expected, sink.proofs())
    finally:
        server.close()
        shutil.rmtree(folder, ignore_errors=True)


def _hand_in(server: Dovecot) -> Expected:
    """Put every applicant's mail into the mailbox."""
    chance = random.Random(2022)  # noqa: S311 - the same files every time
    expected = {}
    for number in range(APPLICANTS):
        files = [JPEG + chance.randbytes(BYTES - len(JPEG)) for _ in range(FILES)]
        digests = [hashlib.sha256(each).hexdigest() for each in files]
        expected[digests[0]] = frozenset(digests)
        server.deliver(USER, _mail(number, files))
    return expected


def _mail(number: int, files: Sequence[bytes]) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = f"unit{number}@example.org", ADDRESS, SUBJECT
    message["Date"], message["Message-ID"] = "Mon, 20 Jun 2022 09:00:00 +0800", f"<{number}@mail.example.org>"
    message.set_content(f"各位老师好：\n第 {number} 家单位申报促进高新技术企业树标提质专项，材料见附件。\n")
    for place, raw in enumerate(files):
        name = f"申报书{number}.jpg" if place == 0 else f"附件{place}.jpg"
        message.add_attachment(raw, maintype="image", subtype="jpeg", filename=name)
    return message.as_bytes()


def _figures(run: Run, expected: Expected, proofs: Sequence[Proof]) -> list[Figure]:
    to_department = [each for each in proofs if "original.eml" in each.digests]
    copies = Counter(each.message_id for each in proofs)
    doubled = sum(count - 1 for count in copies.values())
    complete = {name for each in to_department if (name := _complete(each, expected))}
    rows: tuple[tuple[str, str, float, str], ...] = (
        ("complete department letters", "letters", len(complete), f"{APPLICANTS}, every digest equal"),
        ("lost", "letters", APPLICANTS - len(complete), "0"),
        ("doubled", "letters", doubled, "0"),
        ("time", "s", run.seconds, ""),
        ("memory", "MB", run.megabytes, "< 300 MB"),
        ("memory with the parser", "MB", run.tree, ""),
    )
    return [
        Figure(f"200 at once: {name}", unit, (float(value),), goal or "–", HOW)
        for name, unit, value, goal in rows
    ]


def _complete(proof: Proof, expected: Expected) -> str | None:
    """Return whose letter it is where its files are exactly those that were handed in."""
    files = {name: digest for name, digest in proof.digests.items() if name != "original.eml"}
    whose = next((each for each in files.values() if each in expected), None)
    return whose if whose and len(files) == FILES and frozenset(files.values()) == expected[whose] else None
