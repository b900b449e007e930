"""Who may see the operators' page: a link that works once, then a session that ends by itself."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.audit import Actor, record
from handlers.policy import Policy
from handlers.rules.people import Role
from handlers.rules.tokens import code_digest
from storage.queries.operation import delete_page_keys_before, page_key
from storage.queries.staff import members_by_id
from storage.states import PageKeyKind
from storage.tables import PageKey, StaffMember

LINK_LIFE: Final = timedelta(minutes=10)
SESSION_LIFE: Final = timedelta(hours=8)
SECRET_BYTES: Final = 24  # nobody guesses one


async def make_link(
    session: AsyncSession, operator: StaffMember, now: datetime, policy: Policy, actor: Actor
) -> str:
    """Return the secret of a link for an operator; only its digest is kept."""
    await delete_page_keys_before(session, now)
    secret = await _key(session, operator, PageKeyKind.LINK, now + LINK_LIFE, policy)
    await record(session, policy, now, actor, "page.link", f"staff:{operator.id}")
    return secret


async def open_session(session: AsyncSession, secret: str, now: datetime, policy: Policy) -> str | None:
    """Turn a link's secret into a session's; None for a link that is wrong, used or too old."""
    link = await _found(session, secret, PageKeyKind.LINK, now, policy)
    operator = await _operator(session, link) if link else None
    if link is None or operator is None or link.used_at is not None:
        return None
    link.used_at = now
    actor = Actor(f"staff:{operator.id}", "page")
    await record(session, policy, now, actor, "page.open", f"staff:{operator.id}")
    return await _key(session, operator, PageKeyKind.SESSION, now + SESSION_LIFE, policy)


async def reader_of(session: AsyncSession, secret: str, now: datetime, policy: Policy) -> StaffMember | None:
    """Return the operator whose session this is, asked at every request; None for nobody."""
    key = await _found(session, secret, PageKeyKind.SESSION, now, policy)
    return await _operator(session, key) if key else None


async def close_session(session: AsyncSession, secret: str, policy: Policy) -> None:
    """End a session."""
    key = await page_key(session, _digest(secret, policy))
    if key is not None:
        await session.delete(key)


async def _operator(session: AsyncSession, key: PageKey) -> StaffMember | None:
    """Return the operator behind a key, as long as nothing about the person has changed since."""
    row = (await members_by_id(session, [key.staff_id])).get(key.staff_id)
    if row is None or row.role != Role.OPERATOR or row.chat_id != key.chat_id:
        return None
    return row


async def _found(
    session: AsyncSession, secret: str, kind: PageKeyKind, now: datetime, policy: Policy
) -> PageKey | None:
    key = await page_key(session, _digest(secret, policy))
    return key if key is not None and key.kind is kind and now < key.expires_at else None


async def _key(
    session: AsyncSession, operator: StaffMember, kind: PageKeyKind, until: datetime, policy: Policy
) -> str:
    secret = secrets.token_urlsafe(SECRET_BYTES)
    row = PageKey(
        digest=_digest(secret, policy),
        kind=kind,
        staff_id=operator.id or 0,
        chat_id=operator.chat_id,
        expires_at=until,
    )
    session.add(row)
    await session.flush()
    return secret


def _digest(secret: str, policy: Policy) -> str:
    return code_digest(policy.key, f"page:{secret}")
