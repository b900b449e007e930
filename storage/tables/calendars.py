"""Calendars as rows: the days that the office works differently, and the feeds that people subscribe to."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Field

from storage.moments import Moment
from storage.tables.row import Row


class SpecialDay(Row, table=True):
    """A day that is worked or not, whatever the published calendar says."""

    day: date = Field(primary_key=True)
    worked: bool
    name: str = ""


class CalendarFeed(Row, table=True):
    """The secret address of somebody's milestones; only its digest is kept."""

    digest: str = Field(primary_key=True)
    staff_id: int = Field(foreign_key="staffmember.id", index=True)
    created_at: datetime = Field(sa_type=Moment)
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)
