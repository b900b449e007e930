"""Questions about incoming letters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.states import LetterState
from storage.tables import Applicant, Letter, MailboxPosition, Parcel, Submission

LATEST: Final = 20  # submissions of one sender that tell what the next may be for


async def position_of(session: AsyncSession, account: str, folder: str) -> MailboxPosition | None:
    """Return how far a mailbox has been read."""
    return await session.scalar(_POSITION, {"account": account, "folder": folder})


# Asked at every turn, and put together once: that took longer than the answer.
_POSITION: Final = select(MailboxPosition).where(
    col(MailboxPosition.account) == bindparam("account"), col(MailboxPosition.folder) == bindparam("folder")
)
_WAITING: Final = (
    select(Letter)
    .where(col(Letter.state) == LetterState.STORED, col(Letter.id) > bindparam("after"))
    .order_by(col(Letter.id))
    .limit(bindparam("most"))
)
_UIDS: Final = select(col(Letter.uid)).where(
    col(Letter.account) == bindparam("account"),
    col(Letter.folder) == bindparam("folder"),
    col(Letter.uidvalidity) == bindparam("uidvalidity"),
    col(Letter.uid) > bindparam("above"),
)
_BY_ID: Final = select(Letter).where(col(Letter.id).in_(bindparam("ids", expanding=True)))


async def stored_uids(
    session: AsyncSession, account: str, folder: str, uidvalidity: int, above: int = 0
) -> set[int]:
    """Return the UIDs of a mailbox that are on disk, those above a number."""
    values = {"account": account, "folder": folder, "uidvalidity": uidvalidity, "above": above}
    return set((await session.scalars(_UIDS, values)).all())


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


async def waiting_letters(session: AsyncSession, limit: int, after: int = 0) -> Sequence[Letter]:
    """Return stored letters above an id that nothing is decided about, oldest first."""
    return (await session.scalars(_WAITING, {"after": after, "most": limit})).all()


async def letters_by_id(session: AsyncSession, ids: Sequence[int]) -> dict[int, Letter]:
    """Return letters by their ids."""
    rows = (await session.scalars(_BY_ID, {"ids": list(ids)})).all()
    return {row.id or 0: row for row in rows}


async def parcel_by_message_id(session: AsyncSession, message_ids: Sequence[str]) -> Parcel | None:
    """Find the letter of ours that carries one of these Message-IDs, the newest first."""
    query = select(Parcel).where(col(Parcel.message_id).in_(message_ids)).order_by(col(Parcel.id).desc())
    return await session.scalar(query.limit(1))


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


async def categories_of_senders(session: AsyncSession, senders: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the categories that addresses (lower case) have handed in for lately, newest first."""
    rows = await session.execute(_CATEGORIES, {"senders": list(senders)})
    return categories_by_sender((sender, category) for sender, category in rows)


_CATEGORIES: Final = (
    select(func.lower(col(Applicant.email)), col(Submission.category))
    .join(Applicant, col(Applicant.id) == col(Submission.applicant_id))
    .where(
        func.lower(col(Applicant.email)).in_(bindparam("senders", expanding=True)),
        col(Submission.category).is_not(None),
    )
    .order_by(col(Submission.id).desc())
)


def categories_by_sender(rows: Iterable[tuple[str, str | None]]) -> dict[str, tuple[str, ...]]:
    """Name the categories of each sender's latest submissions, newest first, from rows in that order."""
    found: dict[str, list[str]] = {}
    for sender, category in rows:
        found.setdefault(sender, []).append(category or "")
    return {sender: _named(named[:LATEST]) for sender, named in found.items()}


def _named(rows: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for row in rows for each in row.split("、") if each))


async def count_acknowledgements(session: AsyncSession, since: datetime) -> int:
    """Count the acknowledgements written since a moment."""
    query = select(func.count()).select_from(Parcel).where(*_acknowledged(since))
    return await session.scalar(query) or 0


async def count_acknowledgements_to(
    session: AsyncSession, addresses: Sequence[str], since: datetime
) -> dict[str, int]:
    """Count the acknowledgements written since a moment to addresses (lower case)."""
    recipient = func.lower(col(Parcel.recipient))
    query = select(recipient, func.count()).where(recipient.in_(addresses), *_acknowledged(since))
    rows = (await session.execute(query.group_by(recipient))).all()
    return {str(address): count for address, count in rows}


def _acknowledged(since: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return col(Parcel.key).like("ack:%"), col(Parcel.created_at) >= since
