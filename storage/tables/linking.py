"""What joins people to mailboxes and to each other's submissions, as rows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from storage.moments import Moment
from storage.tables.row import Row


class AddressCode(Row, table=True):
    """A one-time code that proves that somebody reads a mailbox; only its digest is kept."""

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(index=True)  # lower case
    applicant_id: int | None = Field(default=None, foreign_key="applicant.id", index=True)  # whose chat asked
    digest: str = Field(unique=True)
    created_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    tries: int = 0  # that were wrong
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class Invitation(Row, table=True):
    """A one-time link to one submission, for a colleague of its owner; only the code's digest is kept."""

    digest: str = Field(primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", index=True)
    made_by: int = Field(foreign_key="applicant.id")
    expires_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class Companion(Row, table=True):
    """Somebody who may see a submission besides its owner."""

    __table_args__ = (UniqueConstraint("submission_id", "applicant_id"),)

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", index=True)
    applicant_id: int = Field(foreign_key="applicant.id", index=True)
    added_at: datetime = Field(sa_type=Moment)
