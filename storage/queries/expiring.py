"""Take away what has been kept long enough, by the rows' numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.queries.erasing import BLANK
from storage.queries.expired import ROW_OF_UPDATE
from storage.tables import (
    AddressCode,
    AuditEntry,
    BindingCode,
    Example,
    Letter,
    Parcel,
    ReviewItem,
    Unanswered,
    Update,
)

# What a parcel's row loses; its key stays, so that the same fact is not told once more.
EMPTY: Final[dict[str, Any]] = {
    "recipient": "",
    "payload": {},
    "raw": None,
    "blob": None,
    "digest": None,
    "remark": None,
    "chat_message_id": None,
}


async def empty_letters(session: AsyncSession, ids: Sequence[int]) -> None:
    """Empty mails, and delete what was decided about them and learnt from them."""
    await session.execute(delete(ReviewItem).where(col(ReviewItem.letter_id).in_(ids)))
    await session.execute(delete(Example).where(col(Example.letter_id).in_(ids)))
    await session.execute(update(Letter).where(col(Letter.id).in_(ids)).values(**BLANK))


async def empty_parcels(session: AsyncSession, ids: Sequence[int]) -> None:
    """Empty parcels down to their keys."""
    await session.execute(update(Parcel).where(col(Parcel.id).in_(ids)).values(**EMPTY))


async def delete_updates(session: AsyncSession, ids: Sequence[int]) -> None:
    """Delete what was said in chats."""
    await session.execute(delete(Update).where(ROW_OF_UPDATE.in_(ids)))


async def delete_codes(session: AsyncSession, before: datetime) -> None:
    """Delete one-time codes that expired before a moment; they name mailboxes."""
    await session.execute(delete(AddressCode).where(col(AddressCode.expires_at) < before))
    await session.execute(delete(BindingCode).where(col(BindingCode.expires_at) < before))


async def delete_questions(session: AsyncSession, ids: Sequence[int]) -> None:
    """Delete questions that the guide did not answer."""
    await session.execute(delete(Unanswered).where(col(Unanswered.id).in_(ids)))


async def delete_lines(session: AsyncSession, until: int) -> None:
    """Delete the lines of the audit log up to a number."""
    await session.execute(delete(AuditEntry).where(col(AuditEntry.id) <= until))
