"""The audit log: who did what, when, from which door."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.policy import Policy
from handlers.rules.tokens import pseudonym
from storage.queries.audit import last_hash
from storage.tables import AuditEntry

START = "0" * 64  # what the first line is chained to


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts, and the door through which: chat, mail, command or clock."""

    who: str  # such as "chat:42"; the log keeps a pseudonym
    door: str


COMMAND = Actor("command", "command")  # whoever may run the command line
CLOCK = Actor("clock", "clock")  # nobody: a time has come


async def record(
    session: AsyncSession, policy: Policy, now: datetime, actor: Actor, act: str, subject: str, **detail: Any
) -> None:
    """Write one line: who did what to which thing."""
    entry = AuditEntry(
        at=now,
        actor=pseudonym(policy.key, actor.who),
        act=act,
        subject=subject,
        door=actor.door,
        detail=detail,
        previous=await last_hash(session) or START,
        hash="",
    )
    entry.hash = line_hash(entry)
    session.add(entry)
    await session.flush()


def line_hash(entry: AuditEntry) -> str:
    """Return the hash of a line, which covers the hash of the line before."""
    body = [
        entry.previous,
        entry.at.astimezone(UTC).isoformat(),
        entry.actor,
        entry.act,
        entry.subject,
        entry.door,
        entry.detail,
    ]
    return hashlib.sha256(json.dumps(body, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
