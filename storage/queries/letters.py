"""Questions about incoming letters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.states import LetterState
from storage.tables import Applicant, Letter, MailboxPosition, Parcel, Submission


async def position_of(session: AsyncSession, account: str, folder: str) -> MailboxPosition | None:
    """Return how far a mailbox has been read."""
    query = select(MailboxPosition).where(
        col(MailboxPosition.account) == account, col(MailboxPosition.folder) == folder
    )
    return await session.scalar(query)


async def stored_uids(
    session: AsyncSession, account: str, folder: str, uidvalidity: int, above: int = 0
) -> set[int]:
    """Return the UIDs of a mailbox that are on disk, those above a number."""
    query = select(col(Letter.uid)).where(
        col(Letter.account) == account,
        col(Letter.folder) == folder,
        col(Letter.uidvalidity) == uidvalidity,
        col(Letter.uid) > above,
    )
    return set((await session.scalars(query)).all())


async def rename_folder(
    session: AsyncSession, account: str, folder: str, uidvalidity: int, name: str
) -> None:
    """Give the letters of a folder another folder's name."""
    await session.execute(
        update(Letter)
        .where(
            col(Letter.account) == account,
            col(Letter.folder) == folder,
            col(Letter.uidvalidity) == uidvalidity,
        )
        .values(folder=name)
    )


async def waiting_letters(session: AsyncSession, limit: int) -> Sequence[Letter]:
    """Return stored letters that nothing is decided about, oldest first."""
    query = (
        select(Letter).where(col(Letter.state) == LetterState.STORED).order_by(col(Letter.id)).limit(limit)
    )
    return (await session.scalars(query)).all()


async def earlier_with_message_id(session: AsyncSession, message_id: str, before: int) -> Letter | None:
    """Find an earlier letter with the same Message-ID."""
    query = select(Letter).where(col(Letter.message_id) == message_id, col(Letter.id) < before)
    return await session.scalar(query.order_by(col(Letter.id)).limit(1))


async def earlier_with_content(session: AsyncSession, digest: str, before: int) -> Letter | None:
    """Find an earlier letter with the same From, Date and body."""
    query = select(Letter).where(col(Letter.content_digest) == digest, col(Letter.id) < before)
    return await session.scalar(query.order_by(col(Letter.id)).limit(1))


async def parcel_by_message_id(session: AsyncSession, message_ids: Sequence[str]) -> Parcel | None:
    """Find the letter of ours that carries one of these Message-IDs, the newest first."""
    query = select(Parcel).where(col(Parcel.message_id).in_(message_ids)).order_by(col(Parcel.id).desc())
    return await session.scalar(query.limit(1))


async def count_letters_of(session: AsyncSession, sender: str, since: datetime, up_to: int) -> int:
    """Count a sender's letters since a moment, up to a row."""
    query = select(func.count()).where(
        func.lower(col(Letter.sender)) == sender, col(Letter.received_at) >= since, col(Letter.id) <= up_to
    )
    return await session.scalar(query) or 0


async def letters_over_quota(session: AsyncSession, sender: str) -> Sequence[Letter]:
    """Return the letters that were set aside because their sender wrote too many."""
    query = select(Letter).where(
        func.lower(col(Letter.sender)) == sender,
        col(Letter.state) == LetterState.ASIDE,
        col(Letter.outcome) == "quota",
    )
    return (await session.scalars(query)).all()


async def has_letters(session: AsyncSession) -> bool:
    """Tell whether any letter was ever stored."""
    return await session.scalar(select(col(Letter.id)).limit(1)) is not None


async def count_outcomes(session: AsyncSession, since: datetime) -> dict[str, int]:
    """Count the letters since a moment by what became of them."""
    query = (
        select(col(Letter.outcome), func.count())
        .where(col(Letter.received_at) >= since, col(Letter.outcome).is_not(None))
        .group_by(col(Letter.outcome))
    )
    return {str(outcome): count for outcome, count in (await session.execute(query)).all()}


async def letters_of_ours(
    session: AsyncSession, message_ids: Sequence[str], recipient: str
) -> Sequence[Parcel]:
    """Return our letters to an address that carry one of these Message-IDs."""
    query = select(Parcel).where(
        col(Parcel.message_id).in_(message_ids), func.lower(col(Parcel.recipient)) == recipient.lower()
    )
    return (await session.scalars(query)).all()


async def earlier_categories(session: AsyncSession, address: str) -> Sequence[str]:
    """Return the categories that an address has handed in for, newest first; one row may name several."""
    query = (
        select(col(Submission.category))
        .join(Applicant, col(Applicant.id) == col(Submission.applicant_id))
        .where(func.lower(col(Applicant.email)) == address.lower(), col(Submission.category).is_not(None))
        .order_by(col(Submission.id).desc())
        .limit(20)
    )
    named = [each for row in (await session.scalars(query)).all() for each in (row or "").split("、") if each]
    return tuple(dict.fromkeys(named))


async def count_acknowledgements(session: AsyncSession, since: datetime, address: str | None = None) -> int:
    """Count the acknowledgements written since a moment, to one address or in all."""
    query = (
        select(func.count())
        .select_from(Parcel)
        .where(col(Parcel.key).like("ack:%"), col(Parcel.created_at) >= since)
    )
    if address is not None:
        query = query.where(func.lower(col(Parcel.recipient)) == address.lower())
    return await session.scalar(query) or 0
