"""Facts about rows that are made past their classes' constructors, and about those that are no objects."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.database import Database, open_database
from storage.lookups import once
from storage.rows import new_row, write_row
from storage.states import Channel, ParcelKind, ParcelState
from storage.tables import Letter, Parcel

NOW = datetime(2022, 6, 20, 1, 30, tzinfo=UTC)
PARCEL: dict[str, Any] = {
    "key": "ack:1",
    "kind": ParcelKind.LETTER,
    "channel": Channel.MAIL,
    "recipient": "a@example.org",
    "created_at": NOW,
    "not_before": NOW,
}


def test_row_is_the_one_that_its_class_would_make() -> None:
    assert new_row(Parcel, **PARCEL).model_dump() == Parcel(**PARCEL).model_dump()


def test_values_that_a_row_has_for_itself_are_not_shared() -> None:
    first, second = (new_row(Parcel, **PARCEL) for _ in range(2))
    first.payload["text"] = "x"
    assert second.payload == {}


def test_unknown_field_is_refused() -> None:
    with pytest.raises(TypeError, match="sendr"):
        new_row(Letter, sendr="a@example.org")


async def test_row_is_written_and_changed_as_any_other(tmp_path: Path) -> None:
    database = await open_database(tmp_path / "rows.db", create=True)
    try:
        async with database.transaction() as session:
            row = new_row(Parcel, **PARCEL)
            session.add(row)
            await session.flush()
            assert row.id is not None
            row.state = ParcelState.SENT
        async with database.reading() as session:
            stored = (await session.scalars(select(Parcel))).one()
            assert (stored.state, stored.created_at, stored.payload) == (ParcelState.SENT, NOW, {})
    finally:
        await database.close()


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = await open_database(tmp_path / "rows.db", create=True)
    yield database
    await database.close()


async def keys(database: Database) -> list[str]:
    async with database.reading() as session:
        return list(await session.scalars(select(col(Parcel.key)).order_by(col(Parcel.id))))


async def test_rows_that_are_no_objects_are_what_objects_would_be(database: Database) -> None:
    async with database.transaction() as session:
        session.add(new_row(Parcel, **PARCEL))
        write_row(session, Parcel, **PARCEL | {"key": "ack:2", "payload": {"a": [1]}})
        write_row(session, Parcel, **PARCEL | {"key": "ack:3"})
    async with database.reading() as session:
        first, second, third = (await session.scalars(select(Parcel).order_by(col(Parcel.id)))).all()
    own = {"id", "key", "payload"}
    assert first.model_dump(exclude=own) == second.model_dump(exclude=own) == third.model_dump(exclude=own)
    assert [each.key for each in (first, second, third)] == ["ack:1", "ack:2", "ack:3"]
    assert (second.payload, third.payload) == ({"a": [1]}, {})


async def test_question_in_the_same_transaction_sees_the_rows(database: Database) -> None:
    async with database.transaction() as session:
        write_row(session, Parcel, **PARCEL)
        assert (await session.scalars(select(Parcel))).one().key == "ack:1"


async def test_rows_go_with_what_was_given_up(database: Database) -> None:
    async with database.transaction() as session:
        write_row(session, Parcel, **PARCEL)
        savepoint = await session.begin_nested()
        write_row(session, Parcel, **PARCEL | {"key": "ack:2"})
        await savepoint.rollback()
    assert await keys(database) == ["ack:1"]
    with pytest.raises(RuntimeError, match="stop"):
        await _fail(database)
    assert await keys(database) == ["ack:1"]


async def _fail(database: Database) -> None:
    async with database.transaction() as session:
        write_row(session, Parcel, **PARCEL | {"key": "ack:3"})
        raise RuntimeError("stop")


async def test_what_was_looked_up_is_looked_up_anew_after_a_row(database: Database) -> None:
    async with database.transaction() as session:

        async def look() -> int:
            return len((await session.scalars(select(col(Parcel.id)))).all())

        assert await once(session, "parcels", (Parcel,), look) == 0
        write_row(session, Parcel, **PARCEL)
        assert await once(session, "parcels", (Parcel,), look) == 1
        write_row(session, Parcel, **PARCEL | {"key": "ack:2"})
        await session.flush()
        assert await once(session, "parcels", (Parcel,), look) == 2


def test_unknown_field_of_a_row_that_is_no_object_is_refused() -> None:
    with pytest.raises(TypeError, match="sendr"):
        write_row(AsyncSession(), Letter, sendr="a@example.org")
