"""Questions about what departments have been sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ScalarSelect, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.states import SubmissionState
from storage.tables import ApplicantUnit, Entry, Parcel, Promise, Submission


async def unit_of_submission(session: AsyncSession, submission_id: int) -> ApplicantUnit | None:
    """Return who hands a submission in, as its applicant wrote it."""
    return await session.scalar(
        select(ApplicantUnit).where(col(ApplicantUnit.submission_id) == submission_id)
    )


async def promise_of_submission(session: AsyncSession, submission_id: int) -> Promise | None:
    """Return what an applicant hands in later."""
    return await session.get(Promise, submission_id)


async def first_letter_to(session: AsyncSession, submission_id: int, mailbox: str) -> str | None:
    """Return the Message-ID of the first letter with material that a mailbox got about a submission."""
    query = (
        select(col(Parcel.message_id))
        .where(
            col(Parcel.submission_id) == submission_id,
            col(Parcel.key).startswith("department:", autoescape=True),
            func.lower(col(Parcel.recipient)) == mailbox.lower(),
        )
        .order_by(col(Parcel.id))
    )
    return await session.scalar(query.limit(1))


async def unanswered_between(
    session: AsyncSession, since: datetime, before: datetime
) -> Sequence[tuple[Submission, datetime]]:
    """Return what departments got in a time and have not answered, with when they got it, oldest first.

    A question that was handed over counts from when it was asked. Whatever else is unanswered, however much
    that has become over the years, is not looked at.
    """
    lately = select(col(Entry.submission_id)).where(col(Entry.at) >= since)
    got = func.coalesce(_last(("delivered", "transfer")), col(Submission.confirmed_at))
    answered = _last(("answer",))
    query = select(Submission, got).where(
        col(Submission.id).in_(lately),
        col(Submission.state) == SubmissionState.DELIVERED,
        col(Submission.receipt).is_not(None),
        col(Submission.mailbox).is_not(None),
        got.between(since, before),
        or_(answered.is_(None), answered < got),
    )
    return [(submission, at) for submission, at in await session.execute(query.order_by(got))]


def _last(kinds: Sequence[str]) -> ScalarSelect[datetime]:
    """Return when the last line of some kinds was written in a submission's history."""
    return (
        select(func.max(col(Entry.at)))
        .where(col(Entry.submission_id) == col(Submission.id), col(Entry.kind).in_(kinds))
        .correlate(Submission)
        .scalar_subquery()
    )


async def count_letters_under(session: AsyncSession, prefix: str, address: str, since: datetime) -> int:
    """Count the letters to an address since a moment whose key begins so."""
    query = select(func.count()).where(
        col(Parcel.key).startswith(prefix, autoescape=True),
        func.lower(col(Parcel.recipient)) == address.lower(),
        col(Parcel.created_at) >= since,
    )
    return await session.scalar(query) or 0
