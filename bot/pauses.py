"""Whether a loop has been told to stop for a while."""

from __future__ import annotations

import asyncio
from typing import Final

from bot.parts import Parts
from handlers.pausing import is_stopped
from storage.states import Pausable

LOOK_SECONDS: Final = 2.0  # how soon a loop goes on, whoever told it so, from whichever process


async def stopped(parts: Parts, part: Pausable) -> bool:
    """Tell whether a part is stopped now."""
    async with parts.database.glance() as session:
        return await is_stopped(session, part)


async def until_resumed(parts: Parts, part: Pausable) -> None:
    """Return once a part is not stopped."""
    while await stopped(parts, part):  # noqa: ASYNC110 - another process may end the pause
        await asyncio.sleep(LOOK_SECONDS)
