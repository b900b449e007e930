"""What the desk knows beside a mail: looked up once, before it is judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.editions import Kept, guide_in_force
from handlers.known import Known
from handlers.policy import Policy
from handlers.rules import tokens
from handlers.rules.authentication import authentication_failed
from handlers.rules.desk import DeskFacts, Thread
from handlers.rules.guide import Guide, copies_to
from handlers.rules.mime import ParsedMail
from handlers.rules.receipts import find_receipts
from storage.queries.letters import parcel_by_message_id
from storage.queries.submissions import submission_by_receipt
from storage.tables import Applicant, Submission


async def facts_about(
    session: AsyncSession, letter_id: int, mail: ParsedMail, known: Known, policy: Policy
) -> DeskFacts:
    """Collect the facts that decide about a mail."""
    token_receipt = tokens.find(policy.key, mail.text) or await _answered(session, mail)
    numbers = {*find_receipts(f"{mail.subject}\n{mail.text}"), *([token_receipt] if token_receipt else [])}
    return DeskFacts(
        addresses=policy.addresses,
        departments=await department_mailboxes(session),
        threads={number: thread for number in sorted(numbers) if (thread := await _thread(session, number))},
        token_receipt=token_receipt,
        authentic=not authentication_failed(mail),
        seen_ids=_earlier(known.twins, mail.message_id, letter_id),
        seen_digests=_earlier(known.alike, mail.content_digest, letter_id),
        earlier=known.earlier.get(mail.sender.lower(), ()),
    )


def _earlier(letters: Mapping[str, Sequence[int]], mark: str, before: int) -> dict[str, str]:
    """Name the earliest letter with a mark, if it came before this one."""
    first = next((each for each in letters.get(mark, ()) if each < before), None)
    return {} if first is None else {mark: str(first)}


async def department_mailboxes(session: AsyncSession) -> frozenset[str]:
    """Return the mailboxes of the guide in force."""
    found = await guide_in_force(session)
    return _mailboxes(Kept(found.digest, found.guide)) if found else frozenset()


@lru_cache(maxsize=2)
def _mailboxes(kept: Kept[Guide]) -> frozenset[str]:
    categories = kept.value.categories
    return frozenset(
        email.lower() for each in categories for contact in each.contacts for email in contact.emails
    )


async def mailboxes_of(session: AsyncSession, submission: Submission) -> frozenset[str]:
    """Return whose answer is the department's: its mailbox, and those that get the copies."""
    mailbox = submission.mailbox or ""
    found = await guide_in_force(session)
    copies = copies_to(found.guide, mailbox) if found else ()
    return frozenset(each.lower() for each in (mailbox, *copies) if each)


async def _answered(session: AsyncSession, mail: ParsedMail) -> str | None:
    """Return the receipt whose letter of ours this mail answers, by In-Reply-To and References."""
    ids = [f"<{each}>" for each in (mail.in_reply_to, *mail.references) if each]
    parcel = await parcel_by_message_id(session, ids) if ids else None
    if parcel is None or parcel.submission_id is None:
        return None
    return (await session.get_one(Submission, parcel.submission_id)).receipt


async def _thread(session: AsyncSession, number: str) -> Thread | None:
    submission = await submission_by_receipt(session, number)
    if submission is None:
        return None
    applicant = await session.get_one(Applicant, submission.applicant_id)
    people = frozenset({applicant.email} if applicant.email else ())
    categories = (submission.category,) if submission.category else ()
    copies = await mailboxes_of(session, submission) - {(submission.mailbox or "").lower()}
    return Thread(number, submission.mailbox, categories, people, copies)
