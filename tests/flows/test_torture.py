"""Mails that break programmes, through the real desk: each is kept and decided about, the next one flows."""

from __future__ import annotations

import hashlib
import re
import sqlite3

from tests.flows.desk import DESK, Desk
from tests.flows.test_hand_in_by_mail import GAOXIN, submission
from tests.mails.test_hostile import HOSTILE, TORTURE
from tests.servers.waiting import wait_until

UNDECIDED = "SELECT count(*) FROM letter WHERE outcome IS NULL AND state <> 'ASIDE'"
MAILS = [*HOSTILE.values(), *(path.read_bytes() for path in TORTURE if path.is_file())]


def rows(desk: Desk, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(desk.folder / "shenbao.db", timeout=20) as connection:
        return connection.execute(query).fetchall()


def as_sent(raw: bytes) -> bytes:
    """Return a mail as Dovecot gives it: lines end in CRLF, and no literal may hold NUL (RFC 9051, 4.3)."""
    return re.sub(rb"(?<!\r)\n", b"\r\n", raw).replace(b"\0", b"\x80")


async def test_every_torture_mail_is_kept_and_the_next_submission_flows(desk: Desk) -> None:
    assert desk.dovecot is not None
    for raw in MAILS:
        desk.dovecot.deliver(DESK, raw)
    async with desk.open():
        await wait_until(lambda: rows(desk, "SELECT count(*) FROM letter") == [(len(MAILS),)], limit=60)
        desk.dovecot.deliver(DESK, submission())
        await wait_until(lambda: desk.smtp.to(GAOXIN), limit=60)
        await wait_until(lambda: rows(desk, UNDECIDED) == [(0,)], limit=60)
    kept = {hashlib.sha256(path.read_bytes()).hexdigest() for path in (desk.folder / "blobs").glob("??/*")}
    assert {hashlib.sha256(as_sent(raw)).hexdigest() for raw in MAILS} <= kept
