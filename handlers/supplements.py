"""What an applicant adds to a submission by mail."""

from __future__ import annotations

from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.delivery import Handover, supplement
from handlers.editions import guide_in_force
from handlers.incoming import Incoming
from handlers.mail_submissions import files_from
from handlers.outbox import Button, Wrapping, write_message
from handlers.policy import Policy
from handlers.promises import renew_promise
from handlers.review_asks import note_answer
from handlers.screens import anew, press_data
from handlers.wording import one_line, say
from storage.queries.submissions import count_entries, files_of
from storage.states import SubmissionState
from storage.tables import Applicant, Entry, Submission

COLLECTING: Final = (SubmissionState.DRAFT, SubmissionState.CONFIRMED)  # nothing was sent to a department yet
LONGEST_REMARK: Final = 500  # characters


async def take_supplement(
    session: AsyncSession, incoming: Incoming, submission: Submission, policy: Policy
) -> int:
    """Send text and files to where the submission went; before that they simply join it.

    Returns the supplement's number, 0 where the mail joined a basket that is not handed in yet.
    """
    if submission.state in COLLECTING:
        await _join_basket(session, incoming, submission)
        return 0
    submission_id = submission.id or 0
    number = await count_entries(session, submission_id, "supplement") + 1
    await _keep_files(session, incoming, submission)
    count = len(incoming.mail.files)
    text = f"收到第 {number} 次补充，附件 {count} 个"
    _write_entry(session, incoming, submission, "supplement", text)
    await session.flush()
    words = incoming.mail.fresh_text.strip()
    if submission.state is SubmissionState.REVIEW or not submission.mailbox:
        await note_answer(session, submission, words, count, incoming.now, policy)
    else:
        handover = Handover(number=number, words=words, reasons=incoming.verdict.warnings)
        await supplement(session, submission_id, incoming.row, incoming.now, policy, handover)
    found = await guide_in_force(session)
    await renew_promise(session, submission, found.guide if found else None)
    return number


async def tell_of_words(
    session: AsyncSession, incoming: Incoming, submission: Submission, told: str, policy: Policy
) -> None:
    """Send what an applicant's words have changed to the department that has the submission."""
    if submission.state in (*COLLECTING, SubmissionState.REVIEW) or not submission.mailbox:
        return
    submission_id = submission.id or 0
    number = await count_entries(session, submission_id, "supplement") + 1
    _write_entry(session, incoming, submission, "supplement", f"第 {number} 次补充：{told}")
    await session.flush()
    handover = Handover(number=number, reasons=(f"申报人来信：{told}", *incoming.verdict.warnings))
    await supplement(session, submission_id, incoming.row, incoming.now, policy, handover)


async def _join_basket(session: AsyncSession, incoming: Incoming, submission: Submission) -> None:
    """Let a mail that names a basket's number join it, and show that in its chat."""
    await _keep_files(session, incoming, submission)
    count = len(incoming.mail.files)
    _write_entry(session, incoming, submission, "joined", f"邮件里的 {count} 个文件已加入")
    words = f"{submission.subject} {one_line(incoming.mail.fresh_text)}".strip()
    submission.subject = words[:LONGEST_REMARK]
    await session.flush()
    applicant = await session.get_one(Applicant, submission.applicant_id)
    if applicant.chat_id is None:
        return
    text = say("mail_joined.html", submission=submission, count=count)
    basket = Button("📤 查看材料", anew(press_data("b", "open", submission.id)))
    wrapping = Wrapping(f"joined:{incoming.id}", incoming.now, submission_id=submission.id)
    await write_message(session, applicant.chat_id, text, wrapping, buttons=[[basket]])


async def _keep_files(session: AsyncSession, incoming: Incoming, submission: Submission) -> None:
    files = await files_of(session, submission.id or 0)
    last = max((each.position for each in files), default=0)
    session.add_all(files_from(incoming, submission.id or 0, after=last))


def _write_entry(
    session: AsyncSession, incoming: Incoming, submission: Submission, kind: str, text: str
) -> None:
    entry = Entry(submission_id=submission.id or 0, at=incoming.now, kind=kind, text=text)
    entry.letter_id = incoming.id
    session.add(entry)
