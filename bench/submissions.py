"""Whether everything arrives when 200 applicants hand in by mail at once, and what that costs."""

from __future__ import annotations

import asyncio
import random
import shutil
import sys
import tempfile
from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from bench.digest_sink import digest_sink
from bench.everything_there import Expected, arrival_figures, digests_of
from bench.figures import Figure
from bench.mail_corpus import ADDRESS, SUBJECT
from bench.mail_desk import desk, prepare
from bench.mail_peers import why_absent
from tests.servers.dovecot import Dovecot

APPLICANTS = 200
FILES = 5
BYTES = 1_000_000  # of each file
JPEG = b"\xff\xd8\xff\xe0"
USER = "applicants@example.org"
HOW = f"{APPLICANTS} applicants by mail at once, {FILES} scans of 1 MB each, from Dovecot to Postfix's sink"


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
            spent = (run.seconds, run.megabytes, run.tree)
            return arrival_figures("by mail", HOW, expected, sink.proofs(), spent)
    finally:
        server.close()
        shutil.rmtree(folder, ignore_errors=True)


def _hand_in(server: Dovecot) -> Expected:
    """Put every applicant's mail into the mailbox."""
    chance = random.Random(2022)  # noqa: S311 - the same files every time
    expected: dict[str, frozenset[str]] = {}
    for number in range(APPLICANTS):
        files = [JPEG + chance.randbytes(BYTES - len(JPEG)) for _ in range(FILES)]
        expected |= digests_of(files)
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
