"""Questions about who chats with the desk and what they handed in there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.states import FileState, SubmissionState
from storage.tables import Applicant, StaffMember, Submission, SubmissionFile


async def applicant_by_chat(session: AsyncSession, chat_id: int) -> Applicant | None:
    """Find the applicant known by a chat."""
    return await session.scalar(_APPLICANT, {"chat": chat_id})


# Asked at every press, and put together once.
_APPLICANT = select(Applicant).where(col(Applicant.chat_id) == bindparam("chat"))


async def own_submission(session: AsyncSession, submission_id: int, chat_id: int) -> Submission | None:
    """Find a submission by its row, only for the chat that it belongs to."""
    query = (
        select(Submission)
        .join(Applicant, col(Applicant.id) == col(Submission.applicant_id))
        .where(col(Submission.id) == submission_id, col(Applicant.chat_id) == chat_id)
    )
    return await session.scalar(query)


async def own_receipt(session: AsyncSession, receipt: str, chat_id: int) -> Submission | None:
    """Find a submission by its receipt number, only for the chat that it belongs to."""
    query = (
        select(Submission)
        .join(Applicant, col(Applicant.id) == col(Submission.applicant_id))
        .where(col(Submission.receipt) == receipt, col(Applicant.chat_id) == chat_id)
    )
    return await session.scalar(query)


async def drafts_of(session: AsyncSession, applicant_id: int) -> Sequence[Submission]:
    """Return what an applicant has begun and not confirmed, newest first."""
    query = select(Submission).where(
        col(Submission.applicant_id) == applicant_id, col(Submission.state) == SubmissionState.DRAFT
    )
    return (await session.scalars(query.order_by(col(Submission.id).desc()))).all()


async def count_since(session: AsyncSession, applicant_id: int, moment: datetime, subject: str) -> int:
    """Count an applicant's submissions since a moment whose subject begins so."""
    query = select(func.count()).where(
        col(Submission.applicant_id) == applicant_id,
        col(Submission.created_at) >= moment,
        col(Submission.subject).startswith(subject, autoescape=True),
    )
    return await session.scalar(query) or 0


async def file_by_message(session: AsyncSession, chat_id: int, message_id: int) -> SubmissionFile | None:
    """Find the file that came in a chat message."""
    query = select(SubmissionFile).where(
        col(SubmissionFile.chat_id) == chat_id, col(SubmissionFile.message_id) == message_id
    )
    return await session.scalar(query)


async def wanted_files(session: AsyncSession, limit: int, now: datetime) -> Sequence[SubmissionFile]:
    """Return chat files to download, oldest first; only of people who accepted the notices."""
    query = (
        select(SubmissionFile)
        .join(Submission, col(Submission.id) == col(SubmissionFile.submission_id))
        .join(Applicant, col(Applicant.id) == col(Submission.applicant_id))
        .where(
            col(SubmissionFile.state) == FileState.WANTED,
            (col(SubmissionFile.not_before).is_(None)) | (col(SubmissionFile.not_before) <= now),
            col(Applicant.noticed_at).is_not(None),
        )
        .order_by(col(SubmissionFile.id))
        .limit(limit)
    )
    return (await session.scalars(query)).all()


async def free_claimed_files(session: AsyncSession) -> None:
    """Make every file that a stopped run was downloading wanted again."""
    await session.execute(
        update(SubmissionFile)
        .where(col(SubmissionFile.state) == FileState.CLAIMED)
        .values(state=FileState.WANTED)
    )


async def bound_chats(session: AsyncSession) -> Sequence[tuple[int, str]]:
    """Return the chats of the office's people, each with its role."""
    query = select(col(StaffMember.chat_id), col(StaffMember.role)).where(
        col(StaffMember.chat_id).is_not(None), ~col(StaffMember.gone)
    )
    return [(chat, role) for chat, role in (await session.execute(query)).all() if chat is not None]
