"""Colleagues by mail: their owner names an address, and who reads it there answers 确认."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.acknowledgements import reply_automatically
from handlers.applicant_mails import is_answer_to_us
from handlers.audit import Actor
from handlers.companions import LIFE, Invited, accept, is_open, new_invitation, take_out
from handlers.desk_facts import department_mailboxes
from handlers.incoming import Incoming
from handlers.joining import join
from handlers.letterhead import desk_letter
from handlers.operators import stable_message_id
from handlers.outbox import Wrapping, write_letter
from handlers.policy import Policy
from handlers.refusals import Refusal
from handlers.review import Matter, open_item
from handlers.rules.authentication import authentication_failed
from handlers.rules.colleague_wishes import Act, ColleagueWish
from handlers.rules.desk_words import Consent, read_consent
from handlers.senders import sender_name
from handlers.wording import letter as word_letter
from storage.queries.departments import count_letters_under
from storage.queries.letters import letters_of_ours
from storage.queries.linking import companions_of, count_invitations
from storage.tables import Applicant, Companion, Invitation, Submission

PREFIX: Final = "invitation:"  # of the keys of these letters; behind it stands what is kept of the code
DAY: Final = timedelta(days=1)
INVITATIONS: Final = 10  # that one owner may make in a day
LETTERS: Final = 3  # of these that one mailbox may get in a day


async def take_colleague_wish(
    session: AsyncSession, incoming: Incoming, submission: Submission, wish: ColleagueWish, policy: Policy
) -> None:
    """Invite or take out whom an applicant names, and say what became of it.

    Only for the owner whose mailbox a code has proved, in answer to a letter of ours: an address alone is
    a mere claim.
    """
    told = await _refusal(session, incoming, submission, policy)
    who = wish.address or wish.name
    if told is None and wish.act is Act.REMOVE and who:
        told, who = await _remove(session, incoming, submission, wish, policy)
    elif told is None and wish.act is Act.ADD and wish.address is not None:
        told = await _invite(session, incoming, submission, wish.address, policy)
    elif told is None:
        told = "listed" if wish.act is Act.LIST else "no_address"
    await _answer(session, incoming, submission, (told, who), policy)


async def _refusal(
    session: AsyncSession, incoming: Incoming, submission: Submission, policy: Policy
) -> str | None:
    owner = await session.get_one(Applicant, submission.applicant_id)
    if (owner.email or "").lower() != incoming.mail.sender.lower():
        return "not_owner"
    if owner.email_confirmed_at is None:
        return "not_proved"
    return None if await is_answer_to_us(session, incoming, submission, policy) else "no_answer"


async def _invite(
    session: AsyncSession, incoming: Incoming, submission: Submission, address: str, policy: Policy
) -> str:
    if address == incoming.mail.sender.lower() or await _of_colleague(session, submission, address):
        return "there_already"
    if address in policy.addresses | await department_mailboxes(session):
        return "office"
    made = await count_invitations(session, submission.applicant_id, incoming.now + LIFE - DAY)
    got = await count_letters_under(session, PREFIX, address, incoming.now - DAY)
    if made >= INVITATIONS or got >= LETTERS:
        return "enough_today"
    actor = Actor(f"mail:{incoming.mail.sender.lower()}", "mail")
    try:
        invited = await new_invitation(session, submission, incoming.now, policy, actor)
    except Refusal:
        return "too_many"
    await _write(session, incoming, submission, address, invited, policy)
    return "invited"


async def _remove(
    session: AsyncSession, incoming: Incoming, submission: Submission, wish: ColleagueWish, policy: Policy
) -> tuple[str, str]:
    """Take out whom an address, a name or a number of our list means; return what is told, and of whom."""
    rows = await companions_of(session, submission.id or 0)
    meant = [person for companion, person in rows if _is_meant(wish, companion, person)]
    if len(meant) != 1:
        return ("several" if meant else "unknown"), wish.address or wish.name
    actor = Actor(f"mail:{incoming.mail.sender.lower()}", "mail")
    await take_out(session, submission, meant[0].id or 0, incoming.now, policy, actor)
    return "removed", wish.address or sender_name(meant[0])


def _is_meant(wish: ColleagueWish, companion: Companion, person: Applicant) -> bool:
    if wish.address is not None:
        return (person.email or "").lower() == wish.address
    if wish.number is not None:
        return companion.id == wish.number
    return sender_name(person).casefold() == wish.name.casefold()


async def _of_colleague(session: AsyncSession, submission: Submission, address: str) -> Applicant | None:
    people = [person for _, person in await companions_of(session, submission.id or 0)]
    return next((each for each in people if (each.email or "").lower() == address), None)


async def _write(
    session: AsyncSession,
    incoming: Incoming,
    submission: Submission,
    address: str,
    invited: Invited,
    policy: Policy,
) -> None:
    """Write to the colleague; nothing in it but the receipt and the owner's proven address is theirs."""
    subject, body = word_letter(
        "colleague_invited",
        receipt=invited.receipt,
        category=submission.category_name,
        owner=incoming.mail.sender.lower(),
        code=invited.code,
        until=invited.until,
        bot=policy.bot_username,
        desk=policy.desk_name,
        office=policy.office,
    )
    key = f"{PREFIX}{invited.digest}"
    spec = replace(
        desk_letter(address, (subject, body), stable_message_id(key, policy), incoming.now, policy),
        reply_to=policy.address,
    )
    wrapping = Wrapping(key, incoming.now, submission_id=submission.id, position=150)
    await write_letter(session, spec, wrapping)


async def _answer(
    session: AsyncSession,
    incoming: Incoming,
    submission: Submission,
    told: tuple[str, str],
    policy: Policy,
) -> None:
    is_owners = told[0] not in ("not_owner", "not_proved", "no_answer")
    rows = await companions_of(session, submission.id or 0) if is_owners else ()
    words = word_letter(
        "colleague_answer",
        receipt=submission.receipt,
        told=told[0],
        address=told[1],
        colleagues=[
            person.email or f"{sender_name(person)}（在聊天中办理，编号 {companion.id}）"
            for companion, person in rows
        ],
        desk=policy.desk_name,
    )
    await reply_automatically(session, incoming, words, policy, submission_id=submission.id)


async def answered_invitation(session: AsyncSession, incoming: Incoming) -> Invitation | None:
    """Return the invitation whose letter this mail answers, from the mailbox that the letter went to."""
    ids = [f"<{each}>" for each in (incoming.mail.in_reply_to, *incoming.mail.references) if each]
    ours = await letters_of_ours(session, ids, incoming.mail.sender) if ids else ()
    digests = [each.key.removeprefix(PREFIX) for each in ours if each.key.startswith(PREFIX)]
    return await session.get(Invitation, digests[-1]) if digests else None


async def take_acceptance(session: AsyncSession, incoming: Incoming, row: Invitation, policy: Policy) -> None:
    """Let a colleague in who answers 确认; any other word lets nobody in."""
    if authentication_failed(incoming.mail):
        reason = "有人答复同事邀请信，但发件人验证未通过，可能是冒名"
        await open_item(session, Matter("letter", [reason], incoming.row), incoming.now, policy)
        return
    submission = await session.get_one(Submission, row.submission_id)
    told = await _accepted(session, incoming, row, policy)
    words = word_letter(
        "colleague_welcome",
        told=told,
        receipt=submission.receipt if told == "joined" else None,
        desk=policy.desk_name,
    )
    await reply_automatically(session, incoming, words, policy)


async def _accepted(session: AsyncSession, incoming: Incoming, row: Invitation, policy: Policy) -> str:
    consent = read_consent(incoming.mail.fresh_text)
    if consent is Consent.NO:
        _spend(row, incoming.now)
        return "refused"
    if consent is not Consent.YES:
        return "unclear"
    if not is_open(row, incoming.now):
        return "spent"
    address = incoming.mail.sender.lower()
    colleague = await join(session, None, address, incoming.now)
    try:
        await accept(session, row, colleague, incoming.now, policy, Actor(f"mail:{address}", "mail"))
    except Refusal:
        return "full"
    _spend(row, incoming.now)
    return "joined"


def _spend(row: Invitation, now: datetime) -> None:
    row.used_at = row.used_at or now
