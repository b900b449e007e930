"""What is known of applicants beside their submissions, as rows."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field

from storage.moments import Moment
from storage.tables.row import Row


class ApplicantUnit(Row, table=True):
    """Who hands in: of one submission, or with no submission what an applicant let the desk remember."""

    __table_args__ = (UniqueConstraint("applicant_id", "submission_id"),)

    id: int | None = Field(default=None, primary_key=True)
    applicant_id: int = Field(foreign_key="applicant.id", index=True)
    submission_id: int | None = Field(default=None, foreign_key="submission.id", unique=True)
    name: str | None = None  # None where the applicant did not want to say
    credit_code: str | None = None  # 统一社会信用代码 (GB 32100-2015)
    contact: str | None = None
    phone: str | None = None
    email: str | None = None  # as the applicant wrote it: no proof of anything
    written_at: datetime = Field(sa_type=Moment)


class Promise(Row, table=True):
    """What an applicant hands in later (先提交，后补), and until when."""

    submission_id: int = Field(primary_key=True, foreign_key="submission.id")
    items: list[str] = Field(default_factory=list, sa_type=JSON)  # the guide's words
    due: date
    nudged_at: datetime | None = Field(default=None, sa_type=Moment)


class Follow(Row, table=True):
    """A category that an applicant follows, by the number and name that it had then."""

    __table_args__ = (UniqueConstraint("applicant_id", "category"),)

    id: int | None = Field(default=None, primary_key=True)
    applicant_id: int = Field(foreign_key="applicant.id", index=True)
    category: str
    category_name: str
    since: datetime = Field(sa_type=Moment)
