"""Questions about mailboxes that are linked to chats, and about who shares a submission."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.states import Channel
from storage.tables import (
    AddressCode,
    Applicant,
    ApplicantUnit,
    Companion,
    Follow,
    Invitation,
    Submission,
)


async def applicant_with_email(session: AsyncSession, address: str) -> Applicant | None:
    """Find the applicant known by an address."""
    return await session.scalar(select(Applicant).where(func.lower(col(Applicant.email)) == address.lower()))


async def open_codes(
    session: AsyncSession, *, applicant_id: int | None = None, address: str | None = None
) -> Sequence[AddressCode]:
    """Return codes that nobody has used, newest first: those that a chat asked for, or of a mailbox."""
    query = select(AddressCode).where(col(AddressCode.used_at).is_(None))
    if applicant_id is not None:
        query = query.where(col(AddressCode.applicant_id) == applicant_id)
    if address is not None:
        query = query.where(col(AddressCode.email) == address.lower())
    return (await session.scalars(query.order_by(col(AddressCode.id).desc()))).all()


async def code_with_digest(session: AsyncSession, digest: str) -> AddressCode | None:
    """Find a code by what is kept of it."""
    return await session.scalar(select(AddressCode).where(col(AddressCode.digest) == digest))


async def count_codes(session: AsyncSession, since: datetime, applicant_id: int | None, address: str) -> int:
    """Count the codes since a moment that a chat asked for or that went to an address, whichever is more."""
    counts = [await _count_codes(session, since, col(AddressCode.email) == address.lower())]
    if applicant_id is not None:
        counts.append(await _count_codes(session, since, col(AddressCode.applicant_id) == applicant_id))
    return max(counts)


async def _count_codes(session: AsyncSession, since: datetime, whose: object) -> int:
    query = select(func.count()).select_from(AddressCode).where(col(AddressCode.created_at) >= since)
    return await session.scalar(query.where(whose)) or 0  # type: ignore[arg-type]


async def submissions_to_move(
    session: AsyncSession, applicant_id: int, *, by_mail_only: bool
) -> Sequence[Submission]:
    """Return an applicant's submissions, all or those that came by mail."""
    query = select(Submission).where(col(Submission.applicant_id) == applicant_id)
    if by_mail_only:
        query = query.where(col(Submission.channel) == Channel.MAIL)
    return (await session.scalars(query.order_by(col(Submission.id)))).all()


async def move_units(session: AsyncSession, submission_ids: Sequence[int], applicant_id: int) -> None:
    """Let who hands some submissions in belong to another applicant."""
    await session.execute(
        update(ApplicantUnit)
        .where(col(ApplicantUnit.submission_id).in_(submission_ids))
        .values(applicant_id=applicant_id)
    )


async def is_bare(session: AsyncSession, applicant_id: int) -> bool:
    """Tell whether nothing hangs on an applicant any more."""
    hangs = [
        exists().where(col(table.applicant_id) == applicant_id)
        for table in (Submission, ApplicantUnit, Follow, Companion, AddressCode)
    ]
    made = exists().where(col(Invitation.made_by) == applicant_id)
    return not await session.scalar(select(or_(*hangs, made)))


async def companions_of(session: AsyncSession, submission_id: int) -> Sequence[tuple[Companion, Applicant]]:
    """Return who may see a submission besides its owner, in the order in which they came."""
    query = (
        select(Companion, Applicant)
        .join(Applicant, col(Applicant.id) == col(Companion.applicant_id))
        .where(col(Companion.submission_id) == submission_id)
        .order_by(col(Companion.id))
    )
    return [(companion, applicant) for companion, applicant in await session.execute(query)]


async def companion_chats(session: AsyncSession, submission_id: int) -> Sequence[int]:
    """Return the chats of those who may see a submission besides its owner."""
    people = [person for _, person in await companions_of(session, submission_id)]
    return [person.chat_id for person in people if person.chat_id is not None]


async def mailed_companions(session: AsyncSession, submission_id: int) -> Sequence[Applicant]:
    """Return the companions that no chat reaches, but a mailbox that proved itself."""
    people = [person for _, person in await companions_of(session, submission_id)]
    return [each for each in people if each.chat_id is None and each.email and each.email_confirmed_at]


async def count_invitations(session: AsyncSession, made_by: int, expiring_after: datetime) -> int:
    """Count the invitations that somebody made and that expire after a moment."""
    query = select(func.count()).select_from(Invitation).where(col(Invitation.made_by) == made_by)
    return await session.scalar(query.where(col(Invitation.expires_at) > expiring_after)) or 0


async def companions_in(session: AsyncSession, applicant_id: int) -> Sequence[Companion]:
    """Return in which submissions somebody is a companion."""
    query = select(Companion).where(col(Companion.applicant_id) == applicant_id)
    return (await session.scalars(query)).all()


async def is_companion(session: AsyncSession, submission_id: int, applicant_id: int) -> bool:
    """Tell whether somebody may see a submission that is not theirs."""
    query = select(col(Companion.id)).where(
        col(Companion.submission_id) == submission_id, col(Companion.applicant_id) == applicant_id
    )
    return await session.scalar(query) is not None


async def remove_companion(session: AsyncSession, submission_id: int, applicant_id: int) -> None:
    """Take somebody out of a submission."""
    await session.execute(
        delete(Companion).where(
            col(Companion.submission_id) == submission_id, col(Companion.applicant_id) == applicant_id
        )
    )


async def shared_submissions(session: AsyncSession, applicant_id: int) -> Sequence[Submission]:
    """Return the submissions of others that somebody may see, newest first."""
    query = (
        select(Submission)
        .join(Companion, col(Companion.submission_id) == col(Submission.id))
        .where(col(Companion.applicant_id) == applicant_id)
        .order_by(col(Submission.id).desc())
    )
    return (await session.scalars(query)).all()


async def visible_submission(session: AsyncSession, submission_id: int, chat_id: int) -> Submission | None:
    """Find a submission by its row, for the chat of its owner or of a companion."""
    return await _visible(session, chat_id, col(Submission.id) == submission_id)


async def visible_receipt(session: AsyncSession, receipt: str, chat_id: int) -> Submission | None:
    """Find a submission by its receipt number, for the chat of its owner or of a companion."""
    return await _visible(session, chat_id, col(Submission.receipt) == receipt)


async def _visible(session: AsyncSession, chat_id: int, which: object) -> Submission | None:
    reader = select(col(Applicant.id)).where(col(Applicant.chat_id) == chat_id).scalar_subquery()
    shared = exists().where(
        col(Companion.submission_id) == col(Submission.id), col(Companion.applicant_id) == reader
    )
    query = select(Submission).where(or_(col(Submission.applicant_id) == reader, shared))
    return await session.scalar(query.where(which))  # type: ignore[arg-type]
