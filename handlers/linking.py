"""One person, two channels: a chat and a mailbox are joined once a code sent there came back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from email_validator import EmailNotValidError, validate_email
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.applicants import applicant_of
from handlers.audit import Actor, record
from handlers.desk_facts import department_mailboxes
from handlers.joining import join, part
from handlers.link_letters import write_code
from handlers.one_time_codes import long_code, short_code
from handlers.policy import Policy
from handlers.refusals import Refusal
from handlers.rules.half_width import half_width
from handlers.rules.tokens import code_digest
from storage.queries.chats import applicant_by_chat
from storage.queries.linking import code_with_digest, count_codes, open_codes
from storage.tables import AddressCode, Applicant

LIFE: Final = timedelta(minutes=30)
DAY: Final = timedelta(days=1)
CODES: Final = 5  # that one chat may ask for in a day, and that one mailbox may get
TRIES: Final = 5  # of one code


class Proof(StrEnum):
    """What became of a code that somebody gave back."""

    LINKED = "linked"  # right: chat and mailbox are one person's
    WRONG = "wrong"  # another try is left
    SPENT = "spent"  # used, expired or tried too often


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a try, with the mailbox that is linked or the tries that are left."""

    proof: Proof
    email: str | None = None
    left: int = 0


async def linked_address(session: AsyncSession, chat_id: int) -> str | None:
    """Return the mailbox that is linked to a chat."""
    applicant = await applicant_by_chat(session, chat_id)
    return applicant.email if applicant else None


async def ask_code(
    session: AsyncSession, chat_id: int, person: str, typed: str, now: datetime, policy: Policy
) -> str:
    """Send a code to the address that somebody typed in chat, and return the address.

    Older codes of the chat stop working. Refuses what is no address, the desk's and departments' own, a chat
    that has another mailbox, and more than five codes a day.
    """
    address = await _address(session, typed, policy)
    applicant = await applicant_of(session, chat_id, person, now)
    if applicant.email is not None:
        raise Refusal("link_other", email=applicant.email)
    await _check_count(session, address, now, applicant.id)
    for older in await open_codes(session, applicant_id=applicant.id or 0):
        older.used_at = now
    code = short_code()
    row = await _keep(session, address, applicant.id, _short_digest(policy, applicant, code), now)
    await write_code(session, row, code, applicant, now, policy)
    await record(session, policy, now, Actor(f"chat:{chat_id}", "chat"), "link.code", f"code:{row.id}")
    return address


async def send_own_code(session: AsyncSession, address: str, now: datetime, policy: Policy) -> bool:
    """Send a mailbox that asked by letter a code for any chat of its owner; false after five in a day."""
    if await count_codes(session, now - DAY, None, address) >= CODES:
        return False
    code = long_code()
    row = await _keep(session, address.lower(), None, code_digest(policy.key, f"link:{code}"), now)
    await write_code(session, row, code, None, now, policy)
    await record(
        session, policy, now, Actor(f"mail:{address.lower()}", "mail"), "link.code", f"code:{row.id}"
    )
    return True


async def try_code(session: AsyncSession, chat_id: int, typed: str, now: datetime, policy: Policy) -> Answer:
    """Compare what somebody typed with the code that this chat asked for; a wrong try is counted."""
    applicant = await applicant_by_chat(session, chat_id)
    codes = await open_codes(session, applicant_id=applicant.id or 0) if applicant else ()
    row = next(iter(codes), None)
    if applicant is None or row is None or not _is_good(row, now):
        return Answer(Proof.SPENT)
    digits = "".join(each for each in half_width(typed) if each.isdigit())
    if row.digest != _short_digest(policy, applicant, digits):
        row.tries += 1
        left = TRIES - row.tries
        return Answer(Proof.WRONG, left=left) if left > 0 else Answer(Proof.SPENT)
    await _accept(session, row, applicant, now, policy, Actor(f"chat:{chat_id}", "chat"))
    return Answer(Proof.LINKED, row.email)


async def take_link(
    session: AsyncSession, chat_id: int, person: str, code: str, now: datetime, policy: Policy
) -> Answer:
    """Link the chat that opened the link of a letter which the mailbox had asked for."""
    row = await code_with_digest(session, code_digest(policy.key, f"link:{code.strip().lower()}"))
    if row is None or row.applicant_id is not None or not _is_good(row, now):
        return Answer(Proof.SPENT)
    applicant = await applicant_of(session, chat_id, person, now)
    if applicant.email is not None and applicant.email.lower() != row.email:
        raise Refusal("link_other", email=applicant.email)
    await _accept(session, row, applicant, now, policy, Actor(f"chat:{chat_id}", "chat"))
    return Answer(Proof.LINKED, row.email)


async def confirm_code(
    session: AsyncSession, row: AddressCode, now: datetime, policy: Policy
) -> tuple[Proof, Applicant | None]:
    """Take the mailbox's word that it got a code; the chat that asked for it is linked, where one did."""
    if not _is_good(row, now):
        return Proof.SPENT, None
    actor = Actor(f"mail:{row.email}", "mail")
    applicant = await session.get(Applicant, row.applicant_id) if row.applicant_id else None
    if applicant is not None and applicant.email not in (None, row.email):
        return Proof.SPENT, None
    await _accept(session, row, applicant, now, policy, actor)
    return Proof.LINKED, applicant


def refuse_code(row: AddressCode, now: datetime) -> None:
    """Make a code useless that its mailbox never asked for."""
    row.used_at = row.used_at or now


async def unlink(session: AsyncSession, chat_id: int, now: datetime, policy: Policy) -> str | None:
    """Part a chat from its mailbox; what came by mail stays the mailbox's. None where nothing was linked."""
    applicant = await applicant_by_chat(session, chat_id)
    if applicant is None or applicant.email is None:
        return None
    address = applicant.email
    await part(session, applicant, now)
    actor = Actor(f"chat:{chat_id}", "chat")
    await record(session, policy, now, actor, "link.undone", f"applicant:{applicant.id}")
    return address


async def _accept(
    session: AsyncSession,
    row: AddressCode,
    applicant: Applicant | None,
    now: datetime,
    policy: Policy,
    actor: Actor,
) -> None:
    row.used_at = now
    joined = await join(session, applicant, row.email, now)
    await record(session, policy, now, actor, "link", f"applicant:{joined.id}", code=row.id)


def _is_good(row: AddressCode, now: datetime) -> bool:
    return row.used_at is None and row.expires_at > now and row.tries < TRIES


def _short_digest(policy: Policy, applicant: Applicant, code: str) -> str:
    return code_digest(policy.key, f"link:{applicant.id}:{code}")


async def _keep(
    session: AsyncSession, address: str, applicant_id: int | None, digest: str, now: datetime
) -> AddressCode:
    row = AddressCode(
        email=address, applicant_id=applicant_id, digest=digest, created_at=now, expires_at=now + LIFE
    )
    session.add(row)
    await session.flush()
    return row


async def _check_count(session: AsyncSession, address: str, now: datetime, applicant_id: int | None) -> None:
    if await count_codes(session, now - DAY, applicant_id, address) >= CODES:
        raise Refusal("link_too_many", most=CODES)


async def _address(session: AsyncSession, typed: str, policy: Policy) -> str:
    try:
        address = validate_email(half_width(typed).strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise Refusal("link_no_address") from error
    if address in policy.addresses or address in await department_mailboxes(session):
        raise Refusal("link_office")
    return address
