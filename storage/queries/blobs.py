"""Which blobs the rows name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from sqlalchemy import JSON, Column, Integer, String, Table, cast, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from storage.tables import Serial

DIGEST: Final = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
MARK: Final = "blob-sweep"  # the counter that holds the last day of a sweep, as its ordinal
LENGTH: Final = 64
ROWS: Final = 500  # read at once


async def unnamed(session: AsyncSession, names: Iterable[str]) -> set[str]:
    """Return those of some blobs that stand in no row: in no blob column, nor in any text or JSON.

    Every table is looked through, so that a table that is added later need not be remembered here.
    """
    left = set(names)
    tables = SQLModel.metadata.tables.values()
    for table in tables:
        if "blob" in table.columns and left:
            await _strike(session, table, table.columns["blob"], left)
    for table in tables:
        for column in table.columns:
            if left and isinstance(column.type, (String, JSON)):
                await _strike(session, table, column, left)
    return left


async def named(session: AsyncSession) -> set[str]:
    """Return the blobs that rows name in a column of their own."""
    found: set[str] = set()
    for table in SQLModel.metadata.tables.values():
        if "blob" in table.columns:
            column = table.columns["blob"]
            rows = await session.scalars(select(column).where(column.is_not(None), column != ""))
            found.update(str(each) for each in rows)
    return found


async def was_swept(session: AsyncSession, day: date) -> bool:
    """Tell whether the blobs were swept on a day."""
    mark = await session.get(Serial, MARK)
    return mark is not None and mark.value == day.toordinal()


async def note_sweep(session: AsyncSession, day: date) -> None:
    """Write down that the blobs are swept on a day."""
    mark = await session.get(Serial, MARK)
    if mark is None:
        mark = Serial(name=MARK)
        session.add(mark)
    mark.value = day.toordinal()


async def _strike(session: AsyncSession, table: Table, column: Column[object], left: set[str]) -> None:
    """Strike out what a column names."""
    text, number = cast(column, String), literal_column("rowid", Integer)
    query = select(number, text).select_from(table).where(func.length(text) >= LENGTH)
    last = 0
    while rows := (await session.execute(query.where(number > last).order_by(number).limit(ROWS))).all():
        for _, value in rows:
            left.difference_update(DIGEST.findall(str(value)))
        last = rows[-1][0]
