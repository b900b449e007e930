"""The receipt in chat: a message that can be found again, and the page to keep."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.lookups import count_lookup
from handlers.outbox import Button, Wrapping, write_document, write_message
from handlers.policy import Policy
from handlers.promises import countdown_of
from handlers.receipt_sheets import receipt_sheet
from handlers.screens import anew, press_data
from handlers.wording import say
from storage.queries.chats import own_receipt, own_submission
from storage.queries.submissions import files_of
from storage.states import SubmissionState
from storage.tables import Applicant, Submission, SubmissionFile

LAST = 1000  # the page's place among a submission's messages: nothing waits for it to be drawn


async def send_receipt(
    session: AsyncSession,
    submission: Submission,
    files: Sequence[SubmissionFile],
    now: datetime,
    policy: Policy,
) -> None:
    """Write the receipt to the applicant's chat, without sound; nothing where there is no chat."""
    applicant = await session.get_one(Applicant, submission.applicant_id)
    if applicant.chat_id is not None:
        key = f"receipt:{submission.receipt}"
        await _write(session, applicant.chat_id, submission, files, Wrapping(key, now), policy)


async def send_receipt_again(
    session: AsyncSession, chat_id: int, receipt: str, now: datetime, policy: Policy
) -> bool:
    """Write a receipt once more to the chat that it belongs to.

    False for an unknown number and for a foreign one alike. Raises Refusal after five tries in a minute.
    """
    await count_lookup(session, chat_id, now)
    submission = await own_receipt(session, receipt, chat_id)
    if submission is None or submission.confirmed_at is None:
        return False
    files = await files_of(session, submission.id or 0)
    key = f"receipt:{submission.receipt}:{chat_id}:{now:%Y%m%d%H%M%S%f}"
    await _write(session, chat_id, submission, files, Wrapping(key, now), policy)
    return True


async def send_own_receipt(
    session: AsyncSession, chat_id: int, submission_id: int, now: datetime, policy: Policy
) -> bool:
    """Write the receipt of an own submission once more; false where there is none."""
    submission = await own_submission(session, submission_id, chat_id)
    if submission is None or submission.receipt is None:
        return False
    return await send_receipt_again(session, chat_id, submission.receipt, now, policy)


async def _write(
    session: AsyncSession,
    chat_id: int,
    submission: Submission,
    files: Sequence[SubmissionFile],
    wrapping: Wrapping,
    policy: Policy,
) -> None:
    text = say(
        "receipt.html",
        receipt=submission.receipt,
        at=(submission.confirmed_at or wrapping.now).astimezone(policy.zone),
        category=submission.category,
        category_name=submission.category_name,
        department=submission.department,
        held=submission.state is SubmissionState.REVIEW,
        files=[file for file in files if file.blob],
        page=policy.draws_receipts,
        countdown=await countdown_of(session, submission, wrapping.now, policy),
    )
    progress = Button("🔎 查看进度", anew(press_data("s", "show", submission.id)))
    message = Wrapping(wrapping.key, wrapping.now, submission_id=submission.id)
    await write_message(session, chat_id, text, message, buttons=[[progress]], silent=True)
    if policy.draws_receipts:
        sheet = await receipt_sheet(session, submission, files, policy)
        last = Wrapping(f"{wrapping.key}:pdf", wrapping.now, submission_id=submission.id, position=LAST)
        await write_document(session, chat_id, sheet, submission.receipt or "", last)
