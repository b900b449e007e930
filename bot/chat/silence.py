"""Tell the operator by mail when Telegram has not answered for an hour."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

import structlog

from bot.parts import Parts
from handlers.operators import tell_operators
from handlers.wording import say

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
    """Write one letter for each silence that lasts `patience` seconds, until cancelled.

    `heard_at` gives the loop time of Telegram's last answer, None before the first.
    """
    loop = asyncio.get_running_loop()
    begun, told_of = loop.time(), None
    while True:
        await asyncio.sleep(look)
        since = heard_at() or begun
        if told_of != since and loop.time() - since > patience:
            await _tell(parts, loop.time() - since)
            told_of = since


async def _tell(parts: Parts, silence: float) -> None:
    now = parts.clock.now()
    text = say("telegram_silent.html", minutes=int(silence // 60))
    async with parts.database.transaction() as session:
        key = f"operator:telegram:{now.timestamp()}"
        await tell_operators(session, text, key, now, parts.policy, both=True)
    parts.signals.outbox.ring()
    log.error("chat.silent", seconds=int(silence))
