"""What an applicant adds to a submission by mail."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.delivery import Handover, supplement
from handlers.incoming import Incoming
from handlers.mail_submissions import files_from
from handlers.policy import Policy
from handlers.review_asks import note_answer
from storage.queries.submissions import count_entries, files_of
from storage.states import SubmissionState
from storage.tables import Entry, Submission


async def take_supplement(
    session: AsyncSession, incoming: Incoming, submission: Submission, policy: Policy
) -> int:
    """Send text and files to where the submission went; before that they simply join it.

    Returns the supplement's number.
    """
    submission_id = submission.id or 0
    before = len(await files_of(session, submission_id))
    number = await count_entries(session, submission_id, "supplement") + 1
    session.add_all(files_from(incoming, submission_id, after=before))
    count = len(incoming.mail.files)
    text = f"收到第 {number} 次补充，附件 {count} 个"
    entry = Entry(submission_id=submission_id, at=incoming.now, kind="supplement", text=text)
    entry.letter_id = incoming.id
    session.add(entry)
    await session.flush()
    words = incoming.mail.fresh_text.strip()
    if submission.state is SubmissionState.REVIEW or not submission.mailbox:
        await note_answer(session, submission, words, count, incoming.now, policy)
    else:
        handover = Handover(number=number, words=words, reasons=incoming.verdict.warnings)
        await supplement(session, submission_id, incoming.row, incoming.now, policy, handover)
    return number
