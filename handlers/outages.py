"""A way in or out that fails: told once through another way, and once more when it works again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.operators import tell_mailbox, tell_operators
from handlers.policy import Policy
from handlers.wording import say
from storage.queries.operation import outages
from storage.tables import Outage

CHAT: Final = "chat"
RELAY: Final = "relay"
MAILBOX: Final = "mailbox:"  # and the account behind it
NAMES: Final = {CHAT: "聊天（Telegram）", RELAY: "发信", MAILBOX: "收信"}
MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Broken:
    """A door that does not work now."""

    door: str
    since: datetime
    remark: str
    told: bool  # the operators know

    @property
    def name(self) -> str:
        """Return what people call the door."""
        return _name(self.door)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is seen of a door that fails: since when, the other side's word, how long it may last untold."""

    door: str
    since: datetime
    remark: str
    patience: timedelta = timedelta(0)
    sentence: str = "door_broken.html"


async def broken_doors(session: AsyncSession) -> tuple[Broken, ...]:
    """Return what does not work now, the oldest first."""
    return tuple(
        Broken(row.door, row.since, row.remark, row.told_at is not None) for row in await outages(session)
    )


async def note_fault(session: AsyncSession, fault: Fault, now: datetime, policy: Policy) -> bool:
    """Write down that a door fails; true where the operators are told now, which is once an outage."""
    row = await session.get(Outage, fault.door)
    if row is None:
        row = Outage(door=fault.door, since=fault.since)
        session.add(row)
    row.remark = fault.remark[:500]
    if row.told_at is not None or now - row.since < fault.patience:
        await session.flush()
        return False
    row.told_at = now
    words = {"door": _name(fault.door), "minutes": (now - row.since) // MINUTE, "remark": row.remark}
    await _tell(session, row, say(fault.sentence, **words), "broken", now, policy)
    return True


async def note_works(session: AsyncSession, door: str, now: datetime, policy: Policy) -> bool:
    """Write down that a door works; true where that is told, because its failing was."""
    row = await session.get(Outage, door)
    if row is None:
        return False
    told = row.told_at is not None
    if told:
        text = say("door_works.html", door=_name(door), minutes=(now - row.since) // MINUTE)
        await _tell(session, row, text, "works", now, policy)
    await session.delete(row)
    await session.flush()
    return told


async def _tell(
    session: AsyncSession, row: Outage, text: str, word: str, now: datetime, policy: Policy
) -> None:
    """Tell the operators by the other way: of chat by mail, of mail by chat where one is bound."""
    key = f"operator:{row.door}:{word}:{row.since:%Y%m%d%H%M%S%f}"
    tell = tell_mailbox if row.door == CHAT else tell_operators
    await tell(session, text, key, now, policy)


def _name(door: str) -> str:
    if door.startswith(MAILBOX):
        return f"{NAMES[MAILBOX]}（{door.removeprefix(MAILBOX)}）"
    return NAMES[door]
