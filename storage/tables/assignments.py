"""Who answers for a milestone in place of its unit, and what somebody else has to agree to, as rows."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from storage.moments import Moment
from storage.states import ProposalKind, ProposalState
from storage.tables.row import Row


class Assignment(Row, table=True):
    """A milestone that is somebody's own; without any it is its leading unit's."""

    __table_args__ = (UniqueConstraint("milestone_id", "staff_id"),)

    id: int | None = Field(default=None, primary_key=True)
    milestone_id: int = Field(foreign_key="milestone.id", index=True)
    staff_id: int = Field(foreign_key="staffmember.id", index=True)
    assigned_at: datetime = Field(sa_type=Moment)


class Absence(Row, table=True):
    """A time of leave in which a deputy hears what somebody else would (代办); both days are included."""

    id: int | None = Field(default=None, primary_key=True)
    staff_id: int = Field(foreign_key="staffmember.id", index=True)
    deputy_id: int = Field(foreign_key="staffmember.id", index=True)
    first_day: date
    last_day: date
    noted_at: datetime = Field(sa_type=Moment)


class Proposal(Row, table=True):
    """Something about a milestone that stays as it is until somebody else agrees."""

    id: int | None = Field(default=None, primary_key=True)
    milestone_id: int = Field(foreign_key="milestone.id", index=True)
    kind: ProposalKind
    state: ProposalState = Field(default=ProposalState.OPEN, index=True)
    asked_by: str  # as in the reminders
    asked_name: str
    asked_at: datetime = Field(sa_type=Moment)
    note: str = ""
    staff_id: int | None = Field(default=None, foreign_key="staffmember.id")  # who is to take it over
    due: date | None = None  # the due date that is wished for
    decided_by: str | None = None
    decided_at: datetime | None = Field(default=None, sa_type=Moment)
