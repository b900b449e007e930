"""The people of the office as rows."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from storage.moments import Moment
from storage.tables.row import Row


class StaffMember(Row, table=True):
    """Somebody of the staff list; `chat_id` is set once the mailbox proved who it is."""

    id: int | None = Field(default=None, primary_key=True)
    name: str
    unit: str = Field(index=True)
    department: str | None = None
    email: str | None = None
    role: str = "staff"
    phone: str | None = None
    table_unit: str | None = None  # the unit's name in the task table, where it is another
    kind: str = "person"
    chat_id: int | None = Field(default=None, unique=True)
    both_ways: bool = False  # wants reminders by letter beside the chat
    gone: bool = False  # no longer in the list; kept for the history


class BindingCode(Row, table=True):
    """A one-time code sent to somebody's mailbox; only its digest is kept."""

    digest: str = Field(primary_key=True)
    staff_id: int = Field(foreign_key="staffmember.id", index=True)
    expires_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)
