"""Questions about what is known of applicants beside their submissions."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.states import FileState, SubmissionState
from storage.tables import Applicant, ApplicantUnit, Follow, Promise, Submission, SubmissionFile


async def unit_row(
    session: AsyncSession, applicant_id: int, submission_id: int | None
) -> ApplicantUnit | None:
    """Return who hands a submission in, or with None what the applicant let the desk remember."""
    query = select(ApplicantUnit).where(
        col(ApplicantUnit.applicant_id) == applicant_id, col(ApplicantUnit.submission_id) == submission_id
    )
    return await session.scalar(query)


async def open_promises(session: AsyncSession) -> Sequence[tuple[Promise, Submission, Applicant]]:
    """Return what was promised and not reminded of yet, with whose it is."""
    query = (
        select(Promise, Submission, Applicant)
        .join(Submission, col(Submission.id) == col(Promise.submission_id))
        .join(Applicant, col(Applicant.id) == col(Submission.applicant_id))
        .where(col(Promise.nudged_at).is_(None))
        .order_by(col(Promise.submission_id))
    )
    return [
        (promise, submission, applicant) for promise, submission, applicant in await session.execute(query)
    ]


async def follows_of(session: AsyncSession, applicant_id: int) -> Sequence[Follow]:
    """Return the categories that an applicant follows, in their order."""
    query = select(Follow).where(col(Follow.applicant_id) == applicant_id)
    return (await session.scalars(query.order_by(col(Follow.category)))).all()


async def follow_of(session: AsyncSession, applicant_id: int, category: str) -> Follow | None:
    """Return an applicant's following of a category."""
    query = select(Follow).where(col(Follow.applicant_id) == applicant_id, col(Follow.category) == category)
    return await session.scalar(query)


async def unfollow(session: AsyncSession, applicant_id: int, category: str) -> None:
    """Forget that an applicant follows a category."""
    await session.execute(
        delete(Follow).where(col(Follow.applicant_id) == applicant_id, col(Follow.category) == category)
    )


async def follows_with_chats(session: AsyncSession) -> Sequence[tuple[Follow, int]]:
    """Return everything that is followed with the chat of who follows it, one person after the other."""
    query = (
        select(Follow, col(Applicant.chat_id))
        .join(Applicant, col(Applicant.id) == col(Follow.applicant_id))
        .where(col(Applicant.chat_id).is_not(None))
        .order_by(col(Applicant.id), col(Follow.category))
    )
    return [(follow, chat_id) for follow, chat_id in await session.execute(query) if chat_id is not None]


async def follows_by_mail(session: AsyncSession) -> Sequence[tuple[Follow, str]]:
    """Return what is followed by those whom no chat reaches, with the mailbox that proved itself."""
    query = (
        select(Follow, col(Applicant.email))
        .join(Applicant, col(Applicant.id) == col(Follow.applicant_id))
        .where(col(Applicant.chat_id).is_(None), col(Applicant.email_confirmed_at).is_not(None))
        .order_by(col(Applicant.id), col(Follow.category))
    )
    return [(follow, address) for follow, address in await session.execute(query) if address]


async def followers_in_chat(session: AsyncSession) -> Sequence[int]:
    """Return the chats of all who follow something, each once."""
    query = select(col(Applicant.chat_id)).where(
        col(Applicant.id).in_(select(col(Follow.applicant_id))), col(Applicant.chat_id).is_not(None)
    )
    return [chat for chat in (await session.scalars(query.order_by(col(Applicant.id)))).all() if chat]


async def followers_by_mail(session: AsyncSession) -> Sequence[tuple[int, str]]:
    """Return who follows something and is reached by no chat, with the mailbox that proved itself."""
    query = select(col(Applicant.id), col(Applicant.email)).where(
        col(Applicant.id).in_(select(col(Follow.applicant_id))),
        col(Applicant.chat_id).is_(None),
        col(Applicant.email_confirmed_at).is_not(None),
        col(Applicant.email).is_not(None),
    )
    rows = (await session.execute(query.order_by(col(Applicant.id)))).all()
    return [(number or 0, address or "") for number, address in rows]


async def unfollow_all(session: AsyncSession, applicant_id: int) -> None:
    """Forget everything that an applicant follows."""
    await session.execute(delete(Follow).where(col(Follow.applicant_id) == applicant_id))


async def draft_supplement(session: AsyncSession, submission_id: int) -> Submission | None:
    """Return the basket that is being collected as a supplement to a submission."""
    query = select(Submission).where(
        col(Submission.adds_to) == submission_id, col(Submission.state) == SubmissionState.DRAFT
    )
    return await session.scalar(query.order_by(col(Submission.id).desc()).limit(1))


async def file_counts(session: AsyncSession, submission_ids: Sequence[int]) -> dict[int, int]:
    """Count the files of some submissions, without those that were taken out."""
    query = select(col(SubmissionFile.submission_id)).where(
        col(SubmissionFile.submission_id).in_(submission_ids), col(SubmissionFile.state) != FileState.REMOVED
    )
    counted: dict[int, int] = {}
    for number in (await session.scalars(query)).all():
        counted[number] = counted.get(number, 0) + 1
    return counted
