"""The people of the office: who they are, and which chat proved to be theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.audit import Actor, record
from handlers.outbox import Wrapping, write_message
from handlers.policy import Policy
from handlers.refusals import Refusal
from handlers.rules.people import Kind, Role
from handlers.rules.tokens import code_digest
from handlers.wording import say
from storage.queries.feeds import feeds_of
from storage.queries.operation import delete_page_keys
from storage.queries.people import member_by_chat
from storage.queries.staff import (
    code_by_digest,
    has_operator,
    member_by_email,
    members_by_id,
    members_called,
    present_members,
    unused_codes,
)
from storage.tables import BindingCode, StaffMember

FIRST_OPERATOR = "操作员"  # what the operator is called whom only the configuration names


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the staff list as operators see them."""

    id: int
    name: str
    unit: str
    department: str | None
    email: str | None
    role: Role
    kind: Kind
    bound: bool


async def list_staff(session: AsyncSession) -> list[Colleague]:
    """Return everybody in the staff list, by unit and name."""
    return [colleague(row) for row in await present_members(session)]


def colleague(row: StaffMember) -> Colleague:
    """Return the value of a row."""
    return Colleague(
        id=row.id or 0,
        name=row.name,
        unit=row.unit,
        department=row.department,
        email=row.email,
        role=Role(row.role),
        kind=Kind(row.kind),
        bound=row.chat_id is not None,
    )


async def find_colleague(
    session: AsyncSession, wanted: str, policy: Policy, *, gone: bool = False
) -> StaffMember:
    """Find somebody by name or mailbox, with `gone` also who left; refuses nobody and several.

    Where the staff list has no operator, the configured mailbox stands for the first one.
    """
    found = await members_called(session, wanted) or (
        await members_called(session, wanted, gone=True) if gone else ()
    )
    if len(found) > 1:
        raise Refusal("staff_several", wanted=wanted, emails=[row.email or row.unit for row in found])
    if found:
        return found[0]
    if wanted.lower() == policy.operator_mailbox.lower() and not await has_operator(session):
        return await _first_operator(session, policy)
    raise Refusal("staff_unknown", wanted=wanted)


async def _first_operator(session: AsyncSession, policy: Policy) -> StaffMember:
    row = await member_by_email(session, policy.operator_mailbox, gone=True)
    if row is None:
        row = StaffMember(name=FIRST_OPERATOR, unit=policy.office, email=policy.operator_mailbox)
        session.add(row)
    row.role, row.kind, row.gone = Role.OPERATOR, Kind.PERSON, False
    await session.flush()
    return row


async def bind(session: AsyncSession, chat_id: int, code: str, now: datetime, policy: Policy) -> Colleague:
    """Bind a chat to whoever got this code by mail; a code works once.

    Refuses a wrong, used or expired code with the same sentence, and a chat that is bound to somebody else.
    """
    found = await code_by_digest(session, code_digest(policy.key, code.strip().lower()))
    if found is None or found.used_at is not None or found.expires_at <= now:
        raise Refusal("staff_code_unknown")
    row = (await members_by_id(session, [found.staff_id])).get(found.staff_id)
    if row is None:
        raise Refusal("staff_code_unknown")
    holder = await member_by_chat(session, chat_id)
    if holder is not None and holder.id != row.id:
        raise Refusal("staff_chat_taken", name=holder.name, unit=holder.unit)
    await _close_codes(session, row, now)
    await _release(session, row, f"staff:moved:{found.digest[:16]}", now, keep=chat_id)
    row.chat_id = chat_id
    await record(session, policy, now, Actor(f"staff:{row.id}", "chat"), "staff.bind", f"staff:{row.id}")
    return colleague(row)


async def revoke(
    session: AsyncSession, wanted: str, now: datetime, policy: Policy, actor: Actor
) -> tuple[Colleague, bool]:
    """Take somebody's chat, open codes, calendar's feed and page away at once; false where there was none.

    Their reminders go by mail from now on; the milestones stay theirs.
    """
    row = await find_colleague(session, wanted, policy)
    codes = await _close_codes(session, row, now)
    pages = await delete_page_keys(session, row.id or 0)
    revoked = row.chat_id is not None or bool(codes) or bool(pages)
    for feed in await feeds_of(session, row.id or 0):
        feed.revoked_at = now
    if revoked:
        await _release(session, row, f"staff:revoked:{row.id}:{now.timestamp():.0f}", now)
        await record(session, policy, now, actor, "staff.revoke", f"staff:{row.id}")
    return colleague(row), revoked


async def _release(
    session: AsyncSession, row: StaffMember, key: str, now: datetime, keep: int | None = None
) -> None:
    """Tell the chat that somebody had before that it is theirs no more."""
    if row.chat_id is not None and row.chat_id != keep:
        await write_message(
            session, row.chat_id, say("staff_released.html", name=row.name), Wrapping(key, now)
        )
        row.chat_id = None


async def _close_codes(session: AsyncSession, row: StaffMember, now: datetime) -> list[BindingCode]:
    """Make every open code of somebody useless, and return those that were still good."""
    codes = await unused_codes(session, row.id or 0)
    good = [code for code in codes if code.expires_at > now]
    for code in codes:
        code.used_at = now
    return good
