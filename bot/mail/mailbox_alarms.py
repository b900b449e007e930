"""What operators are told about a mailbox that cannot be read."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bot.parts import Parts
from handlers.operators import tell_operators
from handlers.wording import say

SILENCE: Final = timedelta(hours=1)  # of a mailbox that cannot be reached, before a person is told


async def tell_refused(parts: Parts, account: str, remark: str) -> None:
    """Tell the operators, at most once an hour, that a mailbox does not let the desk in."""
    now = parts.clock.now()
    text = say("intake_refused.html", remark=remark)
    await _tell(parts, text, f"operator:intake:{account}:{now:%Y%m%d%H}", now)


async def tell_silent(parts: Parts, account: str, heard: datetime, remark: str) -> None:
    """Tell the operators, once a day, of a mailbox that was last read more than an hour ago."""
    now = parts.clock.now()
    if now - heard < SILENCE:
        return
    minutes = int((now - heard).total_seconds()) // 60
    text = say("intake_silent.html", mailbox=account, minutes=minutes, remark=remark)
    await _tell(parts, text, f"operator:intake-silent:{account}:{heard:%Y%m%d%H%M}:{now:%Y%m%d}", now)


async def _tell(parts: Parts, text: str, key: str, now: datetime) -> None:
    async with parts.database.transaction() as session:
        await tell_operators(session, text, key, now, parts.policy)
    parts.signals.outbox.ring()
