"""Incoming mail as rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint, text
from sqlmodel import Field

from storage.moments import Moment
from storage.states import LetterState, ReviewState
from storage.tables.row import Row


class Letter(Row, table=True):
    """An incoming mail: its bytes are in a blob, its key is the mailbox's own."""

    __table_args__ = (
        UniqueConstraint("account", "folder", "uidvalidity", "uid"),
        Index("ix_letter_sender_folded", text("lower(sender)")),
        Index("ix_letter_received", "received_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    account: str
    folder: str
    uidvalidity: int
    uid: int
    blob: str
    bytes: int
    received_at: datetime = Field(sa_type=Moment)
    state: LetterState = Field(default=LetterState.STORED, index=True)
    tries: int = 0
    message_id: str | None = Field(default=None, index=True)
    content_digest: str | None = Field(default=None, index=True)
    sender: str | None = Field(default=None, index=True)
    subject: str | None = None
    excerpt: str | None = None  # the first words of its text, for people who decide
    outcome: str | None = None
    reasons: list[str] = Field(default_factory=list, sa_type=JSON)
    released_at: datetime | None = Field(default=None, sa_type=Moment)  # from beyond its sender's quota
    submission_id: int | None = Field(default=None, foreign_key="submission.id", index=True)


class MailboxPosition(Row, table=True):
    """How far a mailbox has been read."""

    __table_args__ = (UniqueConstraint("account", "folder"),)

    id: int | None = Field(default=None, primary_key=True)
    account: str
    folder: str
    uidvalidity: int
    last_uid: int = 0
    read_at: datetime | None = Field(default=None, sa_type=Moment)  # when it was last read to its end
    # The backup's hour, until all is read that came since: the machine before may have handled it.
    restored_from: datetime | None = Field(default=None, sa_type=Moment)


class ReviewItem(Row, table=True):
    """Something that a person must look at, always with a reason."""

    id: int | None = Field(default=None, primary_key=True)
    kind: str  # submission, reply, question, letter, parcel, quota, restored
    state: ReviewState = Field(default=ReviewState.OPEN, index=True)
    letter_id: int | None = Field(default=None, foreign_key="letter.id", index=True)
    submission_id: int | None = Field(default=None, foreign_key="submission.id", index=True)
    parcel_id: int | None = Field(default=None, foreign_key="parcel.id", index=True)
    reasons: list[str] = Field(default_factory=list, sa_type=JSON)
    candidates: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    created_at: datetime = Field(sa_type=Moment)
    decided_at: datetime | None = Field(default=None, sa_type=Moment)
    decided_by: str | None = None
    decision: str | None = None


class Example(Row, table=True):
    """An operator's decision about a letter, from which later letters are understood."""

    id: int | None = Field(default=None, primary_key=True)
    letter_id: int = Field(foreign_key="letter.id", unique=True)
    text: str  # its subject, the names of its files, its first words
    category: str
    category_name: str  # numbers change from guide to guide
    decided_at: datetime = Field(sa_type=Moment)
