"""Facts about the daily sweep of bytes that no row names."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.blob_sweep import sweep_blobs
from bot.parts import Parts
from handlers.outbox import Wrapping, write_letter
from handlers.rules.compose import Enclosure, LetterSpec
from storage.database import open_database
from storage.tables import Letter
from tests.bot.test_rounds import desk
from tests.handlers.mailroom import NOW
from tests.handlers.office import SetClock


@pytest.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Parts]:
    database = await open_database(tmp_path / "desk.db", create=True)
    yield desk(tmp_path, database, 0)
    await database.close()


def put(parts: Parts, raw: bytes, days: float = 2) -> str:
    """Store bytes as if it were days ago."""
    name = parts.blobs.put(raw)
    moment = parts.blobs.path(name).stat().st_mtime - days * 86_400
    os.utime(parts.blobs.path(name), (moment, moment))
    return name


def letter(blob: str, uid: int = 1) -> Letter:
    return Letter(account="a", folder="b", uidvalidity=1, uid=uid, blob=blob, bytes=1, received_at=NOW)


async def test_bytes_that_no_row_names_are_removed_and_all_others_stay(parts: Parts) -> None:
    mail, sent, lost = put(parts, b"mail"), put(parts, b"enclosed"), put(parts, b"lost")
    spec = LetterSpec(
        sender="a@example.org",
        sender_name="a",
        recipient="b@example.org",
        subject="s",
        body="b",
        message_id="<1@example.org>",
        at=NOW,
        enclosures=(Enclosure("a.pdf", "application/pdf", sent),),
    )
    async with parts.database.transaction() as session:
        session.add(letter(mail))
        await write_letter(session, spec, Wrapping("k", NOW))  # named in the letter's JSON alone
    assert await sweep_blobs(parts) == 1
    assert not parts.blobs.path(lost).exists()
    assert [parts.blobs.get(each) for each in (mail, sent)] == [b"mail", b"enclosed"]


async def test_bytes_of_today_wait_for_their_row(parts: Parts) -> None:
    name = put(parts, b"fetched a moment ago", days=0.9)
    assert await sweep_blobs(parts) == 0
    assert parts.blobs.path(name).exists()


async def test_sweep_is_made_once_a_day(parts: Parts) -> None:
    await sweep_blobs(parts)
    put(parts, b"lost")
    assert await sweep_blobs(parts) == 0
    assert isinstance(parts.clock, SetClock)
    parts.clock.moment += timedelta(days=1)
    assert await sweep_blobs(parts) == 1


async def test_many_rows_are_looked_through(parts: Parts) -> None:
    names = [*(f"{number:064x}" for number in range(1_200)), put(parts, b"in the last row")]
    async with parts.database.transaction() as session:
        session.add_all(letter(name, number) for number, name in enumerate(names))
    assert await sweep_blobs(parts) == 0
