"""Questions about submissions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import and_, bindparam, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from storage.states import FileState, SubmissionState
from storage.tables import Applicant, ApplicantUnit, Entry, Letter, Parcel, Submission, SubmissionFile


async def submission_by_receipt(session: AsyncSession, receipt: str) -> Submission | None:
    """Find a submission by its receipt number; knowing it gives no right to see anything."""
    return await session.scalar(select(Submission).where(col(Submission.receipt) == receipt))


async def files_of(session: AsyncSession, submission_id: int) -> Sequence[SubmissionFile]:
    """Return the files of a submission in their order, without those that were taken out."""
    query = (
        select(SubmissionFile)
        .where(
            col(SubmissionFile.submission_id) == submission_id, col(SubmissionFile.state) != FileState.REMOVED
        )
        .order_by(col(SubmissionFile.position), col(SubmissionFile.id))
    )
    return (await session.scalars(query)).all()


async def applicants_by_email(session: AsyncSession, addresses: Sequence[str]) -> dict[str, Applicant]:
    """Return the applicants known by addresses (lower case)."""
    rows = (
        await session.scalars(select(Applicant).where(func.lower(col(Applicant.email)).in_(addresses)))
    ).all()
    return {(row.email or "").lower(): row for row in rows}


async def applicants_with_units(
    session: AsyncSession, addresses: Sequence[str]
) -> dict[str, tuple[Applicant, ApplicantUnit | None]]:
    """Return the applicants known by addresses (lower case), with what they let the desk remember."""
    rows = await session.execute(_WITH_UNITS, {"addresses": list(addresses)})
    return {(applicant.email or "").lower(): (applicant, unit) for applicant, unit in rows}


_WITH_UNITS: Final = (
    select(Applicant, ApplicantUnit)
    .outerjoin(
        ApplicantUnit,
        and_(
            col(ApplicantUnit.applicant_id) == col(Applicant.id), col(ApplicantUnit.submission_id).is_(None)
        ),
    )
    .where(func.lower(col(Applicant.email)).in_(bindparam("addresses", expanding=True)))
)


async def letter_of_submission(session: AsyncSession, submission_id: int) -> Letter | None:
    """Return the mail that a submission came in; None for one from chat, whatever mails came later."""
    query = (
        select(Letter)
        .join(Entry, col(Entry.letter_id) == col(Letter.id))
        .where(col(Entry.submission_id) == submission_id, col(Entry.kind) == "received")
        .order_by(col(Entry.id))
    )
    return await session.scalar(query.limit(1))


async def letters_of_submission(session: AsyncSession, submission_id: int) -> Sequence[Letter]:
    """Return the mails that a submission came in, and those that were added to it, oldest first."""
    query = (
        select(Letter)
        .join(Entry, col(Entry.letter_id) == col(Letter.id))
        .where(col(Entry.submission_id) == submission_id, col(Entry.kind).in_(("received", "supplement")))
        .order_by(col(Entry.id))
    )
    return (await session.scalars(query)).all()


async def parcels_of(session: AsyncSession, submission_id: int) -> Sequence[Parcel]:
    """Return what was written out for a submission, in order."""
    query = select(Parcel).where(col(Parcel.submission_id) == submission_id).order_by(col(Parcel.id))
    return (await session.scalars(query)).all()


async def entries_of(session: AsyncSession, submission_id: int) -> Sequence[Entry]:
    """Return a submission's history, oldest first."""
    query = select(Entry).where(col(Entry.submission_id) == submission_id).order_by(col(Entry.id))
    return (await session.scalars(query)).all()


async def count_entries(session: AsyncSession, submission_id: int, kind: str) -> int:
    """Count the lines of one kind in a submission's history."""
    query = select(func.count()).where(col(Entry.submission_id) == submission_id, col(Entry.kind) == kind)
    return await session.scalar(query) or 0


async def count_passed_on(session: AsyncSession, since: datetime, outcome: str) -> int:
    """Count the mailed submissions that were moved since a moment, of those whose mail had an outcome."""
    received = aliased(Entry)
    query = (
        select(func.count(func.distinct(col(Entry.submission_id))))
        .join(received, col(received.submission_id) == col(Entry.submission_id))
        .join(Letter, col(Letter.id) == col(received.letter_id))
        .where(
            col(Entry.kind) == "transfer",
            col(Entry.at) >= since,
            col(received.kind) == "received",
            col(Letter.outcome) == outcome,
        )
    )
    return await session.scalar(query) or 0


async def next_serials(session: AsyncSession, name: str, many: int) -> range:
    """Raise a counter several times at once and return its new values."""
    last = (await (await session.connection()).execute(_RAISED, {"name": name, "many": many})).scalar_one()
    return range(last - many + 1, last + 1)


# Past the session, which must hold no copy of a counter.
_RAISED: Final = text(
    "INSERT INTO serial (name, value) VALUES (:name, :many)"
    " ON CONFLICT (name) DO UPDATE SET value = value + :many RETURNING value"
)


async def submissions_of(session: AsyncSession, applicant_id: int) -> Sequence[Submission]:
    """Return an applicant's submissions, newest first, without drafts that were given up."""
    query = (
        select(Submission)
        .where(
            col(Submission.applicant_id) == applicant_id, col(Submission.state) != SubmissionState.DISCARDED
        )
        .order_by(col(Submission.id).desc())
    )
    return (await session.scalars(query)).all()
