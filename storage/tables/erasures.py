"""What was erased, as rows."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from storage.moments import Moment
from storage.tables.row import Row


class Erasure(Row, table=True):
    """The tombstone of a submission: nothing else is left of it."""

    receipt: str = Field(primary_key=True)
    erased_at: datetime = Field(sa_type=Moment)
