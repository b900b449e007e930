"""Who chats: known by the chat, made at the first word that must be kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.wording import one_line
from storage.queries.chats import applicant_by_chat
from storage.tables import Applicant

LONGEST_NAME = 60


async def applicant_of(session: AsyncSession, chat_id: int, person: str, now: datetime) -> Applicant:
    """Return the applicant of a chat, made where there is none yet."""
    applicant = await applicant_by_chat(session, chat_id)
    if applicant is None:
        applicant = Applicant(chat_id=chat_id, name=one_line(person)[:LONGEST_NAME] or None, created_at=now)
        session.add(applicant)
        await session.flush()
    return applicant


async def accept_notices(session: AsyncSession, chat_id: int, person: str, now: datetime) -> Applicant:
    """Write down that somebody accepted the notices; the first time counts."""
    applicant = await applicant_of(session, chat_id, person, now)
    applicant.noticed_at = applicant.noticed_at or now
    return applicant


async def has_accepted(session: AsyncSession, chat_id: int) -> bool:
    """Tell whether somebody accepted the notices."""
    applicant = await applicant_by_chat(session, chat_id)
    return applicant is not None and applicant.noticed_at is not None
