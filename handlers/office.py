"""Who of the office stands behind a chat; asked again at every press."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.refusals import Refusal
from handlers.rules.people import Role
from storage.queries.people import member_by_chat
from storage.tables import StaffMember


async def is_operator(session: AsyncSession, chat_id: int) -> bool:
    """Tell whether an operator is bound to a chat."""
    member = await member_by_chat(session, chat_id)
    return member is not None and member.role == Role.OPERATOR


async def require_operator(session: AsyncSession, chat_id: int) -> StaffMember:
    """Return the operator bound to a chat; refuses everybody else with the same sentence."""
    member = await member_by_chat(session, chat_id)
    if member is None or member.role != Role.OPERATOR:
        raise Refusal("not_operator")
    return member
