"""The short letter that tells a sender that a mail is on disk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.editions import guide_in_force
from handlers.incoming import Incoming
from handlers.known import DAY, answer_key
from handlers.letterhead import desk_letter
from handlers.notices import kept_words
from handlers.operators import stable_message_id
from handlers.outbox import Wrapping, write_letter
from handlers.policy import Policy
from handlers.promises import countdown_of
from handlers.receipt_sheets import receipt_sheet
from handlers.rules.applicant_unit import FIELD_WORDS, Field
from handlers.rules.checklist import Checked, Seen, check
from handlers.rules.compose import Enclosure
from handlers.rules.countdown import Countdown
from handlers.rules.file_names import suffix
from handlers.rules.guide import Guide
from handlers.rules.mime import ParsedMail
from handlers.timeliness import untimely_words
from handlers.wording import letter as word_letter
from storage.queries.departments import count_letters_under
from storage.queries.letters import count_acknowledgements, count_acknowledgements_to
from storage.queries.submissions import files_of
from storage.tables import Applicant, ApplicantUnit, Promise, Submission

ASKED: Final = (Field.NAME, Field.CREDIT_CODE, Field.CONTACT, Field.PHONE)  # the mailbox is known
TOLD: Final = (
    "told:"  # of the keys of answers to words that answer a letter of ours; the letter's number follows
)
ARCHIVES = ("zip",)  # whose text is the list of names inside


@dataclass(frozen=True, slots=True)
class Recorded:
    """A submission that came by mail, with who hands it in and what follows later, where that is known."""

    submission: Submission
    applicant: Applicant
    unit: ApplicantUnit | None = None
    promise: Promise | None = None


async def acknowledge(
    session: AsyncSession, incoming: Incoming, recorded: Sequence[Recorded], policy: Policy
) -> None:
    """Write the acknowledgement, unless the mail is automatic or the caps of 24 hours are reached.

    It names receipt number, department, time, number of files, which items of the guide's list were seen
    among them, and nothing that the sender wrote. An address that a code has proved gets the full receipt:
    every file with its digest, and the page to keep. Who did not agree to the notices yet reads them.
    """
    submissions = [each.submission for each in recorded]
    applicant = recorded[0].applicant
    proved = _is_proved(applicant, incoming)
    full = [(each, await files_of(session, each.id or 0)) for each in submissions] if proved else []
    found = await guide_in_force(session)
    checked = checklist(found.guide if found else None, submissions, incoming.mail)
    subject, body = word_letter(
        "acknowledgement",
        submissions=submissions,
        untimely={
            each.receipt: await untimely_words(session, each, incoming.now, policy) for each in submissions
        },
        files=len(incoming.mail.files),
        found=[each.item for each in checked if each.seen is Seen.FOUND],
        missing=[each for each in checked if each.seen in (Seen.MISSING, Seen.PART)],
        conditional=[each.item for each in checked if each.seen is Seen.CONDITIONAL],
        full=full,
        unit=_said(recorded[0].unit),
        lacking=[FIELD_WORDS[field] for field in ASKED if not _has(recorded[0].unit, field)],
        countdown=await _countdown(recorded, incoming, session, policy),
        later_workdays=policy.later_workdays,
        kept=kept_words(policy).submissions if applicant.noticed_at is None else None,
        at=incoming.now.astimezone(policy.zone),
        desk=policy.desk_name,
        office=policy.office,
    )
    drawn = full if policy.draws_receipts else ()
    sheets = [await receipt_sheet(session, submission, files, policy) for submission, files in drawn]
    first = submissions[0].id
    words = (subject, body)
    await reply_automatically(session, incoming, words, policy, submission_id=first, enclosures=sheets)


def _said(unit: ApplicantUnit | None) -> list[str]:
    """Return the names of what is known of who hands in; the values are the sender's words."""
    return [words for field, words in FIELD_WORDS.items() if _has(unit, field)]


def _has(unit: ApplicantUnit | None, field: Field) -> bool:
    return unit is not None and getattr(unit, field.value) is not None


async def _countdown(
    recorded: Sequence[Recorded], incoming: Incoming, session: AsyncSession, policy: Policy
) -> Countdown | None:
    """Return the countdown of what was promised with the mail."""
    promised = next((each.submission for each in recorded if each.promise), None)
    return await countdown_of(session, promised, incoming.now, policy) if promised else None


def _is_proved(applicant: Applicant, incoming: Incoming) -> bool:
    """Tell whether the mailbox that wrote has given back a code."""
    own = (applicant.email or "").lower() == incoming.mail.sender.lower()
    return own and applicant.email_confirmed_at is not None


def checklist(
    guide: Guide | None, submissions: Sequence[Submission], mail: ParsedMail
) -> tuple[Checked, ...]:
    """Compare a mail's files with the materials of its one category; nothing where that is not sure."""
    numbers = {each.category for each in submissions}
    category = guide.category(numbers.pop() or "") if guide and len(numbers) == 1 else None
    if category is None or not mail.files:
        return ()
    return check(category.materials, [*(each.name for each in mail.files), *names_inside(mail)])


def names_inside(mail: ParsedMail) -> list[str]:
    """Return the names of the files within a mail's archives."""
    archives = [each.text for each in mail.files if suffix(each.name) in ARCHIVES]
    return [line for text in archives for line in text.split("\n")]


async def reply_automatically(
    session: AsyncSession,
    incoming: Incoming,
    words: tuple[str, str],
    policy: Policy,
    *,
    submission_id: int | None = None,
    enclosures: Sequence[Enclosure] = (),
) -> bool:
    """Answer a mail by itself (RFC 3834), within the caps; one mail gets one such answer at most.

    Who answers a letter of ours (`proven`) with a word for the desk is not cut short after three.
    """
    if not incoming.verdict.acknowledge or await _capped(session, incoming, policy):
        return False
    key, known = f"{TOLD}{incoming.id}" if incoming.proven else answer_key(incoming.id), incoming.known
    spec = replace(
        desk_letter(incoming.mail.sender, words, stable_message_id(key, policy), incoming.now, policy),
        in_reply_to=incoming.in_reply_to,
        references=incoming.references,
        auto_submitted="auto-replied",
        null_return_path=True,
        enclosures=tuple(enclosures),
    )
    new = known is not None and key not in known.answered and not incoming.proven
    await write_letter(session, spec, Wrapping(key, incoming.now, submission_id=submission_id, new=new))
    if known is not None and not incoming.proven:
        known.count(key, incoming.mail.sender.lower())
    return True


async def _capped(session: AsyncSession, incoming: Incoming, policy: Policy) -> bool:
    sender, known = incoming.mail.sender.lower(), incoming.known
    if incoming.proven:
        count = await count_letters_under(session, TOLD, sender, incoming.now - DAY)
        return count >= policy.answers_per_sender
    if known is not None:
        own, every = known.acknowledged.get(sender, 0), known.acknowledged_in_all
    else:
        since = incoming.now - DAY
        own = (await count_acknowledgements_to(session, [sender], since)).get(sender, 0)
        every = await count_acknowledgements(session, since)
    return own >= policy.acknowledgements_per_sender or every >= policy.acknowledgements_in_all
