"""New rows that name each other, written past the object mapper: all of a table in one statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import count
from typing import Any

from sqlalchemy import Select, func, insert, inspect, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from storage.lookups import forget_tables


async def free_ids(session: AsyncSession, *tables: type[SQLModel]) -> Mapping[type[SQLModel], Iterator[int]]:
    """Return the ids of tables that are free, in order; the rows are to be written before anything else.

    Nobody else can take them meanwhile: the transaction holds the write lock.
    """
    (highest,) = await (await session.connection()).execute(_highest(*tables))
    return {table: count((last or 0) + 1) for table, last in zip(tables, highest, strict=True)}


@cache
def _highest(*tables: type[SQLModel]) -> Select[Any]:
    ids = (inspect(table).local_table.c.id for table in tables)
    return select(*(select(func.max(each)).scalar_subquery() for each in ids))


async def write_fresh(session: AsyncSession, rows: Iterable[SQLModel]) -> None:
    """Write new rows now, tables in the order in which they first come.

    They are as they are to stay: the session does not keep them, and what is changed in them later is lost.
    """
    tables: dict[type[SQLModel], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        tables[type(row)].append(row.__dict__)
    connection = await session.connection()
    for table, values in tables.items():
        columns = inspect(table).local_table.c.keys()
        await connection.execute(insert(table), [{name: each[name] for name in columns} for each in values])
    forget_tables(session.sync_session, frozenset(tables))
