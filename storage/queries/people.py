"""Questions about the people of the office."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import StaffMember


async def operator_chats(session: AsyncSession) -> Sequence[int]:
    """Return the chats of all bound operators."""
    query = select(col(StaffMember.chat_id)).where(
        col(StaffMember.role) == "operator", col(StaffMember.chat_id).is_not(None), ~col(StaffMember.gone)
    )
    return [chat for chat in (await session.scalars(query)).all() if chat is not None]


async def member_by_chat(session: AsyncSession, chat_id: int) -> StaffMember | None:
    """Return who of the office is bound to a chat; asked again at every press."""
    return await session.scalar(_BOUND, {"chat": chat_id})


# Put together once.
_BOUND = select(StaffMember).where(col(StaffMember.chat_id) == bindparam("chat"), ~col(StaffMember.gone))
