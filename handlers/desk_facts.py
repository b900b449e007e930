"""What the desk knows beside a mail: looked up once, before it is judged."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.editions import guide_in_force
from handlers.policy import Policy
from handlers.rules import tokens
from handlers.rules.authentication import authentication_failed
from handlers.rules.desk import DeskFacts, Thread
from handlers.rules.guide import copies_to
from handlers.rules.mime import ParsedMail
from handlers.rules.receipts import find_receipts
from storage.queries.letters import (
    earlier_categories,
    earlier_with_content,
    earlier_with_message_id,
    parcel_by_message_id,
)
from storage.queries.submissions import submission_by_receipt
from storage.tables import Applicant, Letter, Submission


async def facts_about(session: AsyncSession, row: Letter, mail: ParsedMail, policy: Policy) -> DeskFacts:
    """Collect the facts that decide about a mail."""
    token_receipt = tokens.find(policy.key, mail.text) or await _answered(session, mail)
    numbers = {*find_receipts(f"{mail.subject}\n{mail.text}"), *([token_receipt] if token_receipt else [])}
    seen_id = (
        await earlier_with_message_id(session, mail.message_id, row.id or 0) if mail.message_id else None
    )
    seen_content = await earlier_with_content(session, mail.content_digest, row.id or 0)
    return DeskFacts(
        addresses=policy.addresses,
        departments=await department_mailboxes(session),
        threads={number: thread for number in sorted(numbers) if (thread := await _thread(session, number))},
        token_receipt=token_receipt,
        authentic=not authentication_failed(mail),
        seen_ids={mail.message_id: str(seen_id.id)} if seen_id else {},
        seen_digests={mail.content_digest: str(seen_content.id)} if seen_content else {},
        earlier=tuple(await earlier_categories(session, mail.sender)) if mail.sender else (),
    )


async def department_mailboxes(session: AsyncSession) -> frozenset[str]:
    """Return the mailboxes of the guide in force."""
    found = await guide_in_force(session)
    if found is None:
        return frozenset()
    return frozenset(
        email.lower()
        for each in found.guide.categories
        for contact in each.contacts
        for email in contact.emails
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
