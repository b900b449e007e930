"""Tell the operator by mail when Telegram has not answered for an hour, and when it does again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Final

import structlog

from bot.parts import Parts
from handlers.outages import CHAT, Fault, note_fault, note_works

HOUR: Final = 3600.0  # Telegram keeps what people send for 24 hours
LOOK_SECONDS: Final = 30.0
log = structlog.get_logger()


async def alarm_when_silent(
    parts: Parts,
    heard_at: Callable[[], float | None],
    *,
    patience: float = HOUR,
    look: float = LOOK_SECONDS,
) -> None:
    """Write one letter for each silence that lasts `patience` seconds, one when it ends, until cancelled.

    `heard_at` gives the loop time of Telegram's last answer, None before the first.
    """
    loop = asyncio.get_running_loop()
    begun, works = loop.time(), None
    while True:
        await asyncio.sleep(look)
        heard = heard_at()
        silence = loop.time() - (heard or begun)
        if silence > patience and works is not False:
            await _tell(parts, silence)
            works = False
        elif heard is not None and silence <= patience and works is not True:
            await _tell_works(parts)
            works = True


async def _tell(parts: Parts, silence: float) -> None:
    now = parts.clock.now()
    fault = Fault(CHAT, now - timedelta(seconds=silence), "", sentence="telegram_silent.html")
    async with parts.database.transaction() as session:
        await note_fault(session, fault, now, parts.policy)
    parts.signals.outbox.ring()
    log.error("chat.silent", seconds=int(silence))


async def _tell_works(parts: Parts) -> None:
    async with parts.database.transaction() as session:
        await note_works(session, CHAT, parts.clock.now(), parts.policy)
    parts.signals.outbox.ring()
