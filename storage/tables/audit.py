"""The audit log as rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field

from storage.moments import Moment
from storage.tables.row import Row


class AuditEntry(Row, table=True):
    """One line of the audit log, chained to the line before by its hash."""

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Moment)
    actor: str  # a pseudonymous id
    act: str
    subject: str
    door: str  # chat, mail, command, clock
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    previous: str
    hash: str = Field(unique=True)
