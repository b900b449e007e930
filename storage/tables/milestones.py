"""Milestones and their reminders as rows."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field

from storage.moments import Moment
from storage.states import MilestoneState
from storage.tables.row import Row


class Milestone(Row, table=True):
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
    help_wanted: bool = False  # 需协调, until somebody says that it is settled
    moved_from: date | None = None  # the table's due date, where an extension replaced it
    period_done: date | None = None  # the end of the last period reported done, where it comes round
    revision: int = 0  # of its entry in calendars; raised with every change that these show


class MilestoneEntry(Row, table=True):
    """One line in a milestone's history: who did what; nothing is ever taken out of it."""

    id: int | None = Field(default=None, primary_key=True)
    milestone_id: int = Field(foreign_key="milestone.id", index=True)
    at: datetime = Field(sa_type=Moment)
    act: str  # done, progress, snooze, help, handover, reopen and so on
    person: str  # as in the reminders
    name: str
    note: str = ""
    percent: int | None = None
    file_name: str | None = None
    blob: str | None = None  # the file of evidence, or the letter that holds it
    part: int | None = None  # its index among the letter's attachments


class Reminder(Row, table=True):
    """A nudge that was decided; its key keeps it from being sent twice."""

    __table_args__ = (UniqueConstraint("milestone_id", "person", "rule", "planned_day"),)

    id: int | None = Field(default=None, primary_key=True)
    milestone_id: int = Field(foreign_key="milestone.id", index=True)
    person: str  # a staff id, or "unit:" and the name of one that has nobody
    duty: str
    rule: str
    planned_day: date = Field(index=True)
    due: date | None = None  # what it was about, so that a calendar that changes brings nothing twice
    delivery: str  # own, digest, or joined to a more urgent one
    decided_at: datetime = Field(sa_type=Moment)
    parcel_key: str | None = Field(default=None, index=True)


class Snooze(Row, table=True):
    """A nudge that somebody moved; the due date stays."""

    __table_args__ = (UniqueConstraint("milestone_id", "person"),)

    id: int | None = Field(default=None, primary_key=True)
    milestone_id: int = Field(foreign_key="milestone.id", index=True)
    person: str
    until: date
    due: date | None = None  # the milestone's due date at that time; another one ends the snooze
    times: int = 1
