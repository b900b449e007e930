"""Parts of the service that operators stop for a while; nothing is lost meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.audit import Actor, record
from handlers.policy import Policy
from storage.queries.operation import pause_of, pauses
from storage.states import Pausable
from storage.tables import Pause

# What each part is called, and what becomes of what arrives meanwhile.
NAMES: Final = {Pausable.MAILBOX: "收信", Pausable.RELAY: "发信", Pausable.REMINDERS: "提醒"}
MEANWHILE: Final = {
    Pausable.MAILBOX: "新邮件留在邮箱里，恢复后逐封处理",
    Pausable.RELAY: "要发的信留在发件箱里，恢复后按次序发出",
    Pausable.REMINDERS: "不再提醒任何人，恢复后补发一次汇总",
}


@dataclass(frozen=True, slots=True)
class Stopped:
    """A part that is stopped, since when, and by whom."""

    part: Pausable
    since: datetime
    by: str

    @property
    def name(self) -> str:
        """Return what people call the part."""
        return NAMES[self.part]


async def stopped_parts(session: AsyncSession) -> tuple[Stopped, ...]:
    """Return every part that is stopped now."""
    return tuple(Stopped(row.part, row.since, row.by) for row in await pauses(session))


async def is_stopped(session: AsyncSession, part: Pausable) -> bool:
    """Tell whether a part is stopped now."""
    row = await pause_of(session, part)
    return row is not None and row.until is None


async def last_resumed(session: AsyncSession, part: Pausable) -> datetime | None:
    """Return when a part went on after its last pause; None where it is stopped or never was."""
    row = await pause_of(session, part)
    return row.until if row else None


async def pause(
    session: AsyncSession, part: Pausable, by: str, now: datetime, policy: Policy, actor: Actor
) -> bool:
    """Stop a part; false where it is stopped already. `by` is who did it, for people to read."""
    row = await pause_of(session, part)
    if row is not None and row.until is None:
        return False
    if row is None:
        row = Pause(part=part, since=now, by=by)
        session.add(row)
    row.since, row.by, row.until = now, by, None
    await record(session, policy, now, actor, "pause", part.value)
    return True


async def resume(session: AsyncSession, part: Pausable, now: datetime, policy: Policy, actor: Actor) -> bool:
    """Let a part go on; false where it is not stopped."""
    row = await pause_of(session, part)
    if row is None or row.until is not None:
        return False
    row.until = now
    await record(session, policy, now, actor, "resume", part.value)
    return True
