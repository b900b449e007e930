"""A submission goes to its department: the letters with everything in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.outbox import Wrapping, write_letter
from handlers.policy import Policy
from handlers.receipt_messages import send_receipt
from handlers.rules.compose import Enclosure, LetterSpec
from handlers.rules.file_names import safe_name
from handlers.rules.packing import Item, pack
from handlers.rules.tokens import written
from handlers.wording import letter as word_letter
from handlers.wording import one_line
from storage.queries.submissions import files_of, letter_of_submission
from storage.states import Channel, SubmissionState
from storage.tables import Applicant, Entry, Letter, Submission, SubmissionFile


@dataclass(frozen=True, slots=True)
class Handover:
    """What a department is told about a submission besides its files."""

    reasons: tuple[str, ...] = ()
    transferred_from: str | None = None  # the department that passed it on
    number: int = 1  # counts the departments that had it


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
    applicant = await session.get_one(Applicant, submission.applicant_id)
    letter = await letter_of_submission(session, submission_id)
    files = await files_of(session, submission_id)
    await _write_letters(session, _Case(submission, applicant, letter, files, handover), now, policy)
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
    case = _Case(submission, applicant, letter, files, handover, supplement_of=letter.id)
    await _write_letters(session, case, now, policy)


@dataclass(frozen=True, slots=True)
class _Case:
    submission: Submission
    applicant: Applicant
    letter: Letter | None
    files: Sequence[SubmissionFile]
    handover: Handover
    supplement_of: int | None = None  # the letter that brought what is added

    @property
    def name(self) -> str:
        """Return what tells this case's letters from the others of the submission."""
        return f"s{self.supplement_of}" if self.supplement_of else str(self.handover.number)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One of a case's numbered letters."""

    number: int
    total: int
    enclosures: tuple[Enclosure, ...]
    too_large: tuple[str, ...]


async def _write_letters(session: AsyncSession, case: _Case, now: datetime, policy: Policy) -> None:
    packed = pack(_items(case), policy.relay_bytes)
    too_large = tuple(each.enclosure.name for each in packed.too_large if not each.may_stay)
    for number, enclosures in enumerate(packed.letters, 1):
        sheet = _Sheet(number, len(packed.letters), enclosures, too_large)
        key = f"department:{case.submission.receipt}:{case.name}:{number}"
        wrapping = Wrapping(key, now, submission_id=case.submission.id, position=number)
        await write_letter(session, _letter(case, sheet, now, policy), wrapping)


def _letter(case: _Case, sheet: _Sheet, now: datetime, policy: Policy) -> LetterSpec:
    receipt = case.submission.receipt
    root = f"<{receipt}.1.1@{policy.domain}>"  # what every later letter of the submission hangs below
    first = f"<{receipt}.{case.name}.1@{policy.domain}>"
    own = f"<{receipt}.{case.name}.{sheet.number}@{policy.domain}>"
    subject, body = word_letter("department", **_words(case, sheet, now, policy))
    return LetterSpec(
        sender=policy.address,
        sender_name=policy.desk_name,
        recipient=case.submission.mailbox or "",
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
        "original": case.letter,
        "too_large": sheet.too_large,
        "reasons": case.handover.reasons,
        "transferred_from": case.handover.transferred_from,
        "part": (sheet.number, sheet.total),
        "supplement": case.supplement_of is not None,
        "token": written(policy.key, submission.receipt or ""),
        "desk": policy.desk_name,
    }


def sender_name(applicant: Applicant) -> str:
    """Return what an applicant is called in letters: the name, else the address, else the chat."""
    return one_line(applicant.name or applicant.email or f"聊天用户 {applicant.chat_id}")


def _items(case: _Case) -> list[Item]:
    """List the files in their order, and the original mail last: it stays behind when it does not fit."""
    items = [
        Item(Enclosure(_numbered(index, file), file.media_type, file.blob or "", file.part), file.bytes)
        for index, file in enumerate(case.files, 1)
        if file.blob
    ]
    if case.letter is not None:
        original = Enclosure("original.eml", "application/octet-stream", case.letter.blob)
        items.append(Item(original, case.letter.bytes, may_stay=True))
    return items


def _numbered(index: int, file: SubmissionFile) -> str:
    return f"{index:02d}_{safe_name(file.name)}"
