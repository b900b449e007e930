"""What an applicant asks of the desk itself by replying: 状态 and 撤回."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.acknowledgements import reply_automatically
from handlers.audit import Actor
from handlers.incoming import Incoming
from handlers.letterhead import desk_letter
from handlers.operators import stable_message_id
from handlers.outbox import Wrapping, write_letter
from handlers.policy import Policy
from handlers.promises import countdown_of
from handlers.receipt_sheets import receipt_sheet
from handlers.rules import tokens
from handlers.submission_words import STATUS_WORDS, proof_of_delivery
from handlers.withdrawing import withdraw
from handlers.wording import letter as word_letter
from storage.queries.letters import letters_of_ours
from storage.queries.submissions import entries_of, files_of, parcels_of
from storage.tables import Applicant, Submission

LATEST = 12  # lines of the history in a letter
LONGEST = 300  # characters of a line


async def is_answer_to_us(
    session: AsyncSession, incoming: Incoming, submission: Submission, policy: Policy
) -> bool:
    """Tell whether a mail shows that its sender got a letter of ours about the submission.

    The signed token shows it, and so does the Message-ID of a letter to this very address, which nobody
    can guess.
    """
    if tokens.find(policy.key, incoming.mail.text) == submission.receipt:
        return True
    ids = [f"<{each}>" for each in (incoming.mail.in_reply_to, *incoming.mail.references) if each]
    ours = await letters_of_ours(session, ids, incoming.mail.sender)
    return any(each.submission_id == submission.id for each in ours)


async def send_status(
    session: AsyncSession, incoming: Incoming, submission: Submission, policy: Policy
) -> None:
    """Answer with state and history, to the applicant's own address and within the caps."""
    entries = await entries_of(session, submission.id or 0)
    words = word_letter(
        "status",
        submission=submission,
        state=STATUS_WORDS[submission.state],
        proof=proof_of_delivery(await parcels_of(session, submission.id or 0), policy.zone),
        countdown=await countdown_of(session, submission, incoming.now, policy),
        history=[(each.at.astimezone(policy.zone), each.text[:LONGEST]) for each in entries[-LATEST:]],
        desk=policy.desk_name,
    )
    await reply_automatically(session, incoming, words, policy, submission_id=submission.id)


async def send_receipt_by_mail(
    session: AsyncSession, incoming: Incoming, submission: Submission, policy: Policy
) -> None:
    """Send the receipt once more: in full to a mailbox that a code proved, else in short."""
    applicant = await session.get_one(Applicant, submission.applicant_id)
    files = await files_of(session, submission.id or 0)
    proved = applicant.email_confirmed_at is not None
    words = word_letter(
        "receipt_again",
        submission=submission,
        at=(submission.confirmed_at or submission.created_at).astimezone(policy.zone),
        count=len(files),
        files=files if proved else (),
        proved=proved,
        desk=policy.desk_name,
    )
    drawn = proved and policy.draws_receipts
    sheets = [await receipt_sheet(session, submission, files, policy)] if drawn else []
    number = submission.id
    await reply_automatically(session, incoming, words, policy, submission_id=number, enclosures=sheets)


async def withdraw_by_mail(
    session: AsyncSession, incoming: Incoming, submission: Submission, policy: Policy
) -> None:
    """Take a submission back, and say whether that was still possible."""
    actor = Actor(f"mail:{incoming.mail.sender.lower()}", "mail")
    done = await withdraw(session, submission, incoming.now, policy, actor)
    words = word_letter(
        "withdrawn",
        submission=submission,
        done=done,
        state=STATUS_WORDS[submission.state],
        desk=policy.desk_name,
    )
    if not done:
        await reply_automatically(session, incoming, words, policy, submission_id=submission.id)
        return
    key = f"withdrawn:{submission.receipt}"
    spec = replace(
        desk_letter(incoming.mail.sender, words, stable_message_id(key, policy), incoming.now, policy),
        in_reply_to=incoming.in_reply_to,
        references=incoming.references,
        auto_submitted="auto-replied",
        null_return_path=True,
    )
    # Once for each submission, so that no cap of acknowledgements may keep it back.
    await write_letter(session, spec, Wrapping(key, incoming.now, submission_id=submission.id, position=200))
