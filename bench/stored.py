"""A database as it looks after years: so many submissions handed in, sent on, answered and acknowledged."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import insert
from sqlmodel import SQLModel

from bench.mail_corpus import ADDRESS, SUBJECT
from handlers.audit import COMMAND, record
from handlers.policy import Policy
from handlers.rules.receipts import make_receipt
from storage.blobs import Blobs
from storage.database import Database
from storage.states import (
    Channel,
    LetterState,
    ParcelKind,
    ParcelState,
    ReviewState,
    SubmissionState,
    UpdateState,
)
from storage.tables import (
    Applicant,
    ApplicantUnit,
    Dialogue,
    Entry,
    Letter,
    MailboxPosition,
    Parcel,
    ReviewItem,
    Serial,
    Submission,
    SubmissionFile,
    Unanswered,
    Update,
)

STEP: Final = 1000  # submissions written at once
DEPARTMENT: Final = "kjjgxjsk@jiangmen.gov.cn"
YEARS: Final = timedelta(days=3 * 365)
STATES: Final = (*[SubmissionState.DELIVERED] * 3, SubmissionState.ACCEPTED, *[SubmissionState.CLOSED] * 6)
LINES: Final = 500  # of the audit log
LETTER_BYTES: Final = 1500  # of an acknowledgement
Rows = Iterable[tuple[type[SQLModel], dict[str, Any]]]


async def fill(database: Database, blobs: Blobs, count: int, until: datetime) -> None:
    """Store so many submissions by mail and chat, spread over three years; each mail is a blob of 1 kB."""
    chance = random.Random(2022)  # noqa: S311 - the same every time
    for start in range(0, count, STEP):
        tables: dict[type[SQLModel], list[dict[str, Any]]] = {}
        for number in range(start + 1, min(start + STEP, count) + 1):
            at = until - YEARS + YEARS * (number / count)
            for table, row in _rows(number, at, _blob(blobs, number), chance):
                tables.setdefault(table, []).append(row)
        async with database.transaction() as session:
            for table, rows in tables.items():
                await session.execute(insert(table), rows)
    async with database.transaction() as session:
        session.add(Serial(name=f"receipt:SB:{until.year}", value=count))
        session.add(
            MailboxPosition(account=ADDRESS, folder="INBOX", uidvalidity=1, last_uid=count, read_at=until)
        )
        for number in range(LINES):
            await record(session, Policy(key=b"k"), until - YEARS, COMMAND, "tried", f"submission:{number}")


def _blob(blobs: Blobs, number: int) -> str:
    """Write a mail's bytes; nothing waits for the disk, a benchmark's data may be lost."""
    raw = f"a stored mail, number {number}\r\n".encode() * 30
    name = hashlib.sha256(raw).hexdigest()
    file = blobs.path(name)
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(raw)
    return name


def _rows(number: int, at: datetime, blob: str, chance: random.Random) -> Rows:
    """Give the rows of one submission, those that others name first."""
    email, chat = f"stored{number}@example.org", 1_000_000 + number
    receipt, by_chat = make_receipt(at.year, number), number % 2 == 0
    state = STATES[number % len(STATES)]
    yield (
        Applicant,
        {"id": number, "chat_id": chat if by_chat else None, "email": email, "name": None, "created_at": at},
    )
    yield (
        Submission,
        {
            "id": number,
            "receipt": receipt,
            "applicant_id": number,
            "channel": Channel.CHAT if by_chat else Channel.MAIL,
            "state": state,
            "category": "1.1",
            "category_name": SUBJECT,
            "department": "高新技术科",
            "mailbox": DEPARTMENT,
            "subject": f"{SUBJECT} {number}",
            "created_at": at,
            "confirmed_at": at,
        },
    )
    yield Letter, _letter(number, at, blob, email)
    yield from _beside(number, at, blob, email)
    yield from _parcels(number, at, blob, email, receipt, chance)


def _letter(number: int, at: datetime, blob: str, email: str) -> dict[str, Any]:
    return {
        "id": number,
        "account": ADDRESS,
        "folder": "INBOX",
        "uidvalidity": 1,
        "uid": number,
        "blob": blob,
        "bytes": 1000,
        "received_at": at,
        "state": LetterState.JUDGED,
        "tries": 1,
        "message_id": f"stored.{number}@mail.example.org",
        "content_digest": blob,
        "sender": email,
        "subject": f"{SUBJECT} {number}",
        "excerpt": f"各位老师好：第 {number} 家单位申报，材料见附件。" * 5,
        "outcome": "route",
        "reasons": ["主题写有类别名称"],
        "submission_id": number,
    }


def _beside(number: int, at: datetime, blob: str, email: str) -> Rows:
    """Give what hangs on a submission: files, history, unit, and now and then a decision and a question."""
    for place in range(2):
        yield (
            SubmissionFile,
            {
                "submission_id": number,
                "position": place,
                "name": f"{place}.pdf",
                "sha256": blob,
                "letter_id": number,
            },
        )
    for kind in ("received", "delivered", "answer"):
        yield Entry, {"submission_id": number, "at": at, "kind": kind, "text": "已送科室", "letter_id": None}
    unit = {"applicant_id": number, "submission_id": number, "name": f"单位{number}", "email": email}
    yield ApplicantUnit, {**unit, "written_at": at}
    if number % 20 == 0:
        decided = {"state": ReviewState.ACCEPTED, "decided_at": at, "reasons": ["不能确定"], "candidates": []}
        yield (
            ReviewItem,
            {"kind": "submission", "letter_id": number, "submission_id": number, "created_at": at, **decided},
        )
        question = {"folded": f"q{number % 97}", "text": "一个问题", "channel": Channel.CHAT}
        yield Unanswered, {**question, "outcome": "none", "at": at}
    if number % 10 == 0:
        body = {"message": {"chat": {"id": 1_000_000 + number}, "text": "您好"}}
        state = {"state": UpdateState.DONE, "tries": 0, "received_at": at}
        yield Update, {"bot_id": 1, "update_id": number, "body": body, **state}
        yield Dialogue, {"chat_id": 1_000_000 + number, "data": {}, "updated_at": at}


def _parcels(number: int, at: datetime, blob: str, email: str, receipt: str, chance: random.Random) -> Rows:
    """Give what left: the department's letter, which lies in a blob, and the acknowledgement, in its row."""
    common = {"channel": Channel.MAIL, "kind": ParcelKind.LETTER, "state": ParcelState.SENT, "sent_at": at}
    common |= {"created_at": at, "not_before": at, "submission_id": number, "tries": 0, "unknown": 0}
    yield (
        Parcel,
        {
            **common,
            "key": f"department:{receipt}:1:1",
            "recipient": DEPARTMENT,
            "payload": {"subject": f"[回执 {receipt}]", "text": "申报材料" * 100},
            "blob": blob,
            "raw": None,
            "digest": blob,
            "message_id": f"<{receipt}.1.1@example.org>",
        },
    )
    yield (
        Parcel,
        {
            **common,
            "key": f"ack:{number}",
            "recipient": email,
            "payload": {},
            "raw": chance.randbytes(LETTER_BYTES),
            "blob": None,
            "digest": None,
            "message_id": f"<ack.{number}@example.org>",
        },
    )


def now() -> datetime:
    """Return the moment at which the benchmark's desk stands."""
    return datetime(2026, 6, 15, 2, 0, tzinfo=UTC)
