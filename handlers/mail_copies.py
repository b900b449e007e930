"""The receipt of a chat submission as a letter: in full to a proven mailbox, in short to a written one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.applicant_units import unit_data
from handlers.desk_facts import department_mailboxes
from handlers.letterhead import desk_letter
from handlers.operators import stable_message_id
from handlers.outbox import Wrapping, write_letter
from handlers.policy import Policy
from handlers.receipt_sheets import receipt_sheet
from handlers.wording import letter as word_letter
from storage.queries.departments import count_letters_under
from storage.tables import Applicant, Submission, SubmissionFile

PREFIX: Final = "copy:"  # of the keys of these letters
DAY: Final = timedelta(days=1)


async def send_copies(
    session: AsyncSession,
    submission: Submission,
    files: Sequence[SubmissionFile],
    now: datetime,
    policy: Policy,
) -> None:
    """Write a copy to the mailbox that a code has proved, and to the one that the applicant wrote down.

    The latter may be anybody's: it reads nothing that the applicant wrote, and gets three a day at most.
    """
    applicant = await session.get_one(Applicant, submission.applicant_id)
    unit = await unit_data(session, submission)
    proved = applicant.email if applicant.email_confirmed_at else None
    if proved is not None:
        await _write(session, submission, files, proved, now, policy, full=True)
    written = (unit and unit.email) or ""
    is_other = written.lower() != (proved or "").lower()
    if is_other and await _may_get(session, written, now, policy):
        await _write(session, submission, files, written, now, policy, full=False)


async def _may_get(session: AsyncSession, address: str, now: datetime, policy: Policy) -> bool:
    """Leave out no address, the office's own mailboxes, and whoever got enough of these today."""
    if not address or address.lower() in policy.addresses | await department_mailboxes(session):
        return False
    count = await count_letters_under(session, PREFIX, address, now - DAY)
    return count < policy.acknowledgements_per_sender


async def _write(
    session: AsyncSession,
    submission: Submission,
    files: Sequence[SubmissionFile],
    address: str,
    now: datetime,
    policy: Policy,
    *,
    full: bool,
) -> None:
    key = f"{PREFIX}{submission.receipt}:{'full' if full else 'short'}"
    subject, body = word_letter(
        "receipt_copy",
        submission=submission,
        files=[file for file in files if file.sha256] if full else [],
        count=len(files),
        full=full,
        at=(submission.confirmed_at or now).astimezone(policy.zone),
        desk=policy.desk_name,
        office=policy.office,
    )
    drawn = full and policy.draws_receipts
    spec = replace(
        desk_letter(address, (subject, body), stable_message_id(key, policy), now, policy),
        reply_to=policy.address,
        enclosures=(await receipt_sheet(session, submission, files, policy),) if drawn else (),
    )
    await write_letter(session, spec, Wrapping(key, now, submission_id=submission.id, position=150))
