"""A mail that belongs to a submission: the department's answer, or more from the applicant."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.delivery import Handover, supplement
from handlers.department_replies import take_department_reply
from handlers.desk_facts import department_mailboxes
from handlers.incoming import Incoming
from handlers.mail_submissions import files_from
from handlers.policy import Policy
from handlers.review import Matter, open_item
from handlers.rules.authentication import authentication_failed
from storage.queries.submissions import files_of, submission_by_receipt
from storage.states import SubmissionState
from storage.tables import Applicant, Entry, Submission


async def take_thread(session: AsyncSession, incoming: Incoming, policy: Policy) -> None:
    """Pass the mail on within its submission; from anybody else it goes to a person, even with a token."""
    submission = await submission_by_receipt(session, incoming.verdict.receipt or "")
    if submission is None:
        await _ask(session, incoming, None, "邮件里的回执号查不到对应的申报", policy)
        return
    incoming.row.submission_id = submission.id
    applicant = await session.get_one(Applicant, submission.applicant_id)
    sender = incoming.mail.sender.lower()
    if authentication_failed(incoming.mail):
        await _ask(session, incoming, submission, "发件人验证未通过，可能是冒名", policy)
    elif sender == (submission.mailbox or "").lower():
        await take_department_reply(session, incoming, submission, applicant, policy)
    elif sender == (applicant.email or "").lower():
        await _add(session, incoming, submission, policy)
    else:
        known = sender in {each.lower() for each in await department_mailboxes(session)}
        who = "另一科室" if known else "不认识的地址"
        await _ask(session, incoming, submission, f"来信引用了回执号，但发件人是{who}：{sender}", policy)


async def _ask(
    session: AsyncSession, incoming: Incoming, submission: Submission | None, reason: str, policy: Policy
) -> None:
    incoming.row.outcome = "review"
    incoming.row.reasons = [reason, *incoming.row.reasons]
    await open_item(session, Matter("reply", [reason], incoming.row, submission), incoming.now, policy)


async def _add(session: AsyncSession, incoming: Incoming, submission: Submission, policy: Policy) -> None:
    """Send what the applicant adds to where the submission went; before that it simply joins it."""
    submission_id = submission.id or 0
    before = len(await files_of(session, submission_id))
    session.add_all(files_from(incoming, submission_id, after=before))
    text = f"收到补充邮件，附件 {len(incoming.mail.files)} 个"
    session.add(Entry(submission_id=submission_id, at=incoming.now, kind="supplement", text=text))
    await session.flush()
    if submission.state is not SubmissionState.REVIEW and submission.mailbox:
        await supplement(session, submission_id, incoming.row, incoming.now, policy, Handover())
