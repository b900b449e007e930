"""Facts about rows that are made past their classes' constructors."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from storage.database import open_database
from storage.rows import new_row
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
