"""New rows get their ids before they are written, so that those of a table are one statement."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

MANY = 2  # rows of a table, from which on asking for the last id pays


def number_new_rows(session: Session, _context: object, _instances: object) -> None:
    """Give the new rows of a table ids as SQLite would, one above the highest, before a flush.

    SQLite does not say in which order it returns the ids of several rows, so they would be written one by
    one. Nobody else can take the ids meanwhile: the transaction holds the write lock.
    """
    fresh: dict[type[SQLModel], list[Any]] = defaultdict(list)
    for row in session.new:
        if getattr(row, "id", 0) is None:
            fresh[type(row)].append(row)
    for table, rows in fresh.items():
        if len(rows) >= MANY:
            last = session.scalar(select(func.max(table.__table__.c.id))) or 0  # type: ignore[attr-defined]
            for number, row in enumerate(rows, last + 1):
                row.id = number
