"""A mail becomes a submission: sent on when it is sure, held for a person when it is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.acknowledgements import Recorded, acknowledge, names_inside, reply_automatically
from handlers.delivery import Handover, Material, deliver
from handlers.desk_facts import department_mailboxes
from handlers.editions import GuideInForce, guide_in_force
from handlers.incoming import Incoming
from handlers.mail_promises import promise_by_mail
from handlers.mail_units import write_units
from handlers.policy import Policy
from handlers.receipts import next_receipt
from handlers.review import Matter, open_item
from handlers.rules.authentication import authentication_words
from handlers.rules.guide import department
from handlers.unclear_replies import NO_SUBMISSION, say_unclear
from handlers.wording import letter as word_letter
from storage.queries.submissions import applicants_by_email, submission_by_receipt
from storage.rows import new_row, write_row
from storage.states import Channel, SubmissionState
from storage.tables import Applicant, Entry, Submission, SubmissionFile


async def route_submissions(session: AsyncSession, batch: Sequence[Incoming], policy: Policy) -> None:
    """Record one submission for each department's letter of the verdicts, and send each on."""
    if not batch:
        return
    found = await guide_in_force(session)
    letters = [(incoming, letter) for incoming in batch for letter in incoming.verdict.letters]
    incomings = [incoming for incoming, _ in letters]
    applicants = await _applicants(session, incomings)  # held here, so that the session keeps them too
    submissions = await _new_submissions(session, incomings, applicants, SubmissionState.CONFIRMED, policy)
    for submission, (_, letter) in zip(submissions, letters, strict=True):
        assign(submission, found, letter.categories, letter.mailbox)
    materials = await _record(session, incomings, submissions, policy)
    for incoming, material in zip(incomings, materials, strict=True):
        handover = _handover(incoming)
        await deliver(session, material.submission.id or 0, incoming.now, policy, handover, material)
    for incoming in batch:
        own = [_recorded(one) for one, each in zip(materials, incomings, strict=True) if each is incoming]
        await acknowledge(session, incoming, own, policy)
    await session.flush()


def _recorded(material: Material) -> Recorded:
    return Recorded(material.submission, material.unit, material.promise)


def _handover(incoming: Incoming) -> Handover:
    verdict = incoming.verdict
    told = (*verdict.reasons, *verdict.warnings, authentication_words(incoming.mail))
    return Handover(reasons=told, inside=tuple(names_inside(incoming.mail)))


async def hold_submission(session: AsyncSession, incoming: Incoming, policy: Policy) -> None:
    """Record a submission as 待审 with its receipt number, and ask an operator.

    A department's letter, and one that names somebody else's receipt, is no submission: it is only shown.
    """
    if incoming.verdict.receipt or incoming.mail.sender.lower() in await department_mailboxes(session):
        await _show(session, incoming, policy)
        return
    applicants = await _applicants(session, [incoming])
    state = SubmissionState.REVIEW
    (submission,) = await _new_submissions(session, [incoming], applicants, state, policy)
    (material,) = await _record(session, [incoming], [submission], policy)
    verdict = incoming.verdict
    reasons = (*verdict.reasons, *verdict.warnings)
    matter = Matter("submission", reasons, incoming.row, submission, verdict.candidates)
    await open_item(session, matter, incoming.now, policy)
    await acknowledge(session, incoming, [_recorded(material)], policy)


async def _show(session: AsyncSession, incoming: Incoming, policy: Policy) -> None:
    submission = await submission_by_receipt(session, incoming.verdict.receipt or "")
    reasons = (*incoming.verdict.reasons, *incoming.verdict.warnings)
    matter = Matter("reply", reasons, incoming.row, submission)
    await open_item(session, matter, incoming.now, policy)
    if submission is None and incoming.mail.sender.lower() in await department_mailboxes(session):
        await say_unclear(session, incoming, None, NO_SUBMISSION, policy)
    words = word_letter("letter_kept", desk=policy.desk_name, office=policy.office)
    await reply_automatically(session, incoming, words, policy)


async def _new_submissions(
    session: AsyncSession,
    incomings: Sequence[Incoming],
    applicants: Mapping[str, Applicant],
    state: SubmissionState,
    policy: Policy,
) -> list[Submission]:
    """Make a submission of each letter, with its applicant and a receipt number."""
    return [
        new_row(
            Submission,
            receipt=await next_receipt(session, incoming.now, policy),
            applicant_id=applicants[_address(incoming)].id or 0,
            channel=Channel.MAIL,
            state=state,
            subject=incoming.mail.subject[:500],
            created_at=incoming.now,
            confirmed_at=incoming.now,
        )
        for incoming in incomings
    ]


async def _record(
    session: AsyncSession, incomings: Sequence[Incoming], submissions: Sequence[Submission], policy: Policy
) -> list[Material]:
    """Write submissions with the first line of their history, their files, who hands in and what follows."""
    session.add_all(submissions)
    await session.flush()
    units = await write_units(session, incomings, submissions)
    written = []
    for incoming, submission, unit in zip(incomings, submissions, units, strict=True):
        submission_id = submission.id or 0
        incoming.row.submission_id = incoming.row.submission_id or submission_id
        files = files_from(incoming, submission_id)
        at, letter_id = incoming.now, incoming.id
        session.add_all(files)
        received = {"kind": "received", "text": "收到邮件", "letter_id": letter_id}
        write_row(session, Entry, submission_id=submission_id, at=at, **received)
        promised = await promise_by_mail(session, incoming, submission, files, policy)
        written.append(Material(submission, files, [incoming.row], unit, promised))
    await session.flush()
    return written


def files_from(incoming: Incoming, submission_id: int, after: int = 0) -> list[SubmissionFile]:
    """Make the rows of a mail's files, which stay inside the stored letter."""
    return [
        new_row(
            SubmissionFile,
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


async def _applicants(session: AsyncSession, incomings: Sequence[Incoming]) -> dict[str, Applicant]:
    """Return the applicants behind letters by their addresses, new ones where they were not known."""
    senders = {_address(incoming): incoming for incoming in incomings}
    known = await applicants_by_email(session, list(senders))
    new = {
        address: new_row(
            Applicant,
            email=incoming.mail.sender or address,
            name=incoming.mail.sender_name[:100] or None,
            created_at=incoming.now,
        )
        for address, incoming in senders.items()
        if address not in known
    }
    session.add_all(new.values())
    await session.flush()
    return known | new


def _address(incoming: Incoming) -> str:
    return incoming.mail.sender.lower() or f"unknown-{incoming.id}@invalid"


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
