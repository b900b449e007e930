"""A SQLite connection for asyncio that asks its thread once for each statement, or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any, Self

import aiosqlite


class Pace(StrEnum):
    """Where a connection's statements run."""

    THREAD = "thread"  # in its thread: questions of any size, which nobody else waits for
    WRITING = "writing"  # here, but in its thread what waits for the lock or for the disk
    GLANCE = "glance"  # here: a question by an index, which waits for nothing and is over before a thread is


# What may take its time in a transaction: waiting for the lock, and for the disk.
SLOW = ("BEGIN", "PRAGMA")


class Statement:
    """A cursor that runs a statement and reads its rows in one step.

    The library's own asks the thread four times for each statement (cursor, execute, fetchall, close),
    and every time costs more than SQLite needs for the answer to a question about a few rows.
    """

    def __init__(self, connection: SwiftConnection) -> None:
        self._connection = connection
        self._cursor: sqlite3.Cursor | None = None
        self._rows: Sequence[Any] = ()
        self.arraysize = 1

    async def __aenter__(self) -> Self:
        return self

    @property
    def description(self) -> Any:
        """Name the columns; None where there are no rows to be had."""
        return self._cursor.description if self._cursor else None

    @property
    def rowcount(self) -> int:
        """Count the rows that were changed."""
        return self._cursor.rowcount if self._cursor else -1

    @property
    def lastrowid(self) -> int | None:
        """Return the id of the row that was written last."""
        return self._cursor.lastrowid if self._cursor else None

    async def execute(self, statement: str, values: Iterable[Any] = ()) -> Self:
        """Run a statement and read all its rows."""
        return await self._run(statement, partial(_rows, statement=statement, values=values))

    async def executemany(self, statement: str, values: Iterable[Iterable[Any]]) -> Self:
        """Run a statement for each of some values."""
        return await self._run(statement, partial(_many, statement=statement, values=values))

    async def fetchall(self) -> Sequence[Any]:
        """Return the rows that were read."""
        return self._rows

    async def close(self) -> None:
        """Do nothing: every row was read."""

    async def _run(self, statement: str, step: Callable[[sqlite3.Connection], Any]) -> Self:
        self._cursor, self._rows = await self._connection.step(step, slow=statement.startswith(SLOW))
        return self


class SwiftConnection(aiosqlite.Connection):
    """The library's connection with the cursor above.

    A transaction that holds the write lock asks for single rows by an index and writes single rows: such a
    step is over sooner than the switch to another thread. What waits for the lock or for the disk does not.
    """

    def __init__(self, path: Path, pace: Pace) -> None:
        super().__init__(partial(sqlite3.connect, path, check_same_thread=False), iter_chunk_size=64)
        self._thread.daemon = True
        self._pace = pace

    def cursor(self) -> Statement:  # type: ignore[override]  # the dialect needs no more of a cursor
        """Return a cursor, which costs nothing."""
        return Statement(self)

    async def commit(self) -> None:
        """Commit; a glance has written nothing that would have to reach the disk."""
        if self._pace is Pace.GLANCE:
            self._conn.commit()
        else:
            await super().commit()

    async def rollback(self) -> None:
        """Give up the transaction; a glance has written nothing that would have to be undone."""
        if self._pace is Pace.GLANCE:
            self._conn.rollback()
        else:
            await super().rollback()

    async def step(self, step: Callable[[sqlite3.Connection], Any], *, slow: bool) -> Any:
        """Run a step in the thread, or here."""
        if self._pace is Pace.GLANCE or (self._pace is Pace.WRITING and not slow):
            return step(self._conn)
        return await self._execute(step, self._conn)  # type: ignore[no-untyped-call]


def _rows(connection: sqlite3.Connection, *, statement: str, values: Any) -> tuple[sqlite3.Cursor, list[Any]]:
    cursor = connection.execute(statement, values)
    return cursor, cursor.fetchall()


def _many(connection: sqlite3.Connection, *, statement: str, values: Any) -> tuple[sqlite3.Cursor, list[Any]]:
    return connection.executemany(statement, values), []
