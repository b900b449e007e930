"""What came from Telegram, as rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field

from storage.moments import Moment
from storage.states import UpdateState
from storage.tables.row import Row


class Update(Row, table=True):
    """A Telegram update as it came, stored before the next poll confirms it."""

    bot_id: int = Field(primary_key=True)
    update_id: int = Field(primary_key=True)
    body: dict[str, Any] = Field(sa_type=JSON)
    state: UpdateState = Field(default=UpdateState.STORED, index=True)
    tries: int = 0
    received_at: datetime = Field(sa_type=Moment, index=True)


class Dialogue(Row, table=True):
    """What a chat is in the middle of; never kept in memory."""

    chat_id: int = Field(primary_key=True)
    awaiting: str | None = None  # what the next typed text is for
    data: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    updated_at: datetime = Field(sa_type=Moment)
