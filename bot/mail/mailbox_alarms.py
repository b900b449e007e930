"""What operators are told about a mailbox that cannot be read."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bot.parts import Parts
from handlers.outages import MAILBOX, Fault, note_fault, note_works

SILENCE: Final = timedelta(hours=1)  # of a mailbox that cannot be reached, before a person is told


async def tell_refused(parts: Parts, account: str, heard: datetime, remark: str) -> None:
    """Tell the operators, once until it works again, that a mailbox does not let the desk in."""
    await _note(parts, Fault(f"{MAILBOX}{account}", heard, remark, sentence="intake_refused.html"))


async def tell_silent(parts: Parts, account: str, heard: datetime, remark: str) -> None:
    """Tell the operators, once until it works again, of a mailbox last read more than an hour ago."""
    await _note(parts, Fault(f"{MAILBOX}{account}", heard, remark, SILENCE, "intake_silent.html"))


async def tell_works(parts: Parts, account: str) -> None:
    """Tell the operators that a mailbox can be read again, where they heard that it could not."""
    async with parts.database.transaction() as session:
        await note_works(session, f"{MAILBOX}{account}", parts.clock.now(), parts.policy)
    parts.signals.outbox.ring()


async def _note(parts: Parts, fault: Fault) -> None:
    async with parts.database.transaction() as session:
        await note_fault(session, fault, parts.clock.now(), parts.policy)
    parts.signals.outbox.ring()
