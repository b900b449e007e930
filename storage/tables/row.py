"""What every table has in common."""

from __future__ import annotations

from sqlmodel import SQLModel


class Row(SQLModel):
    """A row; the database holds its columns to their types, so that no validator is built for it.

    Building them took a third of the time in which the tables are loaded.
    """

    model_config = {"defer_build": True}  # pydantic's own way
