"""Erase a submission with everything personal about it; only its tombstone stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.audit import Actor, record
from handlers.policy import Policy
from handlers.refusals import Refusal
from storage.queries.blobs import unnamed
from storage.queries.erasing import (
    blobs_of,
    delete_applicant,
    delete_chat,
    delete_parcels,
    delete_submissions,
    is_alone,
    items_about,
    letters_about,
    parcels_about,
    parcels_by_rows,
    submissions_below,
)
from storage.queries.submissions import submission_by_receipt
from storage.tables import Applicant, Erasure, Submission


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure leaves to be done outside the database: blobs that no row names any more."""

    receipt: str
    at: datetime
    blobs: tuple[str, ...]
    letters: int
    parcels: int


@dataclass(frozen=True, slots=True)
class _Rows:
    """The numbers of everything that belongs to a submission."""

    submissions: Sequence[int]
    letters: Sequence[int]
    items: Sequence[int]


async def erase(session: AsyncSession, receipt: str, now: datetime, policy: Policy, actor: Actor) -> Erased:
    """Erase a submission and what was added to it, wherever it is named; refuses a number that nothing has.

    The applicant goes too, unless something else ties them to the desk. The audit log stays as it is: it
    knows people by pseudonyms only. Every row is looked through: nobody else should be kept waiting.
    """
    row = await submission_by_receipt(session, receipt)
    if row is None or row.id is None:
        raise Refusal("erase_unknown", receipt=receipt)
    applicant = await session.get_one(Applicant, row.applicant_id)
    rows = await _rows_of(session, row.id)
    parcels = await parcels_about(session, receipt, rows.submissions, rows.letters, rows.items)
    blobs = await blobs_of(session, rows.submissions, rows.letters, parcels)
    await delete_chat(session, [applicant.chat_id] if applicant.chat_id else [])
    await _remove(session, rows, parcels, applicant)
    await _leave_tombstone(session, receipt, row.id, now, policy, actor)
    return Erased(receipt, now, tuple(sorted(await unnamed(session, blobs))), len(rows.letters), len(parcels))


async def expire(
    session: AsyncSession, row: Submission, now: datetime, policy: Policy, actor: Actor
) -> str | None:
    """Erase a submission whose time is over, by its own rows alone; returns the receipt of the tombstone.

    What else may name it has shorter spans of its own, and its blobs are swept a day later: so that this is
    quick, and the service goes on beside it.
    """
    receipt, number = row.receipt, row.id or 0
    applicant = await session.get_one(Applicant, row.applicant_id)
    rows = await _rows_of(session, number)
    parcels = await parcels_by_rows(session, rows.submissions, rows.letters, rows.items)
    await _remove(session, rows, parcels, applicant)
    if receipt is not None:
        await _leave_tombstone(session, receipt, number, now, policy, actor)
    return receipt


async def _rows_of(session: AsyncSession, number: int) -> _Rows:
    submissions = await submissions_below(session, number)
    letters = await letters_about(session, submissions)
    return _Rows(submissions, letters, await items_about(session, submissions, letters))


async def _remove(session: AsyncSession, rows: _Rows, parcels: Sequence[int], applicant: Applicant) -> None:
    alone = await is_alone(session, applicant.id or 0, rows.submissions)
    await delete_parcels(session, parcels, rows.items)
    await delete_submissions(session, rows.submissions, rows.letters)
    if alone:
        await delete_applicant(session, applicant)
    session.expunge_all()  # what was read is gone


async def _leave_tombstone(
    session: AsyncSession, receipt: str, number: int, now: datetime, policy: Policy, actor: Actor
) -> None:
    await session.merge(Erasure(receipt=receipt, erased_at=now))
    await record(session, policy, now, actor, "erase", f"submission:{number}")
