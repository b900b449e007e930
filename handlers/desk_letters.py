"""Mails to the desk itself: how far everything is, a code for the mailbox, and the answers to codes."""

from __future__ import annotations

from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.acknowledgements import reply_automatically
from handlers.desk_facts import department_mailboxes
from handlers.incoming import Incoming
from handlers.link_letters import PREFIX
from handlers.linking import Proof, confirm_code, refuse_code, send_own_code
from handlers.mail_colleagues import answered_invitation, take_acceptance
from handlers.mail_follows import take_follow
from handlers.outbox import Wrapping, write_message
from handlers.policy import Policy
from handlers.review import Matter, open_item
from handlers.rules.authentication import authentication_failed
from handlers.rules.desk_words import Consent, DeskWord, read_consent, read_desk_word
from handlers.rules.follow_wishes import read_follow_wish
from handlers.submission_words import STATUS_WORDS
from handlers.wording import letter as word_letter
from handlers.wording import say
from storage.queries.letters import letters_of_ours
from storage.queries.linking import applicant_with_email, shared_submissions
from storage.queries.submissions import entries_of, submissions_of
from storage.tables import AddressCode, Applicant

MOST: Final = 10  # submissions in a letter
REFUSED, UNCLEAR = "refused", "unclear"


async def take_desk_letter(session: AsyncSession, incoming: Incoming, policy: Policy) -> bool:
    """Do what a mail asks of the desk itself; false, and nothing is done, where it asks nothing of it."""
    mail = incoming.mail
    if mail.files or not incoming.verdict.acknowledge:
        return False
    row = await _answered_code(session, incoming)
    if row is not None:
        await _take_consent(session, incoming, row, policy)
        return True
    invitation = await answered_invitation(session, incoming)
    if invitation is not None:
        incoming.row.outcome = "desk.colleague"
        await take_acceptance(session, incoming, invitation, policy)
        return True
    follow = None if incoming.verdict.receipt else read_follow_wish(mail.subject, mail.fresh_text)
    if follow is not None and not authentication_failed(mail):
        incoming.row.outcome = "desk.follow"
        await take_follow(session, incoming, follow, policy)
        return True
    word = None if incoming.verdict.receipt else read_desk_word(mail.subject, mail.fresh_text)
    if word is None or mail.sender.lower() in await department_mailboxes(session):
        return False
    incoming.row.outcome = f"desk.{word}"
    if word is DeskWord.LINK:
        await send_own_code(session, mail.sender, incoming.now, policy)
    else:
        await _send_list(session, incoming, policy)
    return True


async def _answered_code(session: AsyncSession, incoming: Incoming) -> AddressCode | None:
    """Return the code whose letter this mail answers, from the mailbox that the letter went to."""
    ids = [f"<{each}>" for each in (incoming.mail.in_reply_to, *incoming.mail.references) if each]
    if not ids:
        return None
    ours = await letters_of_ours(session, ids, incoming.mail.sender)
    keys = [each.key.removeprefix(PREFIX) for each in ours if each.key.startswith(PREFIX)]
    return await session.get(AddressCode, int(keys[-1])) if keys else None


async def _take_consent(session: AsyncSession, incoming: Incoming, row: AddressCode, policy: Policy) -> None:
    incoming.row.outcome = "desk.consent"
    if authentication_failed(incoming.mail):
        reason = "有人答复邮箱确认信，但发件人验证未通过，可能是冒名"
        await open_item(session, Matter("letter", [reason], incoming.row), incoming.now, policy)
        return
    consent, applicant = read_consent(incoming.mail.fresh_text), None
    if consent is Consent.YES:
        proof, applicant = await confirm_code(session, row, incoming.now, policy)
        told: str = proof
        if proof is Proof.LINKED and applicant is not None:
            await _tell_chat(session, applicant, row, incoming)
    elif consent is Consent.NO:
        refuse_code(row, incoming.now)
        told = REFUSED
    else:
        told = UNCLEAR
    words = word_letter("link_answer", proof=told, chat=applicant is not None, desk=policy.desk_name)
    await reply_automatically(session, incoming, words, policy)


async def _tell_chat(
    session: AsyncSession, applicant: Applicant, row: AddressCode, incoming: Incoming
) -> None:
    if applicant.chat_id is not None:
        text = say("link_done.html", email=row.email)
        await write_message(session, applicant.chat_id, text, Wrapping(f"link:done:{row.id}", incoming.now))


async def _send_list(session: AsyncSession, incoming: Incoming, policy: Policy) -> None:
    """Answer with the state of everything that was handed in from the mailbox or its chat."""
    applicant = await applicant_with_email(session, incoming.mail.sender)
    rows = [
        *(await submissions_of(session, applicant.id or 0) if applicant else ()),
        *(await shared_submissions(session, applicant.id or 0) if applicant else ()),
    ]
    shown = [each for each in rows if each.receipt]
    lines = []
    for submission in shown[:MOST]:
        entries = await entries_of(session, submission.id or 0)
        last = (entries[-1].at.astimezone(policy.zone), entries[-1].text) if entries else None
        lines.append((submission, STATUS_WORDS[submission.state], last))
    words = word_letter("status_list", lines=lines, more=len(shown) > MOST, desk=policy.desk_name)
    await reply_automatically(session, incoming, words, policy)
