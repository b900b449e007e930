"""Facts about rows that name each other and are written past the object mapper."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from storage.database import Database, open_database
from storage.fresh_rows import free_ids, write_fresh
from storage.lookups import once
from storage.rows import new_row
from storage.states import Channel
from storage.tables import Applicant, Submission

NOW = datetime(2022, 6, 20, tzinfo=UTC)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = await open_database(tmp_path / "fresh.db", create=True)
    yield database
    await database.close()


async def write(database: Database, *names: str) -> None:
    async with database.transaction() as session:
        ids = await free_ids(session, Applicant, Submission)
        people = [new_row(Applicant, id=next(ids[Applicant]), name=name, created_at=NOW) for name in names]
        submissions = [
            new_row(
                Submission,
                id=next(ids[Submission]),
                applicant_id=person.id,
                channel=Channel.MAIL,
                created_at=NOW,
            )
            for person in people
        ]
        await write_fresh(session, [*people, *submissions])


async def test_rows_name_each_other_and_follow_those_before(database: Database) -> None:
    await write(database, "甲", "乙")
    await write(database, "丙")
    async with database.reading() as session:
        query = select(Submission, Applicant).join(Applicant, col(Applicant.id) == Submission.applicant_id)
        found = (await session.execute(query.order_by(col(Submission.id)))).all()
    assert [(one.id, other.name) for one, other in found] == [(1, "甲"), (2, "乙"), (3, "丙")]


async def test_objects_get_the_ids_behind_them(database: Database) -> None:
    async with database.transaction() as session:
        ids = await free_ids(session, Applicant)
        await write_fresh(session, [new_row(Applicant, id=next(ids[Applicant]), name="甲", created_at=NOW)])
        others = [Applicant(name=name, created_at=NOW) for name in "乙丙"]
        session.add_all(others)
        await session.flush()
        assert [each.id for each in others] == [2, 3]


async def test_what_was_looked_up_is_looked_up_anew_after_them(database: Database) -> None:
    async with database.transaction() as session:

        async def look() -> int:
            return len((await session.scalars(select(col(Applicant.id)))).all())

        assert await once(session, "people", (Applicant,), look) == 0
        await write_fresh(session, [new_row(Applicant, id=1, name="甲", created_at=NOW)])
        assert await once(session, "people", (Applicant,), look) == 1


async def test_row_that_names_nobody_is_refused(database: Database) -> None:
    lost = new_row(Submission, id=1, applicant_id=7, channel=Channel.MAIL, created_at=NOW)
    with pytest.raises(IntegrityError):
        async with database.transaction() as session:
            await write_fresh(session, [lost])
