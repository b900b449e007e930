"""What a department's letters say and hold: cover note, checklist, files under telling names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from handlers.letterhead import desk_letter, first_letter
from handlers.policy import Policy
from handlers.rules.checklist import Checked, Seen
from handlers.rules.compose import Enclosure, LetterSpec
from handlers.rules.enclosure_names import enclosure_name
from handlers.rules.file_names import is_runnable
from handlers.rules.packing import Item
from handlers.rules.tokens import written
from handlers.rules.unit_form import is_organisation
from handlers.senders import sender_name
from handlers.submission_words import clip
from handlers.wording import letter as word_letter
from handlers.wording import one_line
from storage.tables import Applicant, ApplicantUnit, Letter, Promise, Submission, SubmissionFile

TRANSCRIPT = "聊天提交记录.txt"


@dataclass(frozen=True, slots=True)
class Handover:
    """What a department is told about a submission besides its files."""

    reasons: tuple[str, ...] = ()
    transferred_from: str | None = None  # the department that passed it on
    number: int = 1  # counts the departments that had it, or the applicant's supplements
    words: str = ""  # what the applicant wrote with a supplement
    mark: str = ""  # tells the letters of an operator's move from those of the departments' own
    inside: tuple[str, ...] = ()  # names of files that archives among the files hold


@dataclass(frozen=True, slots=True)
class Case:
    """All that a department gets of a submission, or of what was added to it."""

    submission: Submission
    applicant: Applicant
    letters: Sequence[Letter]  # the mails that it came in
    files: Sequence[SubmissionFile]
    handover: Handover
    unit: ApplicantUnit | None = None
    checked: tuple[Checked, ...] = ()
    promise: Promise | None = None
    items: tuple[
        str | None, ...
    ] = ()  # which item of the guide's list each file stands for, where that is known
    transcript: str | None = None
    thread: tuple[str, ...] = ()  # Message-IDs of what the department has of the submission already
    supplement: str | None = None  # tells what is added from what was added before

    @property
    def name(self) -> str:
        """Return what tells this case's letters from the others of the submission."""
        own = self.handover.mark or str(self.handover.number)
        return self.supplement or own

    @property
    def unit_name(self) -> str | None:
        """Return the unit that the applicant named, else a unit's name that the applicant goes by."""
        if self.unit and self.unit.name:
            return one_line(self.unit.name)
        name = one_line(self.applicant.name or "")
        return name if is_organisation(name) else None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One of a case's numbered letters."""

    number: int
    total: int
    enclosures: tuple[Enclosure, ...]
    too_large: tuple[str, ...]
    recipient: str
    copy: int = 0  # 0 for the addressee, else the number of the copy


def department_letter(case: Case, sheet: Sheet, now: datetime, policy: Policy) -> LetterSpec:
    """Word one of the letters; its Message-ID names receipt, case and number."""
    receipt = case.submission.receipt
    root = first_letter(receipt or "", policy)  # what every later letter of the submission hangs below
    first = f"<{receipt}.{case.name}.1@{policy.domain}>"
    # A copy has a Message-ID of its own, so that a bounce names the mailbox that it did not reach.
    copy = f"c{sheet.copy}" if sheet.copy else ""
    own = f"<{receipt}.{case.name}.{sheet.number}{copy}@{policy.domain}>"
    token = written(policy.key, receipt or "")
    subject, body = word_letter("department", token=token, **_words(case, sheet, now, policy))
    return replace(
        desk_letter(sheet.recipient, (subject, body), own, now, policy),
        reply_to=policy.address,
        reply_name=token,
        references=tuple(each for each in dict.fromkeys((root, *case.thread, first)) if each != own),
        enclosures=sheet.enclosures,
    )


def _words(case: Case, sheet: Sheet, now: datetime, policy: Policy) -> dict[str, object]:
    submission = case.submission
    return {
        "receipt": submission.receipt,
        "category": submission.category or "",
        "category_name": submission.category_name or "",
        "unit": case.unit_name or sender_name(case.applicant),
        "known": case.unit,
        "address": case.applicant.email,
        "channel": submission.channel.value,
        "at": (submission.confirmed_at or now).astimezone(policy.zone),
        "title": one_line(submission.subject),
        "files": [_listed(case, number, each) for number, each in enumerate(case.files, 1)],
        "found": [each.item for each in case.checked if each.seen is Seen.FOUND],
        "missing": [each for each in case.checked if each.seen in (Seen.MISSING, Seen.PART)],
        "conditional": [each.item for each in case.checked if each.seen is Seen.CONDITIONAL],
        "promise": case.promise,
        "runnable": [file.id for file in case.files if is_runnable(file.name)],
        "originals": [(_original(number), letter) for number, letter in enumerate(case.letters, 1)],
        "transcript": TRANSCRIPT if case.transcript else None,
        "too_large": sheet.too_large,
        "reasons": case.handover.reasons,
        "transferred_from": case.handover.transferred_from,
        "part": (sheet.number, sheet.total),
        "supplement": case.handover.number if case.supplement else None,
        "words": clip(case.handover.words),
        "copy_of": case.submission.mailbox if sheet.copy else None,
        "desk": policy.desk_name,
    }


def items_of(case: Case) -> list[Item]:
    """List the files in their order, and what they came in last: it stays behind where it does not fit."""
    items = [
        Item(Enclosure(enclosed_name(case, number, file), file.media_type, file.blob, file.part), file.bytes)
        for number, file in enumerate(case.files, 1)
        if file.blob
    ]
    for number, letter in enumerate(case.letters, 1):
        original = Enclosure(_original(number), "application/octet-stream", letter.blob)
        items.append(Item(original, letter.bytes, may_stay=True))
    if case.transcript:
        enclosure = Enclosure(TRANSCRIPT, "text/plain", text=case.transcript)
        items.append(Item(enclosure, len(case.transcript.encode()), may_stay=True))
    return items


def enclosed_name(case: Case, number: int, file: SubmissionFile) -> str:
    """Return what a file is called in the letter."""
    item = case.items[number - 1] if case.items else file.item
    return enclosure_name(number, file.name, item, case.unit_name)


def _listed(case: Case, number: int, file: SubmissionFile) -> tuple[SubmissionFile, str, str | None]:
    """Return a file, what it is called in the letter, and its own name where that is another."""
    name = enclosed_name(case, number, file)
    own = one_line(file.name)
    return file, name, None if own.rpartition(".")[0] in name else own


def _original(number: int) -> str:
    return "original.eml" if number == 1 else f"original_{number}.eml"
