"""What operators do to the service itself, as rows."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from storage.moments import Moment
from storage.states import BroadcastState, PageKeyKind, Pausable
from storage.tables.row import Row


class Pause(Row, table=True):
    """A part of the service that an operator has stopped, and when it went on."""

    part: Pausable = Field(primary_key=True)
    since: datetime = Field(sa_type=Moment)
    by: str  # who stopped it, for people to read
    until: datetime | None = Field(default=None, sa_type=Moment)  # None while it is stopped


class Outage(Row, table=True):
    """A way in or out that does not work, from the first failure until it works again."""

    door: str = Field(primary_key=True)  # chat, relay, or mailbox: and the account
    since: datetime = Field(sa_type=Moment)
    remark: str = ""  # the other side's last word
    told_at: datetime | None = Field(default=None, sa_type=Moment)


class Broadcast(Row, table=True):
    """A text that an operator sends to all who follow something."""

    id: int | None = Field(default=None, primary_key=True)
    text: str
    chat_id: int  # of the operator who wrote it
    state: BroadcastState = BroadcastState.DRAFT
    created_at: datetime = Field(sa_type=Moment)
    sent_at: datetime | None = Field(default=None, sa_type=Moment)
    recipients: int = 0  # to whom it was written


class PageKey(Row, table=True):
    """What opens the operators' page: a link that works once, or a session; only its digest is kept."""

    digest: str = Field(primary_key=True)
    kind: PageKeyKind
    staff_id: int = Field(foreign_key="staffmember.id", index=True)
    chat_id: int | None = None  # the operator's chat at that time; another one ends it
    expires_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)
