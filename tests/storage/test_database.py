"""Facts about the door to the database."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError

from storage.database import Database, NoDatabase, open_database
from storage.queries.submissions import next_serials
from storage.states import Channel
from storage.tables import Applicant, Serial, Submission

NOW = datetime(2022, 6, 20, 1, 0, tzinfo=UTC)
CHINA = timezone(timedelta(hours=8))


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await open_database(tmp_path / "data" / "desk.db", create=True)
    yield opened
    await opened.close()


async def serial(database: Database) -> int:
    async with database.reading() as session:
        row = await session.get(Serial, "n")
        return row.value if row else 0


async def test_concurrent_read_modify_write_loses_nothing(database: Database) -> None:
    async def raise_it() -> None:
        for _ in range(8):
            async with database.transaction() as session:
                await next_serials(session, "n", 1)

    await asyncio.gather(*(raise_it() for _ in range(8)))
    assert await serial(database) == 64


async def test_two_openings_of_one_file_lose_nothing(database: Database) -> None:
    other = await open_database(database.path)
    try:

        async def raise_it(one: Database) -> list[int]:
            given: list[int] = []
            for _ in range(8):
                async with one.transaction() as session:
                    given += await next_serials(session, "n", 1)
            return given

        given = await asyncio.gather(*(raise_it(each) for each in (database, other, database, other)))
    finally:
        await other.close()
    assert sorted(number for numbers in given for number in numbers) == list(range(1, 33))


async def test_reading_goes_on_while_somebody_writes(database: Database) -> None:
    async with database.transaction() as writing:
        await next_serials(writing, "n", 1)
        async with asyncio.timeout(5):
            assert await serial(database) == 0
    assert await serial(database) == 1


async def test_writing_goes_on_while_somebody_reads(database: Database) -> None:
    async with database.reading() as reading:
        assert await reading.get(Serial, "n") is None
        async with asyncio.timeout(5), database.transaction() as writing:
            await next_serials(writing, "n", 1)
    assert await serial(database) == 1


async def test_error_rolls_everything_back(database: Database) -> None:
    async def fail() -> None:
        async with database.transaction() as session:
            await next_serials(session, "n", 1)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert await serial(database) == 0
    async with database.transaction() as session:
        assert await next_serials(session, "n", 1) == range(1, 2)


async def test_cancelled_transaction_leaves_nothing_and_frees_the_turn(database: Database) -> None:
    begun = asyncio.Event()

    async def stuck() -> None:
        async with database.transaction() as session:
            await next_serials(session, "n", 1)
            begun.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(stuck())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with asyncio.timeout(5), database.transaction() as session:
        assert await next_serials(session, "n", 1) == range(1, 2)


async def test_naive_moment_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="without a zone"):
        async with database.transaction() as session:
            session.add(Applicant(created_at=NOW.replace(tzinfo=None)))


async def test_moment_comes_back_as_the_same_instant_in_utc(database: Database) -> None:
    local = datetime(2022, 6, 20, 9, 0, 0, 123456, tzinfo=CHINA)
    async with database.transaction() as session:
        session.add(Applicant(id=1, created_at=local))
    async with database.reading() as session:
        row = await session.get_one(Applicant, 1)
    assert row.created_at == local
    assert row.created_at.tzinfo is UTC


async def test_row_that_hangs_on_nothing_is_refused(database: Database) -> None:
    with pytest.raises(IntegrityError):
        async with database.transaction() as session:
            session.add(Submission(applicant_id=77, channel=Channel.CHAT, created_at=NOW))


async def test_commits_survive_a_loss_of_power(database: Database) -> None:
    async with database.transaction() as session:
        pragmas = {
            name: (await session.execute(text(f"PRAGMA {name}"))).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert pragmas["journal_mode"] == "wal"
    assert pragmas["synchronous"] == 2
    assert pragmas["foreign_keys"] == 1
    assert pragmas["busy_timeout"] >= 10_000


async def test_missing_database_is_told_and_not_created(tmp_path: Path) -> None:
    with pytest.raises(NoDatabase):
        await open_database(tmp_path / "none.db")
    assert list(tmp_path.iterdir()) == []


async def test_only_its_owner_reads_the_database(database: Database) -> None:
    assert stat.S_IMODE(database.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(database.path.parent.stat().st_mode) == 0o700
