"""The receipt to keep: a page with every file and its digest."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.policy import Policy
from handlers.rules.compose import PDF, Enclosure
from handlers.senders import unit_of
from handlers.wording import page
from storage.states import SubmissionState
from storage.tables import Submission, SubmissionFile


async def receipt_sheet(
    session: AsyncSession, submission: Submission, files: Sequence[SubmissionFile], policy: Policy
) -> Enclosure:
    """Word the page of a submission's receipt; it is drawn later."""
    text = page(
        "page",
        submission=submission,
        office=policy.office,
        desk=policy.desk_name,
        at=(submission.confirmed_at or submission.created_at).astimezone(policy.zone),
        unit=await unit_of(session, submission),
        held=submission.state is SubmissionState.REVIEW or not submission.mailbox,
        files=[file for file in files if file.sha256],
    )
    return Enclosure(f"{submission.receipt}.pdf", PDF, text=text)
