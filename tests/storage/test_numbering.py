"""Facts about the ids of new rows."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import col, select

from storage.database import Database, open_database
from storage.tables import Applicant

NOW = datetime(2022, 6, 20, tzinfo=UTC)


def applicants(*names: str) -> list[Applicant]:
    return [Applicant(name=name, created_at=NOW) for name in names]


async def test_rows_are_numbered_in_the_order_in_which_they_were_added(tmp_path: Path) -> None:
    database = await open_database(tmp_path / "desk.db", create=True)
    for names in (("甲",), ("乙", "丙", "丁"), ("戊", "己")):
        rows = applicants(*names)
        async with database.transaction() as session:
            session.add_all(rows)
            await session.flush()
            assert all(row.id for row in rows)
    async with database.reading() as session:
        found = (await session.scalars(select(Applicant).order_by(col(Applicant.id)))).all()
    await database.close()
    assert [(row.id, row.name) for row in found] == list(enumerate("甲乙丙丁戊己", 1))


async def test_ids_are_free_again_after_a_rollback(tmp_path: Path) -> None:
    database = await open_database(tmp_path / "desk.db", create=True)
    with pytest.raises(RuntimeError, match="given up"):
        await add(database, applicants("甲", "乙"), give_up=True)
    again = applicants("丙", "丁")
    await add(database, again)
    await database.close()
    assert [row.id for row in again] == [1, 2]


async def add(database: Database, rows: list[Applicant], *, give_up: bool = False) -> None:
    async with database.transaction() as session:
        session.add_all(rows)
        await session.flush()
        if give_up:
            raise RuntimeError("given up")
