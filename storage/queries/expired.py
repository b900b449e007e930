"""What has been kept for as long as the office wants.

Each question may look through whole tables: it is asked beside the service's own work, and once more about
the rows that it found (`among`) before they go.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, and_, exists, func, literal_column, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from storage.queries.parcels import UNFINISHED
from storage.states import LetterState, ParcelState, ReviewState, SubmissionState, UpdateState
from storage.tables import (
    Applicant,
    Companion,
    Dialogue,
    Entry,
    Follow,
    Letter,
    Parcel,
    ReviewItem,
    Submission,
    SubmissionFile,
    Unanswered,
    Update,
)

Among = Sequence[int] | None
ROW_OF_UPDATE: Final = literal_column("rowid", Integer)  # its key is of two columns
# Nothing more is to be done about these.
ENDED: Final = (
    SubmissionState.RETURNED,
    SubmissionState.CLOSED,
    SubmissionState.WITHDRAWN,
    SubmissionState.DISCARDED,
)


async def ended_submissions(
    session: AsyncSession, before: datetime, limit: int, among: Among = None
) -> Sequence[int]:
    """Return submissions that ended and of which nothing was heard since a moment."""
    addition = aliased(Submission)
    added = exists().where(col(addition.adds_to) == col(Submission.id), col(addition.state).not_in(ENDED))
    wanted = [
        col(Submission.receipt).is_not(None),
        col(Submission.state).in_(ENDED),
        *_rests(before),
        ~added,
    ]
    return await _ids(session, col(Submission.id), wanted, limit, among)


async def old_drafts(
    session: AsyncSession, before: datetime, limit: int, among: Among = None
) -> Sequence[int]:
    """Return drafts that nobody has touched since a moment."""
    talked = exists().where(
        col(Applicant.id) == col(Submission.applicant_id),
        col(Dialogue.chat_id) == col(Applicant.chat_id),
        col(Dialogue.updated_at) >= before,
    )
    mailed = exists().where(
        col(SubmissionFile.submission_id) == col(Submission.id),
        col(Letter.id) == col(SubmissionFile.letter_id),
        col(Letter.received_at) >= before,
    )
    wanted = [col(Submission.state) == SubmissionState.DRAFT, *_rests(before), ~talked, ~mailed]
    return await _ids(session, col(Submission.id), wanted, limit, among)


async def count_overaged_open(session: AsyncSession, before: datetime) -> int:
    """Count the submissions that nobody has closed although nothing was heard of them since a moment."""
    query = select(func.count()).where(
        col(Submission.receipt).is_not(None),
        col(Submission.adds_to).is_(None),
        col(Submission.state).not_in((*ENDED, SubmissionState.DRAFT)),
        col(Submission.created_at) < before,
        ~_heard_of_since(before),
    )
    return await session.scalar(query) or 0


def _rests(before: datetime) -> tuple[ColumnElement[bool], ...]:
    """Tell of a submission that nothing was heard of it since a moment, and nobody works on it."""
    item = exists().where(
        col(ReviewItem.submission_id) == col(Submission.id), col(ReviewItem.state) == ReviewState.OPEN
    )
    parcel = exists().where(
        col(Parcel.submission_id) == col(Submission.id),
        col(Parcel.state).in_((*UNFINISHED, ParcelState.HELD)),
    )
    return col(Submission.created_at) < before, ~_heard_of_since(before), ~item, ~parcel


def _heard_of_since(moment: datetime) -> ColumnElement[bool]:
    return exists().where(col(Entry.submission_id) == col(Submission.id), col(Entry.at) >= moment)


async def old_letters(
    session: AsyncSession, before: datetime, limit: int, among: Among = None
) -> Sequence[int]:
    """Return mails that were no submission, belong to none, and wait for nobody."""
    named = or_(
        exists().where(col(Entry.letter_id) == col(Letter.id)),
        exists().where(col(SubmissionFile.letter_id) == col(Letter.id)),
        exists().where(
            col(ReviewItem.letter_id) == col(Letter.id),
            or_(col(ReviewItem.state) == ReviewState.OPEN, col(ReviewItem.submission_id).is_not(None)),
        ),
    )
    wanted = [
        col(Letter.received_at) < before,
        col(Letter.submission_id).is_(None),
        col(Letter.state) == LetterState.JUDGED,
        col(Letter.blob) != "",
        ~named,
    ]
    return await _ids(session, col(Letter.id), wanted, limit, among)


async def old_parcels(
    session: AsyncSession, before: datetime, limit: int, among: Among = None
) -> Sequence[int]:
    """Return what left, or was given up, and belongs to no submission."""
    watched = exists().where(
        col(ReviewItem.parcel_id) == col(Parcel.id), col(ReviewItem.state) == ReviewState.OPEN
    )
    wanted = [
        col(Parcel.created_at) < before,
        col(Parcel.recipient) != "",
        col(Parcel.submission_id).is_(None),
        col(Parcel.state).in_((ParcelState.SENT, ParcelState.DEAD, ParcelState.DROPPED)),
        ~watched,
    ]
    return await _ids(session, col(Parcel.id), wanted, limit, among)


async def old_updates(
    session: AsyncSession, before: datetime, limit: int, among: Among = None
) -> Sequence[int]:
    """Return what was said in chats and handled, by the rows' own numbers."""
    wanted = [col(Update.received_at) < before, col(Update.state) != UpdateState.STORED]
    return await _ids(session, ROW_OF_UPDATE, wanted, limit, among)


async def old_questions(
    session: AsyncSession, before: datetime, limit: int, among: Among = None
) -> Sequence[int]:
    """Return questions that the guide did not answer."""
    return await _ids(session, col(Unanswered.id), [col(Unanswered.at) < before], limit, among)


async def idle_applicants(
    session: AsyncSession, before: datetime, limit: int, among: Among = None
) -> Sequence[int]:
    """Return applicants with whom nothing is tied to the desk, and who were not heard since a moment."""
    number = col(Applicant.id)
    talked = and_(col(Dialogue.chat_id) == col(Applicant.chat_id), col(Dialogue.updated_at) >= before)
    wrote = and_(
        func.lower(col(Letter.sender)) == func.lower(col(Applicant.email)),
        col(Letter.received_at) >= before,
    )
    wanted = [
        col(Applicant.created_at) < before,
        ~exists().where(talked),
        ~exists().where(wrote),
        ~exists().where(col(Submission.applicant_id) == number),
        ~exists().where(col(Follow.applicant_id) == number),
        ~exists().where(col(Companion.applicant_id) == number),
    ]
    return await _ids(session, number, wanted, limit, among)


async def _ids(
    session: AsyncSession, number: Any, wanted: Sequence[ColumnElement[bool]], limit: int, among: Among
) -> Sequence[int]:
    """Return the lowest numbers of a table's rows that are wanted, of all rows or among some."""
    rows = true() if among is None else number.in_(among)
    query = select(number).where(rows, *wanted).order_by(number).limit(limit)
    return [int(each) for each in await session.scalars(query)]
