"""Facts about the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import delete, update
from sqlmodel import col

from handlers.audit import START, Actor, line_hash, record
from storage.database import Database
from storage.tables import AuditEntry
from tests.handlers.mailroom import NOW, Mailroom

OPERATOR = Actor("chat:42", "chat")


def is_whole(entries: Sequence[AuditEntry]) -> bool:
    """Tell whether every line has its own hash and that of the line before."""
    previous = START
    for entry in entries:
        if entry.previous != previous or entry.hash != line_hash(entry):
            return False
        previous = entry.hash
    return True


@pytest.fixture
async def room(database: Database) -> Mailroom:
    made = Mailroom(database, database.path.parent / "blobs")
    for number in range(1, 5):
        async with database.transaction() as session:
            await record(
                session, made.policy, NOW, OPERATOR, "review.accepted", f"review:{number}", decision="1.1"
            )
    return made


async def test_chain_is_whole(room: Mailroom) -> None:
    entries = await room.rows(AuditEntry)
    assert len(entries) == 4
    assert is_whole(entries)


@pytest.mark.parametrize(
    "change",
    [
        {"act": "review.discarded"},
        {"subject": "review:9"},
        {"actor": "0" * 16},
        {"door": "mail"},
        {"at": NOW + timedelta(seconds=1)},
        {"detail": {"decision": "2.1"}},
        {"previous": START},
    ],
)
async def test_changed_line_breaks_the_chain(room: Mailroom, change: dict[str, Any]) -> None:
    async with room.database.transaction() as session:
        await session.execute(update(AuditEntry).where(col(AuditEntry.id) == 2).values(**change))
    assert not is_whole(await room.rows(AuditEntry))


async def test_line_taken_out_breaks_the_chain(room: Mailroom) -> None:
    async with room.database.transaction() as session:
        await session.execute(delete(AuditEntry).where(col(AuditEntry.id) == 2))
    assert not is_whole(await room.rows(AuditEntry))


async def test_lines_changed_about_break_the_chain(room: Mailroom) -> None:
    entries = await room.rows(AuditEntry)
    assert not is_whole([entries[1], entries[0], *entries[2:]])


async def test_hash_does_not_hang_on_the_zone_in_which_the_moment_was_told(room: Mailroom) -> None:
    local = datetime(2022, 6, 20, 9, 30, 0, 5, tzinfo=timezone(timedelta(hours=8)))
    async with room.database.transaction() as session:
        await record(session, room.policy, local, OPERATOR, "import", "guide:1", files=["名单.csv"], count=2)
    assert is_whole(await room.rows(AuditEntry))


async def test_log_names_nobody(room: Mailroom) -> None:
    for entry in await room.rows(AuditEntry):
        assert "42" not in f"{entry.actor} {entry.detail}"
