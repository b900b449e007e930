"""Questions about what operators decided."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Example


async def examples_mark(session: AsyncSession, limit: int) -> str:
    """Return a mark that changes when one of the newest examples is added or erased."""
    return str(tuple((await session.execute(_mark(), {"most": limit})).one()))


@cache
def _mark() -> Select[*tuple[Any, ...]]:
    newest = select(col(Example.id), func.length(col(Example.text)).label("size"), col(Example.category))
    rows = newest.order_by(col(Example.id).desc()).limit(bindparam("most")).subquery()
    query = select(func.count(), func.max(rows.c.id), func.sum(rows.c.size), func.max(rows.c.category))
    return query.select_from(rows)


async def example_of(session: AsyncSession, letter_id: int) -> Example | None:
    """Return what was decided about a letter."""
    return await session.scalar(select(Example).where(col(Example.letter_id) == letter_id))


async def newest_examples(session: AsyncSession, limit: int) -> Sequence[Example]:
    """Return the newest examples, the newest first."""
    query = select(Example).order_by(col(Example.id).desc()).limit(limit)
    return (await session.scalars(query)).all()
