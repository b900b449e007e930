"""Documents of the office as rows, and what it set besides."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field

from storage.moments import Moment
from storage.states import EditionKind, ImportState
from storage.tables.row import Row


class Edition(Row, table=True):
    """An imported document, kept whole; one of each kind is in force."""

    id: int | None = Field(default=None, primary_key=True)
    kind: EditionKind = Field(index=True)
    digest: str
    title: str
    year: int | None = None
    content: dict[str, Any] = Field(sa_type=JSON)
    applied_at: datetime = Field(sa_type=Moment)
    in_force: bool = Field(default=True, index=True)
    before: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)  # what taking it back restores
    taken_back: bool = False


class PendingImport(Row, table=True):
    """A document that an operator sent in chat, until it is applied or given up."""

    id: int | None = Field(default=None, primary_key=True)
    chat_id: int = Field(index=True)
    kind: EditionKind | None = None  # None until the operator said what it is
    name: str
    blob: str
    content: dict[str, Any] | None = Field(default=None, sa_type=JSON)  # as it was read
    state: ImportState = ImportState.ASKED
    edition_id: int | None = Field(default=None, foreign_key="edition.id")  # what it became
    created_at: datetime = Field(sa_type=Moment)


class Alias(Row, table=True):
    """A word of the operators for a category."""

    word: str = Field(primary_key=True)
    category: str
    added_at: datetime = Field(sa_type=Moment)


class CategorySetting(Row, table=True):
    """What the office set for a category of one year's guide: its days, contact or mailbox."""

    year: int = Field(primary_key=True)
    category: str = Field(primary_key=True)
    field: str = Field(primary_key=True)
    value: str
    set_at: datetime = Field(sa_type=Moment)
