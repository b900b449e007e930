"""A submission goes to its department: the letters with everything in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.editions import guide_in_force
from handlers.outbox import Wrapping, write_letter
from handlers.policy import Policy
from handlers.receipt_messages import send_receipt
from handlers.rules.compose import Enclosure, LetterSpec
from handlers.rules.file_names import is_runnable, safe_name
from handlers.rules.guide import copies_to
from handlers.rules.packing import Item, pack
from handlers.rules.tokens import written
from handlers.submission_words import clip
from handlers.timeliness import untimely_words
from handlers.unsendable_files import tell_of_unsendable
from handlers.wording import letter as word_letter
from handlers.wording import one_line
from storage.queries.submissions import files_of, letters_of_submission
from storage.states import Channel, SubmissionState
from storage.tables import Applicant, Entry, Letter, Submission, SubmissionFile


@dataclass(frozen=True, slots=True)
class Handover:
    """What a department is told about a submission besides its files."""

    reasons: tuple[str, ...] = ()
    transferred_from: str | None = None  # the department that passed it on
    number: int = 1  # counts the departments that had it, or the applicant's supplements
    words: str = ""  # what the applicant wrote with a supplement
    mark: str = ""  # tells the letters of an operator's move from those of the departments' own


async def deliver(
    session: AsyncSession, submission_id: int, now: datetime, policy: Policy, handover: Handover | None = None
) -> None:
    """Write the department's letters and the history's line; in chat also the receipt.

    The submission must have a receipt, a mailbox and all its files on disk. Over the relay's size
    limit there are several numbered letters, split by file.
    """
    submission = await session.get_one(Submission, submission_id)
    if submission.mailbox is None or submission.receipt is None:
        raise ValueError(f"submission {submission_id} has no mailbox or no receipt")
    handover = handover or Handover()
    if untimely := await untimely_words(session, submission, now, policy):
        handover = replace(handover, reasons=(*handover.reasons, f"提交时{untimely}"))
    applicant = await session.get_one(Applicant, submission.applicant_id)
    letters = await letters_of_submission(session, submission_id)
    files = await files_of(session, submission_id)
    await _write_letters(session, _Case(submission, applicant, letters, files, handover), now, policy)
    submission.state = SubmissionState.DELIVERED
    text = f"材料已送 {submission.department or submission.mailbox}"
    session.add(Entry(submission_id=submission_id, at=now, kind="delivered", text=text))
    await session.flush()
    if submission.channel is Channel.CHAT and handover.number == 1:
        await send_receipt(session, submission, files, now, policy.zone)


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
    applicant = await session.get_one(Applicant, submission.applicant_id)
    files = [each for each in await files_of(session, submission_id) if each.letter_id == letter.id]
    case = _Case(submission, applicant, [letter], files, handover, supplement_of=letter.id)
    await _write_letters(session, case, now, policy)


@dataclass(frozen=True, slots=True)
class _Case:
    submission: Submission
    applicant: Applicant
    letters: Sequence[Letter]  # the mails that it came in
    files: Sequence[SubmissionFile]
    handover: Handover
    supplement_of: int | None = None  # the letter that brought what is added

    @property
    def name(self) -> str:
        """Return what tells this case's letters from the others of the submission."""
        own = self.handover.mark or str(self.handover.number)
        return f"s{self.supplement_of}" if self.supplement_of else own


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One of a case's numbered letters."""

    number: int
    total: int
    enclosures: tuple[Enclosure, ...]
    too_large: tuple[str, ...]
    recipient: str
    copy: int = 0  # 0 for the addressee, else the number of the copy


async def _write_letters(session: AsyncSession, case: _Case, now: datetime, policy: Policy) -> None:
    """Write each numbered letter to the addressee, and a copy of its own to each further mailbox."""
    packed = pack(_items(case), policy.relay_bytes)
    too_large = tuple(each.enclosure.name for each in packed.too_large if not each.may_stay)
    found = await guide_in_force(session)
    mailbox = case.submission.mailbox or ""
    recipients = (mailbox, *(copies_to(found.guide, mailbox) if found else ()))
    for number, enclosures in enumerate(packed.letters, 1):
        for copy, recipient in enumerate(recipients):
            sheet = _Sheet(number, len(packed.letters), enclosures, too_large, recipient, copy)
            key = f"department:{case.submission.receipt}:{case.name}:{number}{f':copy{copy}' if copy else ''}"
            wrapping = Wrapping(key, now, submission_id=case.submission.id, position=number)
            await write_letter(session, _letter(case, sheet, now, policy), wrapping)
    await tell_of_unsendable(session, case.submission, case.name, too_large, now, policy)


def _letter(case: _Case, sheet: _Sheet, now: datetime, policy: Policy) -> LetterSpec:
    receipt = case.submission.receipt
    root = f"<{receipt}.1.1@{policy.domain}>"  # what every later letter of the submission hangs below
    first = f"<{receipt}.{case.name}.1@{policy.domain}>"
    # A copy has a Message-ID of its own, so that a bounce names the mailbox that it did not reach.
    copy = f"c{sheet.copy}" if sheet.copy else ""
    own = f"<{receipt}.{case.name}.{sheet.number}{copy}@{policy.domain}>"
    subject, body = word_letter("department", **_words(case, sheet, now, policy))
    return LetterSpec(
        sender=policy.address,
        sender_name=policy.desk_name,
        recipient=sheet.recipient,
        subject=subject,
        body=body,
        message_id=own,
        at=now,
        reply_to=policy.address,
        references=tuple(each for each in dict.fromkeys((root, first)) if each != own),
        enclosures=sheet.enclosures,
    )


def _words(case: _Case, sheet: _Sheet, now: datetime, policy: Policy) -> dict[str, object]:
    submission = case.submission
    return {
        "receipt": submission.receipt,
        "category": submission.category or "",
        "category_name": submission.category_name or "",
        "unit": sender_name(case.applicant),
        "address": case.applicant.email,
        "channel": submission.channel.value,
        "at": (submission.confirmed_at or now).astimezone(policy.zone),
        "title": one_line(submission.subject),
        "files": case.files,
        "runnable": [file.id for file in case.files if is_runnable(file.name)],
        "originals": [(_original(number), letter) for number, letter in enumerate(case.letters, 1)],
        "too_large": sheet.too_large,
        "reasons": case.handover.reasons,
        "transferred_from": case.handover.transferred_from,
        "part": (sheet.number, sheet.total),
        "supplement": case.handover.number if case.supplement_of is not None else None,
        "words": clip(case.handover.words),
        "copy_of": case.submission.mailbox if sheet.copy else None,
        "token": written(policy.key, submission.receipt or ""),
        "desk": policy.desk_name,
    }


def sender_name(applicant: Applicant) -> str:
    """Return what an applicant is called in letters: the name, else the address, else the chat."""
    return one_line(applicant.name or applicant.email or f"聊天用户 {applicant.chat_id}")


def _items(case: _Case) -> list[Item]:
    """List the files in their order, and the original mails last: they stay behind when they do not fit."""
    items = [
        Item(Enclosure(_numbered(index, file), file.media_type, file.blob or "", file.part), file.bytes)
        for index, file in enumerate(case.files, 1)
        if file.blob
    ]
    for number, letter in enumerate(case.letters, 1):
        original = Enclosure(_original(number), "application/octet-stream", letter.blob)
        items.append(Item(original, letter.bytes, may_stay=True))
    return items


def _original(number: int) -> str:
    return "original.eml" if number == 1 else f"original_{number}.eml"


def _numbered(index: int, file: SubmissionFile) -> str:
    return f"{index:02d}_{safe_name(file.name)}"
