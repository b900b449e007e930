"""What applicants hand in, as rows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from storage.moments import Moment
from storage.states import Channel, FileState, SubmissionState
from storage.tables.row import Row


class Applicant(Row, table=True):
    """Somebody who asks and hands in, known by chat or by address."""

    __table_args__ = (Index("ix_applicant_email_folded", text("lower(email)")),)

    id: int | None = Field(default=None, primary_key=True)
    chat_id: int | None = Field(default=None, unique=True)
    email: str | None = Field(default=None, unique=True)
    email_confirmed_at: datetime | None = Field(default=None, sa_type=Moment)  # a code proved the mailbox
    name: str | None = None
    noticed_at: datetime | None = Field(default=None, sa_type=Moment)  # accepted the notices before the first
    created_at: datetime = Field(sa_type=Moment)


class Serial(Row, table=True):
    """A counter by name, such as the receipts of a year."""

    name: str = Field(primary_key=True)
    value: int = 0


class Submission(Row, table=True):
    """What an applicant hands in; it keeps the edition, category and mailbox that it was made under."""

    id: int | None = Field(default=None, primary_key=True)
    receipt: str | None = Field(default=None, unique=True)
    applicant_id: int = Field(foreign_key="applicant.id", index=True)
    channel: Channel
    state: SubmissionState = Field(default=SubmissionState.DRAFT, index=True)
    edition_id: int | None = Field(default=None, foreign_key="edition.id")
    category: str | None = None
    category_name: str | None = None
    department: str | None = None
    mailbox: str | None = None
    adds_to: int | None = Field(default=None, foreign_key="submission.id", index=True)  # what it supplements
    subject: str = ""  # the mail's subject, or what the applicant wrote in chat
    created_at: datetime = Field(sa_type=Moment)
    confirmed_at: datetime | None = Field(default=None, sa_type=Moment)


class SubmissionFile(Row, table=True):
    """One file of a submission; from chat it is first `wanted`, from mail it is part of the letter."""

    __table_args__ = (UniqueConstraint("chat_id", "message_id"),)

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", index=True)
    position: int = 0
    name: str
    media_type: str = "application/octet-stream"
    bytes: int = 0
    sha256: str | None = None
    blob: str | None = None
    letter_id: int | None = Field(default=None, foreign_key="letter.id", index=True)
    part: int | None = None  # its index among the letter's attachments
    file_id: str | None = None  # Telegram's name for it
    chat_id: int | None = None
    message_id: int | None = None
    item: str | None = None  # the guide's material that the applicant ticked it to
    state: FileState = Field(default=FileState.STORED, index=True)
    tries: int = 0
    not_before: datetime | None = Field(default=None, sa_type=Moment)


class Entry(Row, table=True):
    """One line in a submission's history, as its applicant may read it."""

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", index=True)
    at: datetime = Field(sa_type=Moment, index=True)
    kind: str  # received, delivered, status, transfer, answer, supplement
    text: str
    letter_id: int | None = Field(default=None, foreign_key="letter.id", index=True)
