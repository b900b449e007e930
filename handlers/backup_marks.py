"""What is known of the backups that the service makes: when the last one was made, and how its trial went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.operators import tell_operators
from handlers.policy import Policy
from handlers.wording import say
from storage.queries.marks import mark, set_mark

MADE: Final = "backup:made"  # the moment of the last good one, in seconds since 1970
TRIED: Final = "backup:tried"  # the hour of the last try, since 1970
DRILLED: Final = "backup:drilled"  # the moment of the last trial
DAMAGE: Final = "backup:damage"  # how much was wrong with it
HOUR: Final = 3600


@dataclass(frozen=True, slots=True)
class BackupState:
    """What is known of the backups; None before the first."""

    made: int | None
    drilled: int | None
    damage: int

    def age(self, now: datetime) -> float | None:
        """Return how many seconds ago the last one was made."""
        return None if self.made is None else max(0.0, now.timestamp() - self.made)

    def drill_age(self, now: datetime) -> float | None:
        """Return how many seconds ago one was last restored for trial."""
        return None if self.drilled is None else max(0.0, now.timestamp() - self.drilled)


async def backup_state(session: AsyncSession) -> BackupState:
    """Return what is known of the backups."""
    return BackupState(
        await mark(session, MADE), await mark(session, DRILLED), await mark(session, DAMAGE) or 0
    )


async def may_try(session: AsyncSession, now: datetime) -> bool:
    """Tell whether none was tried in this hour, and write down that one is now: a fault stays a while."""
    hour = int(now.timestamp()) // HOUR
    if await mark(session, TRIED) == hour:
        return False
    await set_mark(session, TRIED, hour)
    return True


async def note_backup(session: AsyncSession, now: datetime) -> None:
    """Write down that a backup was made."""
    await set_mark(session, MADE, int(now.timestamp()))


async def tell_no_backup(session: AsyncSession, reason: str, now: datetime, policy: Policy) -> None:
    """Tell the operators, once a day, that no backup could be made."""
    key = f"operator:backup:{now.astimezone(policy.zone).date()}"
    await tell_operators(session, say("backup_failed.html", reason=reason), key, now, policy, both=True)


async def note_drill(session: AsyncSession, damage: list[str], now: datetime, policy: Policy) -> None:
    """Write down how a trial restore went; the operators hear of it only where it went wrong."""
    await set_mark(session, DRILLED, int(now.timestamp()))
    await set_mark(session, DAMAGE, len(damage))
    if damage:
        text = say("backup_damaged.html", damage=damage[:5], count=len(damage))
        key = f"operator:backup-damaged:{now.astimezone(policy.zone).date()}"
        await tell_operators(session, text, key, now, policy, both=True)
