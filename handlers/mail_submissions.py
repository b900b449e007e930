"""A mail becomes a submission: sent on when it is sure, held for a person when it is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.acknowledgements import Recorded, acknowledge, names_inside, reply_automatically
from handlers.delivery import Handover, Material, deliver
from handlers.desk_facts import department_mailboxes
from handlers.editions import GuideInForce, guide_in_force
from handlers.incoming import Incoming
from handlers.mail_promises import promise_by_mail
from handlers.mail_units import unit_of_mail
from handlers.policy import Policy
from handlers.receipts import next_receipts
from handlers.review import Matter, open_item
from handlers.rules.authentication import authentication_words
from handlers.rules.guide import department
from handlers.unclear_replies import NO_SUBMISSION, say_unclear
from handlers.wording import letter as word_letter
from storage.fresh_rows import free_ids, write_fresh
from storage.queries.submissions import applicants_with_units, submission_by_receipt
from storage.rows import new_row, write_row
from storage.states import Channel, SubmissionState
from storage.tables import Applicant, ApplicantUnit, Entry, Submission, SubmissionFile


@dataclass(frozen=True, slots=True)
class _New:
    """A submission that is not written yet: its mail, who hands it in, and its files."""

    incoming: Incoming
    submission: Submission
    applicant: Applicant
    remembered: ApplicantUnit | None
    files: Sequence[SubmissionFile]
    is_new: bool  # nobody has written from the address before


async def route_submissions(session: AsyncSession, batch: Sequence[Incoming], policy: Policy) -> None:
    """Record one submission for each department's letter of the verdicts, and send each on."""
    if not batch:
        return
    found = await guide_in_force(session)
    letters = [(incoming, letter) for incoming in batch for letter in incoming.verdict.letters]
    incomings = [incoming for incoming, _ in letters]
    new = await _new_submissions(session, incomings, SubmissionState.DELIVERED, policy)
    for each, (_, letter) in zip(new, letters, strict=True):
        assign(each.submission, found, letter.categories, letter.mailbox)
    materials = await _record(session, new, policy)
    for incoming, material in zip(incomings, materials, strict=True):
        handover = _handover(incoming)
        await deliver(session, material.submission.id or 0, incoming.now, policy, handover, material)
    for incoming in batch:
        own = [_recorded(one) for one, each in zip(materials, incomings, strict=True) if each is incoming]
        await acknowledge(session, incoming, own, policy)
    await session.flush()


def _recorded(material: Material) -> Recorded:
    return Recorded(material.submission, material.applicant, material.unit, material.promise)


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
    new = await _new_submissions(session, [incoming], SubmissionState.REVIEW, policy)
    (material,) = await _record(session, new, policy)
    await session.flush()
    verdict = incoming.verdict
    reasons = (*verdict.reasons, *verdict.warnings)
    matter = Matter("submission", reasons, incoming.row, material.submission, verdict.candidates)
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
    session: AsyncSession, incomings: Sequence[Incoming], state: SubmissionState, policy: Policy
) -> list[_New]:
    """Make a submission of each letter, with its applicant, its files and a receipt number."""
    senders = {_address(incoming): incoming for incoming in incomings}
    with session.no_autoflush:  # what waits are the letters, which are written once, with all that is known
        known = await applicants_with_units(session, list(senders))
    receipts = await next_receipts(session, len(incomings), incomings[0].now, policy)
    ids = await free_ids(session, Applicant, Submission, SubmissionFile)
    people = known | {
        address: (_applicant(incoming, next(ids[Applicant])), None)
        for address, incoming in senders.items()
        if address not in known
    }
    found = []
    for incoming, receipt in zip(incomings, receipts, strict=True):
        applicant, remembered = people[_address(incoming)]
        submission = new_row(
            Submission,
            id=next(ids[Submission]),
            receipt=receipt,
            applicant_id=applicant.id,
            channel=Channel.MAIL,
            state=state,
            subject=incoming.mail.subject[:500],
            created_at=incoming.now,
            confirmed_at=incoming.now,
        )
        files = files_from(incoming, submission.id or 0)
        for file in files:
            file.id = next(ids[SubmissionFile])
        is_new = _address(incoming) not in known
        found.append(_New(incoming, submission, applicant, remembered, files, is_new=is_new))
    return found


async def _record(session: AsyncSession, new: Sequence[_New], policy: Policy) -> list[Material]:
    """Write submissions with the first line of their history, their files, who hands in and what follows."""
    found = await guide_in_force(session)
    guide = found.guide if found else None
    units = [unit_of_mail(each.incoming, each.submission, each.remembered, guide) for each in new]
    rows = [
        *{each.applicant.id: each.applicant for each in new if each.is_new}.values(),
        *(each.submission for each in new),
        *(file for each in new for file in each.files),
        *(unit for unit in units if unit is not None),
    ]
    await write_fresh(session, rows)
    return [await _material(session, each, unit, policy) for each, unit in zip(new, units, strict=True)]


async def _material(session: AsyncSession, new: _New, unit: ApplicantUnit | None, policy: Policy) -> Material:
    incoming, submission = new.incoming, new.submission
    incoming.row.submission_id = incoming.row.submission_id or submission.id
    received = {"kind": "received", "text": "收到邮件", "letter_id": incoming.id}
    write_row(session, Entry, submission_id=submission.id, at=incoming.now, **received)
    promised = await promise_by_mail(session, incoming, submission, new.files, policy)
    return Material(submission, new.applicant, new.files, [incoming.row], unit, promised)


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


def _applicant(incoming: Incoming, number: int) -> Applicant:
    return new_row(
        Applicant,
        id=number,
        email=incoming.mail.sender or _address(incoming),
        name=incoming.mail.sender_name[:100] or None,
        created_at=incoming.now,
    )


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
