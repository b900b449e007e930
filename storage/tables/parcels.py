"""What must leave, as rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, text
from sqlmodel import Field

from storage.moments import Moment
from storage.states import Channel, ParcelKind, ParcelState
from storage.tables.row import Row


class Parcel(Row, table=True):
    """Something that must leave; written in the transaction of the fact that it reports."""

    __table_args__ = (
        Index("ix_parcel_due", "state", "channel", "not_before"),
        Index("ix_parcel_recipient_folded", text("lower(recipient)"), "created_at"),
        Index("ix_parcel_created", "created_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    kind: ParcelKind
    channel: Channel
    recipient: str  # an address or a chat id
    state: ParcelState = Field(default=ParcelState.READY)
    submission_id: int | None = Field(default=None, foreign_key="submission.id", index=True)
    position: int = 0  # its order within the submission
    payload: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    raw: bytes | None = None  # the bytes of a small letter
    blob: str | None = None  # the bytes of a large one
    digest: str | None = None
    message_id: str | None = Field(default=None, index=True)
    created_at: datetime = Field(sa_type=Moment)
    not_before: datetime = Field(sa_type=Moment)
    claimed_at: datetime | None = Field(default=None, sa_type=Moment)
    sent_at: datetime | None = Field(default=None, sa_type=Moment)
    tries: int = 0
    unknown: int = 0  # how often the other side's word was not heard
    remark: str | None = None  # the other side's last word
    chat_message_id: int | None = None
