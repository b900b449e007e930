"""Submissions and the audit log as tables, for files that the office keeps."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.policy import Policy
from handlers.rules.masking import masked
from handlers.rules.tokens import pseudonym
from handlers.sheets import Value
from handlers.submission_words import STATUS_WORDS
from storage.queries.applicants import file_counts
from storage.queries.audit import lines_after
from storage.queries.exports import last_entries, submissions_with_owners
from storage.states import Channel
from storage.tables import ApplicantUnit, AuditEntry

CHANNELS: Final = {Channel.CHAT: "聊天", Channel.MAIL: "邮件"}
SLICE: Final = 1000  # lines or ids asked for at once
# Subjects whose name is a person's own: they leave as pseudonyms.
PERSONAL: Final = ("chat", "mail", "staff", "applicant")
# What of a line's details says nothing about a person; the rest leaves as pseudonyms.
IMPERSONAL: Final = frozenset(
    {
        "both",
        "category",
        "code",
        "count",
        "days",
        "decision",
        "did",
        "hash",
        "held",
        "leave",
        "milestones",
        "recipients",
        "sent",
        "unit",
        "until",
        "years",
    }
)


@dataclass(frozen=True, slots=True)
class SubmissionLine:
    """A submission in one line."""

    receipt: str
    status: str
    channel: str
    category: str
    category_name: str
    department: str
    subject: str
    unit: str
    credit_code: str
    contact: str
    phone: str
    email: str
    files: int
    received: datetime
    last: str
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class AuditLine:
    """A line of the audit log, without anything that names a person."""

    number: int
    at: datetime
    actor: str
    act: str
    subject: str
    door: str
    detail: str
    hash: str


# The columns: heading, width in characters, and what stands in them.
SUBMISSION_COLUMNS: Final[tuple[tuple[str, int, Callable[[SubmissionLine], Value]], ...]] = (
    ("回执号", 20, lambda row: row.receipt),
    ("状态", 10, lambda row: row.status),
    ("渠道", 8, lambda row: row.channel),
    ("类别", 8, lambda row: row.category),
    ("类别名称", 30, lambda row: row.category_name),
    ("科室", 18, lambda row: row.department),
    ("主题", 30, lambda row: row.subject),
    ("申报单位", 30, lambda row: row.unit),
    ("统一社会信用代码", 20, lambda row: row.credit_code),
    ("联系人", 12, lambda row: row.contact),
    ("电话", 16, lambda row: row.phone),
    ("邮箱", 26, lambda row: row.email),
    ("文件数", 8, lambda row: row.files),
    ("收到", 18, lambda row: row.received),
    ("最近进展", 40, lambda row: row.last),
    ("进展时间", 18, lambda row: row.last_at),
)
AUDIT_COLUMNS: Final[tuple[tuple[str, int, Callable[[AuditLine], Value]], ...]] = (
    ("序号", 8, lambda row: row.number),
    ("时间", 18, lambda row: row.at),
    ("何人（代号）", 20, lambda row: row.actor),
    ("行为", 20, lambda row: row.act),
    ("对象", 30, lambda row: row.subject),
    ("渠道", 10, lambda row: row.door),
    ("详情", 40, lambda row: row.detail),
    ("摘要", 66, lambda row: row.hash),
)


async def submission_lines(session: AsyncSession, policy: Policy) -> list[SubmissionLine]:
    """Return every submission that has a receipt, oldest first."""
    rows = await submissions_with_owners(session)
    last, files = (
        await last_entries(session),
        await _file_counts(session, [row.id or 0 for row, _, _ in rows]),
    )
    lines = []
    for row, applicant, unit in rows:
        entry = last.get(row.id or 0)
        who = unit or ApplicantUnit(applicant_id=row.applicant_id, written_at=row.created_at)
        line = SubmissionLine(
            receipt=row.receipt or "",
            status=STATUS_WORDS[row.state],
            channel=CHANNELS[row.channel],
            category=row.category or "",
            category_name=row.category_name or "",
            department=row.department or "",
            subject=row.subject,
            unit=who.name or "",
            credit_code=who.credit_code or "",
            contact=who.contact or applicant.name or "",
            phone=who.phone or "",
            email=who.email or applicant.email or "",
            files=files.get(row.id or 0, 0),
            received=(row.confirmed_at or row.created_at).astimezone(policy.zone),
            last=entry.text if entry else "",
            last_at=entry.at.astimezone(policy.zone) if entry else None,
        )
        lines.append(line)
    return lines


async def _file_counts(session: AsyncSession, ids: list[int]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for start in range(0, len(ids), SLICE):
        counts |= await file_counts(session, ids[start : start + SLICE])
    return counts


async def audit_lines(session: AsyncSession, policy: Policy) -> list[AuditLine]:
    """Return the whole log, oldest first."""
    lines: list[AuditLine] = []
    number = 0
    while rows := await lines_after(session, number, SLICE):
        lines += [_audit_line(row, policy) for row in rows]
        number = rows[-1].id or 0
    return lines


def _audit_line(row: AuditEntry, policy: Policy) -> AuditLine:
    kind, _, name = row.subject.partition(":")
    subject = f"{kind}:{pseudonym(policy.key, row.subject)}" if kind in PERSONAL and name else row.subject
    return AuditLine(
        number=row.id or 0,
        at=row.at.astimezone(policy.zone),
        actor=row.actor,
        act=row.act,
        subject=subject,
        door=row.door,
        detail=_detail(row.detail, policy),
        hash=row.hash,
    )


def _detail(detail: dict[str, Any], policy: Policy) -> str:
    """Word every detail; a hash is no number of a person."""
    told = {key: value if key in IMPERSONAL else _hidden(value, policy) for key, value in detail.items()}
    fixed = {key: told.pop(key) for key in ("hash",) if key in told}
    words = [masked(json.dumps({key: value}, ensure_ascii=False))[1:-1] for key, value in told.items()]
    words += [json.dumps({key: value})[1:-1] for key, value in fixed.items()]
    return f"{{{', '.join(words)}}}" if words else ""


def _hidden(value: object, policy: Policy) -> str | None:
    return None if value is None else pseudonym(policy.key, str(value))
