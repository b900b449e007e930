"""How often a chat may try a receipt number, so that numbers cannot be guessed."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.dialogues import remember, remembered
from handlers.refusals import Refusal

LOOKUPS: Final = 5  # receipt numbers that a chat may try in a minute
LOOKUP_SECONDS: Final = 60.0


async def count_lookup(session: AsyncSession, chat_id: int, now: datetime) -> None:
    """Count a try; raises Refusal after five in a minute."""
    kept = (await remembered(session, chat_id)).get("lookups", [])
    recent = [each for each in kept if each > now.timestamp() - LOOKUP_SECONDS]
    if len(recent) >= LOOKUPS:
        raise Refusal("too_many_lookups")
    await remember(session, chat_id, now, lookups=[*recent, now.timestamp()])
