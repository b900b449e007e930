"""Questions about what departments have been sent."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import ApplicantUnit, Promise


async def unit_of_submission(session: AsyncSession, submission_id: int) -> ApplicantUnit | None:
    """Return who hands a submission in, as its applicant wrote it."""
    return await session.scalar(
        select(ApplicantUnit).where(col(ApplicantUnit.submission_id) == submission_id)
    )


async def promise_of_submission(session: AsyncSession, submission_id: int) -> Promise | None:
    """Return what an applicant hands in later."""
    return await session.get(Promise, submission_id)
