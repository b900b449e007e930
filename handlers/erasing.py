"""Erase a submission with everything personal about it; only its tombstone stays."""

from __future__ import annotations

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
    submissions_below,
)
from storage.queries.submissions import submission_by_receipt
from storage.tables import Applicant, Erasure


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure leaves to be done outside the database: blobs that no row names any more."""

    receipt: str
    at: datetime
    blobs: tuple[str, ...]
    letters: int
    parcels: int


async def erase(session: AsyncSession, receipt: str, now: datetime, policy: Policy, actor: Actor) -> Erased:
    """Erase a submission and what was added to it; refuses a number that nothing has.

    The applicant goes too, unless something else ties them to the desk. The audit log stays as it is: it
    knows people by pseudonyms only.
    """
    row = await submission_by_receipt(session, receipt)
    if row is None or row.id is None:
        raise Refusal("erase_unknown", receipt=receipt)
    applicant = await session.get_one(Applicant, row.applicant_id)
    submissions = await submissions_below(session, row.id)
    letters = await letters_about(session, submissions)
    items = await items_about(session, submissions, letters)
    parcels = await parcels_about(session, receipt, submissions, letters, items)
    blobs = await blobs_of(session, submissions, letters, parcels)
    alone = await is_alone(session, row.applicant_id, submissions)
    await delete_parcels(session, parcels, items)
    await delete_submissions(session, submissions, letters)
    await delete_chat(session, [applicant.chat_id] if applicant.chat_id else [])
    if alone:
        await delete_applicant(session, applicant)
    session.expunge_all()  # what was read is gone
    await session.merge(Erasure(receipt=receipt, erased_at=now))
    await record(session, policy, now, actor, "erase", f"submission:{submissions[0]}")
    return Erased(receipt, now, tuple(sorted(await unnamed(session, blobs))), len(letters), len(parcels))
