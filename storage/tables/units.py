"""Other names of units as rows."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from storage.moments import Moment
from storage.tables.row import Row


class UnitAlias(Row, table=True):
    """Another name of a unit, such as 市工信局; it counts once an operator has said so."""

    alias: str = Field(primary_key=True)
    unit: str
    confirmed: bool = False
    refused: bool = False  # an operator said no; it is not proposed again
    added_at: datetime = Field(sa_type=Moment)
