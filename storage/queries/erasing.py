"""Everything that belongs to a submission, so that it can be erased."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from storage.queries.blobs import DIGEST
from storage.states import UpdateState
from storage.tables import (
    AddressCode,
    Applicant,
    ApplicantUnit,
    Companion,
    Dialogue,
    Entry,
    Example,
    Follow,
    Invitation,
    Letter,
    Parcel,
    Promise,
    ReviewItem,
    Submission,
    SubmissionFile,
    Update,
)

# What a letter's row loses; its place in the mailbox stays, so that it is not fetched once more.
BLANK = {
    "blob": "",
    "bytes": 0,
    "message_id": None,
    "content_digest": None,
    "sender": None,
    "subject": None,
    "excerpt": None,
    "outcome": "erased",
    "reasons": [],
    "submission_id": None,
}
# Keys of parcels that name a letter, and those that name a review item.
OF_LETTERS = ("ack:", "told:", "answer:", "joined:", "transfer:", "unclear:")
# Parcels to the same address or chat that have nothing to do with handing in: the office's own people.
OF_OFFICE = ("reminder:", "operator:", "overview:", "assigned:", "handover:", "department:")
OF_ITEMS = ("operator:review:", "operator:preview:", "ask:", "quota:")


async def existing_receipts(session: AsyncSession, receipts: Iterable[str]) -> set[str]:
    """Return those of some receipts that a submission has."""
    found: set[str] = set()
    names = sorted(receipts)
    for start in range(0, len(names), 500):
        query = select(col(Submission.receipt)).where(col(Submission.receipt).in_(names[start : start + 500]))
        found.update(each for each in await session.scalars(query) if each)
    return found


async def submissions_below(session: AsyncSession, submission_id: int) -> list[int]:
    """Return a submission's id and those of what was added to it."""
    found = await session.scalars(select(col(Submission.id)).where(col(Submission.adds_to) == submission_id))
    return [submission_id, *(each for each in found if each is not None)]


async def letters_about(session: AsyncSession, submissions: Sequence[int]) -> list[int]:
    """Return the letters that some submissions came in, were added to or answered by."""
    named = [
        select(col(Letter.id)).where(col(Letter.submission_id).in_(submissions)),
        select(col(Entry.letter_id)).where(col(Entry.submission_id).in_(submissions)),
        select(col(SubmissionFile.letter_id)).where(col(SubmissionFile.submission_id).in_(submissions)),
        select(col(ReviewItem.letter_id)).where(col(ReviewItem.submission_id).in_(submissions)),
    ]
    found: set[int] = set()
    for query in named:
        found.update(each for each in await session.scalars(query) if each is not None)
    return sorted(found)


async def items_about(session: AsyncSession, submissions: Sequence[int], letters: Sequence[int]) -> list[int]:
    """Return the review items about some submissions and letters."""
    query = select(col(ReviewItem.id)).where(
        col(ReviewItem.submission_id).in_(submissions) | col(ReviewItem.letter_id).in_(letters)
    )
    return [each for each in await session.scalars(query) if each is not None]


async def parcels_about(
    session: AsyncSession,
    receipt: str,
    submissions: Sequence[int],
    letters: Sequence[int],
    items: Sequence[int],
) -> list[int]:
    """Return the parcels of some submissions, and those whose key or words name them."""
    keys = [f"{prefix}{number}" for prefix in OF_LETTERS for number in letters]
    keys += [f"{prefix}{number}" for prefix in OF_ITEMS for number in items]
    wanted: list[ColumnElement[bool]] = [
        col(Parcel.submission_id).in_(submissions),
        col(Parcel.key).contains(receipt, autoescape=True),
        cast(col(Parcel.payload), String).contains(receipt, autoescape=True),
        func.instr(col(Parcel.raw), receipt.encode()) > 0,
        *(col(Parcel.key) == key for key in keys),
        *(col(Parcel.key).startswith(f"{key}:", autoescape=True) for key in keys),
    ]
    return [each for each in await session.scalars(select(col(Parcel.id)).where(or_(*wanted))) if each]


async def parcels_by_rows(
    session: AsyncSession, submissions: Sequence[int], letters: Sequence[int], items: Sequence[int]
) -> list[int]:
    """Return the parcels of some submissions, letters and review items, each found by an index."""
    stems = [f"{prefix}{number}" for prefix in OF_LETTERS for number in letters]
    stems += [f"{prefix}{number}" for prefix in OF_ITEMS for number in items]
    key, found = col(Parcel.key), set[int]()
    wanted: list[ColumnElement[bool]] = [col(Parcel.submission_id).in_(submissions)]
    # Whatever begins with "stem:": the semicolon is the character behind the colon.
    wanted += [or_(key == stem, and_(key > f"{stem}:", key < f"{stem};")) for stem in stems]
    for condition in wanted:
        found.update(each for each in await session.scalars(select(col(Parcel.id)).where(condition)) if each)
    return sorted(found)


async def blobs_of(
    session: AsyncSession, submissions: Sequence[int], letters: Sequence[int], parcels: Sequence[int]
) -> set[str]:
    """Return the blobs that these rows name."""
    rows: list[SQLModel] = []
    for table, column, numbers in (
        (SubmissionFile, SubmissionFile.submission_id, submissions),
        (Letter, Letter.id, letters),
        (Parcel, Parcel.id, parcels),
    ):
        rows += (await session.scalars(select(table).where(col(column).in_(numbers)))).all()
    return {name for row in rows for name in DIGEST.findall(_text(row))}


def _text(row: SQLModel) -> str:
    return json.dumps([getattr(row, "blob", None), getattr(row, "payload", None)])


async def is_alone(session: AsyncSession, applicant_id: int, submissions: Sequence[int]) -> bool:
    """Tell whether nothing else ties an applicant to the desk: no submission, no category followed."""
    others = (
        select(col(Submission.id)).where(
            col(Submission.applicant_id) == applicant_id, col(Submission.id).not_in(submissions)
        ),
        select(col(Follow.id)).where(col(Follow.applicant_id) == applicant_id),
        select(col(Companion.id)).where(
            col(Companion.applicant_id) == applicant_id, col(Companion.submission_id).not_in(submissions)
        ),
    )
    return not any([await session.scalar(query.limit(1)) for query in others])


async def delete_parcels(session: AsyncSession, parcels: Sequence[int], items: Sequence[int]) -> None:
    """Delete parcels and review items."""
    await session.execute(
        delete(ReviewItem).where(col(ReviewItem.id).in_(items) | col(ReviewItem.parcel_id).in_(parcels))
    )
    await session.execute(delete(Parcel).where(col(Parcel.id).in_(parcels)))


async def delete_submissions(
    session: AsyncSession, submissions: Sequence[int], letters: Sequence[int]
) -> None:
    """Delete submissions with all their rows, and empty the letters."""
    tables: tuple[tuple[type[SQLModel], Any], ...] = (
        (SubmissionFile, SubmissionFile.submission_id),
        (Entry, Entry.submission_id),
        (ApplicantUnit, ApplicantUnit.submission_id),
        (Promise, Promise.submission_id),
        (Invitation, Invitation.submission_id),
        (Companion, Companion.submission_id),
    )
    for table, column in tables:
        await session.execute(delete(table).where(col(column).in_(submissions)))
    await session.execute(delete(Example).where(col(Example.letter_id).in_(letters)))
    await session.execute(update(Letter).where(col(Letter.id).in_(letters)).values(**BLANK))
    await session.execute(update(Submission).where(col(Submission.id).in_(submissions)).values(adds_to=None))
    await session.execute(delete(Submission).where(col(Submission.id).in_(submissions)))


async def delete_applicant(session: AsyncSession, applicant: Applicant) -> None:
    """Delete an applicant with whom nothing is left to do, and what was said in the chat."""
    number = applicant.id or 0
    tables: tuple[tuple[type[SQLModel], Any], ...] = (
        (ApplicantUnit, ApplicantUnit.applicant_id),
        (AddressCode, AddressCode.applicant_id),
        (Invitation, Invitation.made_by),
    )
    for table, column in tables:
        await session.execute(delete(table).where(col(column) == number))
    addresses = [each.lower() for each in (applicant.email,) if each]
    await session.execute(delete(AddressCode).where(col(AddressCode.email).in_(addresses)))
    recipients = [str(each).lower() for each in (applicant.email, applicant.chat_id) if each]
    query = select(col(Parcel.id)).where(
        func.lower(col(Parcel.recipient)).in_(recipients),
        *(~col(Parcel.key).startswith(each) for each in OF_OFFICE),
    )
    await delete_parcels(session, [each for each in await session.scalars(query) if each is not None], [])
    await session.execute(delete(Applicant).where(col(Applicant.id) == number))


async def delete_chat(session: AsyncSession, chats: Iterable[int]) -> None:
    """Delete what was said in some chats: dialogues, and updates that were handled."""
    for chat in chats:
        await session.execute(delete(Dialogue).where(col(Dialogue.chat_id) == chat))
        body = cast(col(Update.body), String)
        said = body.contains(f'"id": {chat},') | body.contains(f'"id": {chat}}}')
        await session.execute(delete(Update).where(said, col(Update.state) != UpdateState.STORED))
