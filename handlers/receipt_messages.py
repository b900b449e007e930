"""The receipt as a chat message that can be found again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.outbox import Button, Wrapping, write_message
from handlers.screens import anew, press_data
from handlers.wording import say
from storage.states import SubmissionState
from storage.tables import Applicant, Submission, SubmissionFile


async def send_receipt(
    session: AsyncSession,
    submission: Submission,
    files: Sequence[SubmissionFile],
    now: datetime,
    zone: tzinfo,
) -> None:
    """Write the receipt to the applicant's chat, without sound; nothing where there is no chat."""
    applicant = await session.get_one(Applicant, submission.applicant_id)
    if applicant.chat_id is None:
        return
    text = say(
        "receipt.html",
        receipt=submission.receipt,
        at=(submission.confirmed_at or now).astimezone(zone),
        category=submission.category,
        category_name=submission.category_name,
        department=submission.department,
        held=submission.state is SubmissionState.REVIEW,
        files=[file for file in files if file.blob],
    )
    progress = Button("🔎 查看进度", anew(press_data("s", "show", submission.id)))
    wrapping = Wrapping(f"receipt:{submission.receipt}", now, submission_id=submission.id)
    await write_message(session, applicant.chat_id, text, wrapping, buttons=[[progress]], silent=True)
