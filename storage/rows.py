"""A new row, made without weighing each of its fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import inspect
from sqlmodel import SQLModel

Row = TypeVar("Row", bound=SQLModel)


def new_row(table: type[Row], **values: Any) -> Row:
    """Make a row that is to be added to a session, as its class would.

    The class sets each field by itself through two libraries, which takes longer than writing the row to the
    database. Raises TypeError for a field that the table does not have.
    """
    plain, made = _defaults(table)
    if unknown := values.keys() - plain.keys() - made.keys():
        raise TypeError(f"{table.__name__} has no {'、'.join(sorted(unknown))}")
    row: Row = inspect(table).class_manager.new_instance()
    row.__dict__.update(plain)
    row.__dict__.update({name: make() for name, make in made.items() if name not in values})
    row.__dict__.update(values)
    return row


@cache
def _defaults(table: type[SQLModel]) -> tuple[Mapping[str, Any], Mapping[str, Callable[[], Any]]]:
    """Return the defaults of a table's fields, and what makes those that each row has for itself."""
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
