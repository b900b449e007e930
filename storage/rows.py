"""New rows, made without weighing each of their fields, or only written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final, TypeVar

from sqlalchemy import insert, inspect
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

WAITING: Final = "rows to be written"  # where a session keeps them
Row = TypeVar("Row", bound=SQLModel)


def new_row(table: type[Row], **values: Any) -> Row:
    """Make a row that is to be added to a session, as its class would.

    The class sets each field by itself through two libraries, which takes longer than writing the row to the
    database. Raises TypeError for a field that the table does not have.
    """
    row: Row = inspect(table).class_manager.new_instance()
    row.__dict__.update(_whole(table, values))
    return row


def write_row(session: AsyncSession, table: type[SQLModel], **values: Any) -> None:
    """Write a row that nobody will look at in this transaction: with the next flush, behind all objects.

    The rows of a table are one statement and no objects, whose states the session would keep in mind. Raises
    TypeError for a field that the table does not have.
    """
    session.info.setdefault(WAITING, defaultdict(list))[table].append(_whole(table, values))


def waiting_tables(session: Session) -> frozenset[type[SQLModel]]:
    """Name the tables that rows are to be written to."""
    return frozenset(session.info.get(WAITING, ()))


def write_waiting_rows(session: Session) -> None:
    """Write the rows; SQLite numbers them in their order."""
    for table, rows in session.info.pop(WAITING, {}).items():
        session.execute(insert(inspect(table).local_table), rows)


def forget_waiting_rows(session: Session) -> None:
    """Forget the rows of what was given up."""
    session.info.pop(WAITING, None)


def _whole(table: type[SQLModel], values: dict[str, Any]) -> dict[str, Any]:
    """Add the defaults of a table to some values."""
    plain, made = _defaults(table)
    if unknown := values.keys() - plain.keys() - made.keys():
        raise TypeError(f"{table.__name__} has no {'、'.join(sorted(unknown))}")
    return {**plain, **{name: make() for name, make in made.items() if name not in values}, **values}


@cache
def _defaults(table: type[SQLModel]) -> tuple[Mapping[str, Any], Mapping[str, Callable[[], Any]]]:
    """Return the defaults of a table's fields, and what makes those that each row has for itself."""
    inspect(table).registry.configure()  # else a row made before the first question cannot be read
    fields = table.model_fields
    made: dict[str, Any] = {
        name: each.default_factory for name, each in fields.items() if each.default_factory
    }
    plain = {
        name: None if each.is_required() else each.default
        for name, each in fields.items()
        if name not in made
    }
    return plain, made
