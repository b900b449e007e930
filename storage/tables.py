"""The rows: one class a table, one line a column."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.moments import Moment
from storage.states import (
    Channel,
    EditionKind,
    FileState,
    LetterState,
    MilestoneState,
    ParcelKind,
    ParcelState,
    ReviewState,
    SubmissionState,
    UpdateState,
)


class Edition(SQLModel, table=True):
    """An imported document, kept whole; one of each kind is in force."""

    id: int | None = Field(default=None, primary_key=True)
    kind: EditionKind = Field(index=True)
    digest: str
    title: str
    year: int | None = None
    content: dict[str, Any] = Field(sa_type=JSON)
    applied_at: datetime = Field(sa_type=Moment)
    in_force: bool = Field(default=True, index=True)
    before: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)  # what taking it back restores
    taken_back: bool = False


class Alias(SQLModel, table=True):
    """A word of the operators for a category."""

    word: str = Field(primary_key=True)
    category: str
    added_at: datetime = Field(sa_type=Moment)


class CategorySetting(SQLModel, table=True):
    """What the office set for a category of one year's guide: its days, contact or mailbox."""

    year: int = Field(primary_key=True)
    category: str = Field(primary_key=True)
    field: str = Field(primary_key=True)
    value: str
    set_at: datetime = Field(sa_type=Moment)


class Applicant(SQLModel, table=True):
    """Somebody who asks and hands in, known by chat or by address."""

    id: int | None = Field(default=None, primary_key=True)
    chat_id: int | None = Field(default=None, unique=True)
    email: str | None = Field(default=None, unique=True)
    name: str | None = None
    noticed_at: datetime | None = Field(default=None, sa_type=Moment)  # accepted the notices before the first
    created_at: datetime = Field(sa_type=Moment)


class Serial(SQLModel, table=True):
    """A counter by name, such as the receipts of a year."""

    name: str = Field(primary_key=True)
    value: int = 0


class Submission(SQLModel, table=True):
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
    subject: str = ""  # the mail's subject, or what the applicant wrote in chat
    created_at: datetime = Field(sa_type=Moment)
    confirmed_at: datetime | None = Field(default=None, sa_type=Moment)


class SubmissionFile(SQLModel, table=True):
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
    letter_id: int | None = Field(default=None, foreign_key="letter.id")
    part: int | None = None  # its index among the letter's attachments
    file_id: str | None = None  # Telegram's name for it
    chat_id: int | None = None
    message_id: int | None = None
    state: FileState = Field(default=FileState.STORED, index=True)
    tries: int = 0
    not_before: datetime | None = Field(default=None, sa_type=Moment)


class Entry(SQLModel, table=True):
    """One line in a submission's history, as its applicant may read it."""

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", index=True)
    at: datetime = Field(sa_type=Moment)
    kind: str  # received, delivered, status, answer, supplement
    text: str
    letter_id: int | None = Field(default=None, foreign_key="letter.id")


class Letter(SQLModel, table=True):
    """An incoming mail: its bytes are in a blob, its key is the mailbox's own."""

    __table_args__ = (UniqueConstraint("account", "folder", "uidvalidity", "uid"),)

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
    submission_id: int | None = Field(default=None, foreign_key="submission.id", index=True)


class MailboxPosition(SQLModel, table=True):
    """How far a mailbox has been read."""

    __table_args__ = (UniqueConstraint("account", "folder"),)

    id: int | None = Field(default=None, primary_key=True)
    account: str
    folder: str
    uidvalidity: int
    last_uid: int = 0


class Parcel(SQLModel, table=True):
    """Something that must leave; written in the transaction of the fact that it reports."""

    __table_args__ = (Index("ix_parcel_due", "state", "channel", "not_before"),)

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


class ReviewItem(SQLModel, table=True):
    """Something that a person must look at, always with a reason."""

    id: int | None = Field(default=None, primary_key=True)
    kind: str  # submission, reply, question, letter, parcel
    state: ReviewState = Field(default=ReviewState.OPEN, index=True)
    letter_id: int | None = Field(default=None, foreign_key="letter.id")
    submission_id: int | None = Field(default=None, foreign_key="submission.id")
    parcel_id: int | None = Field(default=None, foreign_key="parcel.id")
    reasons: list[str] = Field(default_factory=list, sa_type=JSON)
    candidates: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    created_at: datetime = Field(sa_type=Moment)
    decided_at: datetime | None = Field(default=None, sa_type=Moment)
    decided_by: str | None = None
    decision: str | None = None


class Example(SQLModel, table=True):
    """An operator's decision about a letter, from which later letters are understood."""

    id: int | None = Field(default=None, primary_key=True)
    letter_id: int = Field(foreign_key="letter.id", unique=True)
    text: str  # its subject, the names of its files, its first words
    category: str
    category_name: str  # numbers change from guide to guide
    decided_at: datetime = Field(sa_type=Moment)


class Update(SQLModel, table=True):
    """A Telegram update as it came, stored before the next poll confirms it."""

    bot_id: int = Field(primary_key=True)
    update_id: int = Field(primary_key=True)
    body: dict[str, Any] = Field(sa_type=JSON)
    state: UpdateState = Field(default=UpdateState.STORED, index=True)
    tries: int = 0
    received_at: datetime = Field(sa_type=Moment)


class Dialogue(SQLModel, table=True):
    """What a chat is in the middle of; never kept in memory."""

    chat_id: int = Field(primary_key=True)
    awaiting: str | None = None  # what the next typed text is for
    data: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    updated_at: datetime = Field(sa_type=Moment)


class StaffMember(SQLModel, table=True):
    """Somebody of the staff list; `chat_id` is set once the mailbox proved who it is."""

    id: int | None = Field(default=None, primary_key=True)
    name: str
    unit: str = Field(index=True)
    department: str | None = None
    email: str | None = None
    role: str = "staff"
    phone: str | None = None
    kind: str = "person"
    chat_id: int | None = Field(default=None, unique=True)
    gone: bool = False  # no longer in the list; kept for the history


class BindingCode(SQLModel, table=True):
    """A one-time code sent to somebody's mailbox; only its digest is kept."""

    digest: str = Field(primary_key=True)
    staff_id: int = Field(foreign_key="staffmember.id", index=True)
    expires_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class Milestone(SQLModel, table=True):
    """A milestone of the task table in force, with what became of it."""

    __table_args__ = (UniqueConstraint("year", "task", "position"),)

    id: int | None = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="edition.id", index=True)
    year: int | None = None
    task: str
    task_text: str
    lead_unit: str | None = None
    position: int
    number: int | None = None
    text: str
    units: list[str] = Field(default_factory=list, sa_type=JSON)
    due: date | None = Field(default=None, index=True)
    due_raw: str = ""
    due_reason: str | None = None
    recurrence: str | None = None
    applied_on: date
    state: MilestoneState = Field(default=MilestoneState.OPEN, index=True)
    closed_at: datetime | None = Field(default=None, sa_type=Moment)
    closed_by: str | None = None
    evidence: str | None = None
    percent: int | None = None  # the progress last reported
    progress: str | None = None  # in words


class MilestoneEntry(SQLModel, table=True):
    """One line in a milestone's history: who did what; nothing is ever taken out of it."""

    id: int | None = Field(default=None, primary_key=True)
    milestone_id: int = Field(foreign_key="milestone.id", index=True)
    at: datetime = Field(sa_type=Moment)
    act: str  # done, progress, snooze, help, handover, reopen
    person: str  # as in the reminders
    name: str
    note: str = ""
    percent: int | None = None
    file_name: str | None = None
    blob: str | None = None  # the file of evidence, or the letter that holds it
    part: int | None = None  # its index among the letter's attachments


class Reminder(SQLModel, table=True):
    """A nudge that was decided; its key keeps it from being sent twice."""

    __table_args__ = (UniqueConstraint("milestone_id", "person", "rule", "planned_day"),)

    id: int | None = Field(default=None, primary_key=True)
    milestone_id: int = Field(foreign_key="milestone.id", index=True)
    person: str  # a staff id, or "unit:" and the name of one that has nobody
    duty: str
    rule: str
    planned_day: date = Field(index=True)
    delivery: str  # own, digest, or joined to a more urgent one
    decided_at: datetime = Field(sa_type=Moment)
    parcel_key: str | None = Field(default=None, index=True)


class Snooze(SQLModel, table=True):
    """A nudge that somebody moved; the due date stays."""

    __table_args__ = (UniqueConstraint("milestone_id", "person"),)

    id: int | None = Field(default=None, primary_key=True)
    milestone_id: int = Field(foreign_key="milestone.id", index=True)
    person: str
    until: date
    due: date | None = None  # the milestone's due date at that time; another one ends the snooze
    times: int = 1


class AuditEntry(SQLModel, table=True):
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
