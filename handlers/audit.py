"""The audit log: who did what, when, from which door."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.policy import Policy
from handlers.rules.tokens import pseudonym
from storage.queries.audit import last_hash
from storage.tables import AuditEntry

START = "0" * 64  # what the first line is chained to


async def record(
    session: AsyncSession,
    policy: Policy,
    now: datetime,
    *,
    who: str,
    act: str,
    subject: str,
    door: str,
    **detail: Any,
) -> None:
    """Write one line; `who` such as "chat:42" is kept as a pseudonym.

    `door` is chat, mail, command or clock.
    """
    entry = AuditEntry(
        at=now,
        actor=pseudonym(policy.key, who),
        act=act,
        subject=subject,
        door=door,
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
        entry.at.isoformat(),
        entry.actor,
        entry.act,
        entry.subject,
        entry.door,
        entry.detail,
    ]
    return hashlib.sha256(json.dumps(body, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
