"""Questions about everything at once, for files that the office keeps."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Applicant, ApplicantUnit, Entry, Submission


async def submissions_with_owners(
    session: AsyncSession,
) -> Sequence[tuple[Submission, Applicant, ApplicantUnit | None]]:
    """Return every submission that has a receipt, oldest first, with who handed it in."""
    query = (
        select(Submission, Applicant, ApplicantUnit)
        .join(Applicant, col(Applicant.id) == col(Submission.applicant_id))
        .outerjoin(ApplicantUnit, col(ApplicantUnit.submission_id) == col(Submission.id))
        .where(col(Submission.receipt).is_not(None))
        .order_by(col(Submission.id))
    )
    return [(row[0], row[1], row[2]) for row in (await session.execute(query)).all()]


async def last_entries(session: AsyncSession) -> dict[int, Entry]:
    """Return the last line of every submission's history, by the submission's id."""
    last = select(func.max(col(Entry.id))).group_by(col(Entry.submission_id))
    rows = (await session.scalars(select(Entry).where(col(Entry.id).in_(last)))).all()
    return {row.submission_id: row for row in rows}
