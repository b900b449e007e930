"""A mail becomes a submission: sent on when it is sure, held for a person when it is not."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.acknowledgements import acknowledge, reply_automatically
from handlers.delivery import Handover, deliver
from handlers.desk_facts import department_mailboxes
from handlers.editions import GuideInForce, guide_in_force
from handlers.incoming import Incoming
from handlers.policy import Policy
from handlers.receipts import next_receipt
from handlers.review import Matter, open_item
from handlers.rules.authentication import authentication_words
from handlers.rules.guide import department
from handlers.wording import letter as word_letter
from storage.queries.submissions import applicant_by_email, submission_by_receipt
from storage.states import Channel, SubmissionState
from storage.tables import Applicant, Entry, Submission, SubmissionFile


async def route_submission(session: AsyncSession, incoming: Incoming, policy: Policy) -> None:
    """Record one submission for each department's letter of the verdict, and send each on."""
    found = await guide_in_force(session)
    submissions = []
    for letter in incoming.verdict.letters:
        submission = await _record(session, incoming, SubmissionState.CONFIRMED, policy)
        assign(submission, found, letter.categories, letter.mailbox)
        submissions.append(submission)
    verdict = incoming.verdict
    told = (*verdict.reasons, *verdict.warnings, authentication_words(incoming.mail))
    handover = Handover(reasons=told)
    for submission in submissions:
        await deliver(session, submission.id or 0, incoming.now, policy, handover)
    await acknowledge(session, incoming, submissions, policy)


async def hold_submission(session: AsyncSession, incoming: Incoming, policy: Policy) -> None:
    """Record a submission as 待审 with its receipt number, and ask an operator.

    A department's letter, and one that names somebody else's receipt, is no submission: it is only shown.
    """
    if incoming.verdict.receipt or incoming.mail.sender.lower() in await department_mailboxes(session):
        await _show(session, incoming, policy)
        return
    submission = await _record(session, incoming, SubmissionState.REVIEW, policy)
    verdict = incoming.verdict
    reasons = (*verdict.reasons, *verdict.warnings)
    matter = Matter("submission", reasons, incoming.row, submission, verdict.candidates)
    await open_item(session, matter, incoming.now, policy)
    await acknowledge(session, incoming, [submission], policy)


async def _show(session: AsyncSession, incoming: Incoming, policy: Policy) -> None:
    submission = await submission_by_receipt(session, incoming.verdict.receipt or "")
    reasons = (*incoming.verdict.reasons, *incoming.verdict.warnings)
    matter = Matter("reply", reasons, incoming.row, submission)
    await open_item(session, matter, incoming.now, policy)
    words = word_letter("letter_kept", desk=policy.desk_name, office=policy.office)
    await reply_automatically(session, incoming, words, policy)


async def _record(
    session: AsyncSession, incoming: Incoming, state: SubmissionState, policy: Policy
) -> Submission:
    applicant = await _applicant(session, incoming)
    submission = Submission(
        receipt=await next_receipt(session, incoming.now, policy),
        applicant_id=applicant.id or 0,
        channel=Channel.MAIL,
        state=state,
        subject=incoming.mail.subject[:500],
        created_at=incoming.now,
        confirmed_at=incoming.now,
    )
    session.add(submission)
    await session.flush()
    submission_id = submission.id or 0
    incoming.row.submission_id = incoming.row.submission_id or submission_id
    session.add_all(files_from(incoming, submission_id))
    received = Entry(submission_id=submission_id, at=incoming.now, kind="received", text="收到邮件")
    received.letter_id = incoming.id
    session.add(received)
    await session.flush()
    return submission


def files_from(incoming: Incoming, submission_id: int, after: int = 0) -> list[SubmissionFile]:
    """Make the rows of a mail's files, which stay inside the stored letter."""
    return [
        SubmissionFile(
            submission_id=submission_id,
            position=after + position,
            name=file.name,
            media_type=file.type,
            bytes=file.bytes,
            sha256=file.sha256,
            blob=incoming.row.blob,
            letter_id=incoming.id,
            part=file.index,
        )
        for position, file in enumerate(incoming.mail.files, 1)
    ]


async def _applicant(session: AsyncSession, incoming: Incoming) -> Applicant:
    address = incoming.mail.sender or f"unknown-{incoming.id}@invalid"
    applicant = await applicant_by_email(session, address)
    if applicant is None:
        applicant = Applicant(
            email=address, name=incoming.mail.sender_name[:100] or None, created_at=incoming.now
        )
        session.add(applicant)
        await session.flush()
    return applicant


def assign(
    submission: Submission, found: GuideInForce | None, categories: Sequence[str], mailbox: str
) -> None:
    """Write down which edition, categories, department and mailbox a submission is for."""
    guide = found.guide if found else None
    known = [category for each in categories if guide and (category := guide.category(each))]
    submission.edition_id = found.edition_id if found else None
    submission.category = "、".join(category.id for category in known) or None
    submission.category_name = "、".join(category.name for category in known) or None
    submission.department = next((name for category in known if (name := department(category))), None)
    submission.mailbox = mailbox
