"""What the desk knows beside a mail: looked up once, before it is judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.department_copies import copies_of
from handlers.editions import Kept, guide_in_force
from handlers.known import Known
from handlers.policy import Policy
from handlers.rules import tokens
from handlers.rules.authentication import authentication_failed
from handlers.rules.desk import DeskFacts, Thread
from handlers.rules.guide import Guide
from handlers.rules.mime import ParsedMail
from handlers.rules.receipts import find_receipts
from storage.queries.letters import parcel_by_message_id
from storage.queries.linking import companions_of
from storage.queries.submissions import submission_by_receipt
from storage.tables import Applicant, Submission


async def facts_about(
    session: AsyncSession, letter_id: int, mail: ParsedMail, known: Known, policy: Policy
) -> DeskFacts:
    """Collect the facts that decide about a mail."""
    # An answer is written to our Reply-To, whose name holds the token too, and often quotes our letter.
    told = f"{mail.header('to')}\n{mail.header('cc')}\n{mail.text}"
    token_receipt = tokens.find(policy.key, told) or await _answered(session, mail)
    numbers = {*find_receipts(f"{mail.subject}\n{mail.text}"), *([token_receipt] if token_receipt else [])}
    return DeskFacts(
        addresses=policy.addresses,
        departments=known.departments,
        threads={
            number: thread for number in sorted(numbers) if (thread := await _thread(session, number, policy))
        },
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


async def mailboxes_of(session: AsyncSession, submission: Submission, policy: Policy) -> frozenset[str]:
    """Return whose answer is the department's: its mailbox, and those that get the copies."""
    copies = await copies_of(session, submission, policy)
    return frozenset(each.lower() for each in (submission.mailbox or "", *copies) if each)


async def addresses_of(session: AsyncSession, submission: Submission) -> frozenset[str]:
    """Return who may write about a submission as its applicant: owner, and companions who proved theirs."""
    owner = await session.get_one(Applicant, submission.applicant_id)
    people = [person for _, person in await companions_of(session, submission.id or 0)]
    proved = [person.email for person in people if person.email and person.email_confirmed_at]
    return frozenset(each.lower() for each in (owner.email or "", *proved) if each)


async def _answered(session: AsyncSession, mail: ParsedMail) -> str | None:
    """Return the receipt whose letter of ours this mail answers, by In-Reply-To and References."""
    ids = [f"<{each}>" for each in (mail.in_reply_to, *mail.references) if each]
    parcel = await parcel_by_message_id(session, ids) if ids else None
    if parcel is None or parcel.submission_id is None:
        return None
    return (await session.get_one(Submission, parcel.submission_id)).receipt


async def _thread(session: AsyncSession, number: str, policy: Policy) -> Thread | None:
    submission = await submission_by_receipt(session, number)
    if submission is None:
        return None
    people = await addresses_of(session, submission)
    categories = (submission.category,) if submission.category else ()
    copies = await mailboxes_of(session, submission, policy) - {(submission.mailbox or "").lower()}
    return Thread(number, submission.mailbox, categories, people, copies)
