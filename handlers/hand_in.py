"""A confirmed basket becomes a submission with a receipt, once all its files are on disk."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.audit import Actor, record
from handlers.chat_supplements import send_supplement
from handlers.delivery import deliver
from handlers.mail_copies import send_copies
from handlers.policy import Policy
from handlers.receipt_messages import send_receipt
from handlers.receipts import next_receipt
from handlers.review import Matter, open_item
from storage.queries.submissions import files_of
from storage.states import FileState, SubmissionState
from storage.tables import Applicant, Entry, Submission

ON_THE_WAY = (FileState.WANTED, FileState.CLAIMED)


async def complete_when_stored(
    session: AsyncSession, submission_id: int, now: datetime, policy: Policy
) -> None:
    """Give a confirmed submission its receipt and send it on, unless a file is still on its way."""
    submission = await session.get_one(Submission, submission_id)
    if submission.state is not SubmissionState.CONFIRMED:
        return
    files = await files_of(session, submission_id)
    if any(file.state in ON_THE_WAY for file in files):
        return
    if submission.adds_to is not None:
        await send_supplement(session, submission, now, policy)
        return
    # A basket whose files also come by mail has its number already.
    submission.receipt = submission.receipt or await next_receipt(session, now, policy)
    text = f"在聊天中提交，文件 {len(files)} 个"
    session.add(Entry(submission_id=submission_id, at=now, kind="received", text=text))
    await session.flush()
    if submission.mailbox is None:
        await _hold(session, submission, now, policy)
    else:
        await deliver(session, submission_id, now, policy)
    await send_copies(session, submission, files, now, policy)
    applicant = await session.get_one(Applicant, submission.applicant_id)
    actor = Actor(f"chat:{applicant.chat_id}", "chat")
    await record(session, policy, now, actor, "hand in", f"submission:{submission_id}")


async def _hold(session: AsyncSession, submission: Submission, now: datetime, policy: Policy) -> None:
    """Let a person choose where the guide names no mailbox; the receipt goes out all the same."""
    submission.state = SubmissionState.REVIEW
    reasons = [f"指南没有写明类别 {submission.category} 的收件邮箱"]
    await open_item(session, Matter("submission", reasons, submission=submission), now, policy)
    await send_receipt(session, submission, await files_of(session, submission.id or 0), now, policy)
