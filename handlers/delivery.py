"""A submission goes to its department: the letters with everything in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.department_copies import copies_of
from handlers.department_letters import Case, Handover, Sheet, department_letter, items_of
from handlers.department_threads import thread_of
from handlers.hand_in_checks import checked_of, items_of_files
from handlers.outbox import Wrapping, write_letter
from handlers.policy import Policy
from handlers.receipt_messages import send_receipt
from handlers.rules.packing import pack
from handlers.timeliness import untimely_words
from handlers.transcripts import transcript_of
from handlers.unsendable_files import tell_of_unsendable
from storage.queries.departments import promise_of_submission, unit_of_submission
from storage.queries.submissions import files_of, letters_of_submission
from storage.rows import write_row
from storage.states import Channel, SubmissionState
from storage.tables import Applicant, ApplicantUnit, Entry, Letter, Promise, Submission, SubmissionFile

__all__ = ["Handover", "Material", "deliver", "supplement", "supplement_by_chat"]


@dataclass(frozen=True, slots=True)
class Material:
    """A submission with whose it is, its files and the mails that it came in."""

    submission: Submission
    applicant: Applicant
    files: Sequence[SubmissionFile]
    letters: Sequence[Letter]
    unit: ApplicantUnit | None = None
    promise: Promise | None = None


async def deliver(
    session: AsyncSession,
    submission_id: int,
    now: datetime,
    policy: Policy,
    handover: Handover | None = None,
    material: Material | None = None,
) -> None:
    """Write the department's letters and the history's line; in chat also the receipt.

    The submission must have a receipt, a mailbox and all its files on disk. Over the relay's size
    limit there are several numbered letters, split by file. `material` is given of a submission that is so
    new that the database may not have it yet.
    """
    submission = material.submission if material else await session.get_one(Submission, submission_id)
    if submission.mailbox is None or submission.receipt is None:
        raise ValueError(f"submission {submission_id} has no mailbox or no receipt")
    handover = handover or Handover()
    if untimely := await untimely_words(session, submission, now, policy):
        handover = replace(handover, reasons=(*handover.reasons, f"提交时{untimely}"))
    known = material or await _material(session, submission)
    case = await _case(session, known, handover, policy)
    await _write_letters(session, case, now, policy, new=material is not None)
    submission.state = SubmissionState.DELIVERED
    text = f"材料已送 {submission.department or submission.mailbox}"
    write_row(session, Entry, submission_id=submission_id, at=now, kind="delivered", text=text)
    if material is None:
        await session.flush()
    if submission.channel is Channel.CHAT and handover.number == 1:
        await send_receipt(session, submission, case.files, now, policy)


async def _material(session: AsyncSession, submission: Submission) -> Material:
    submission_id = submission.id or 0
    return Material(
        submission,
        await session.get_one(Applicant, submission.applicant_id),
        await files_of(session, submission_id),
        await letters_of_submission(session, submission_id),
        await unit_of_submission(session, submission_id),
        await promise_of_submission(session, submission_id),
    )


async def _case(session: AsyncSession, material: Material, handover: Handover, policy: Policy) -> Case:
    submission, files = material.submission, material.files
    return Case(
        submission,
        material.applicant,
        material.letters,
        files,
        handover,
        unit=material.unit,
        checked=await checked_of(session, submission, files, handover.inside),
        promise=material.promise,
        items=await items_of_files(session, submission, files),
        transcript=await transcript_of(session, submission, files, policy),
    )


async def supplement(
    session: AsyncSession,
    submission_id: int,
    letter: Letter,
    now: datetime,
    policy: Policy,
    handover: Handover,
) -> None:
    """Send what an applicant added by mail to the department that has the submission, in the same thread."""
    submission = await session.get_one(Submission, submission_id)
    files = [each for each in await files_of(session, submission_id) if each.letter_id == letter.id]
    applicant = await session.get_one(Applicant, submission.applicant_id)
    material = Material(submission, applicant, files, [letter])
    case = await _supplement(session, material, handover, f"s{letter.id}", policy)
    await _write_letters(session, case, now, policy)


async def supplement_by_chat(
    session: AsyncSession,
    submission_id: int,
    files: Sequence[SubmissionFile],
    basket_id: int,
    now: datetime,
    policy: Policy,
    handover: Handover,
) -> None:
    """Send what an applicant added in chat the same way; `basket_id` tells it from other supplements."""
    submission = await session.get_one(Submission, submission_id)
    applicant = await session.get_one(Applicant, submission.applicant_id)
    material = Material(submission, applicant, files, ())
    case = await _supplement(session, material, handover, f"c{basket_id}", policy)
    await _write_letters(session, case, now, policy)


async def _supplement(
    session: AsyncSession, material: Material, handover: Handover, name: str, policy: Policy
) -> Case:
    submission = material.submission
    return Case(
        submission,
        material.applicant,
        material.letters,
        material.files,
        handover,
        unit=await unit_of_submission(session, submission.id or 0),
        promise=await promise_of_submission(session, submission.id or 0),
        items=await items_of_files(session, submission, material.files),
        supplement=name,
        thread=await thread_of(session, submission, submission.mailbox or "", policy),
    )


async def _write_letters(
    session: AsyncSession, case: Case, now: datetime, policy: Policy, *, new: bool = False
) -> None:
    """Write each numbered letter to the addressee, and a copy of its own to each further mailbox."""
    packed = pack(items_of(case), policy.relay_bytes)
    too_large = tuple(each.enclosure.name for each in packed.too_large if not each.may_stay)
    recipients = (case.submission.mailbox or "", *await copies_of(session, case.submission, policy))
    for number, enclosures in enumerate(packed.letters, 1):
        for copy, recipient in enumerate(recipients):
            sheet = Sheet(number, len(packed.letters), enclosures, too_large, recipient, copy)
            key = f"department:{case.submission.receipt}:{case.name}:{number}{f':copy{copy}' if copy else ''}"
            own = case.submission.id
            wrapping = Wrapping(key, now, submission_id=own, position=number, new=new)
            await write_letter(session, department_letter(case, sheet, now, policy), wrapping)
    await tell_of_unsendable(session, case.submission, case.name, too_large, now, policy)
