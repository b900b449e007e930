"""Letters are written down before anything is decided about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.known import StoredLetter, stored
from handlers.restored import RESTORED
from storage.queries.letters import position_of, rename_folder, stored_uids
from storage.rows import new_row
from storage.states import LetterState
from storage.tables import Letter, MailboxPosition

# What came since a backup that was brought back, and was read: a person decides.
ASIDE: Final[dict[str, Any]] = {"state": LetterState.ASIDE, "outcome": RESTORED}


@dataclass(frozen=True, slots=True)
class NewLetter:
    """A letter whose bytes are on disk; (account, folder, uidvalidity, uid) is its natural key."""

    account: str
    folder: str
    uidvalidity: int
    uid: int
    blob: str
    bytes: int
    seen: bool = False  # somebody, or the machine before a restore, has read it


@dataclass(frozen=True, slots=True)
class Kept:
    """A letter that is written down; `begun` where its first try is counted already."""

    uid: int
    letter: StoredLetter
    begun: bool


async def begin_mailbox(session: AsyncSession, account: str, folder: str, uidvalidity: int) -> int:
    """Return the last UID that was read; 0 after the mailbox was made anew (RFC 3501, 2.3.1.1)."""
    position = await position_of(session, account, folder)
    if position is None:
        position = MailboxPosition(account=account, folder=folder, uidvalidity=uidvalidity)
        session.add(position)
    if position.uidvalidity != uidvalidity:
        position.uidvalidity, position.last_uid = uidvalidity, 0
    return position.last_uid


async def last_read(session: AsyncSession, account: str, folder: str, uidvalidity: int) -> int | None:
    """Return the last UID that was read; None where `begin_mailbox` has something to write first."""
    position = await position_of(session, account, folder)
    return position.last_uid if position is not None and position.uidvalidity == uidvalidity else None


async def in_doubt(session: AsyncSession, account: str, folder: str) -> bool:
    """Tell whether a backup was brought back, and what came since has not been read to the end."""
    position = await position_of(session, account, folder)
    return position is not None and position.restored_from is not None


async def read_since(session: AsyncSession, account: str, folder: str, since: datetime) -> bool:
    """Tell whether it is written down that a mailbox was read since a moment."""
    position = await position_of(session, account, folder)
    return position is not None and position.read_at is not None and position.read_at >= since


async def note_read(session: AsyncSession, account: str, folder: str, now: datetime) -> None:
    """Write down that a mailbox was read to its end."""
    position = await position_of(session, account, folder)
    if position is not None:
        position.read_at = now


async def overlooked(
    session: AsyncSession, account: str, folder: str, uidvalidity: int, present: Sequence[int]
) -> list[int]:
    """Return the UIDs in the mailbox that were passed over: not above the last one read, and not on disk."""
    last = await begin_mailbox(session, account, folder, uidvalidity)
    known = await stored_uids(session, account, folder, uidvalidity)
    return [uid for uid in present if uid <= last and uid not in known]


async def begin_anew(
    session: AsyncSession, account: str, folder: str, uidvalidity: int, uidnext: int, now: datetime
) -> bool:
    """Tell whether the server counts anew below the last UID read, as one restored from a backup does.

    The letters read before keep their rows under a past name of the folder, so that the UIDs are free again;
    what is still in the mailbox is read once more, and dropped as a duplicate where it is one.
    """
    last = await begin_mailbox(session, account, folder, uidvalidity)
    position = await position_of(session, account, folder)
    if position is None or uidnext > last:
        return False
    await rename_folder(session, account, folder, uidvalidity, f"{folder}@{now:%Y%m%d%H%M%S}")
    position.last_uid = 0
    return True


async def keep(
    session: AsyncSession, letters: Sequence[NewLetter], now: datetime, *, begin: bool = False
) -> list[Kept]:
    """Write rows for letters, move the mailbox's position, and return the new ones.

    After a restore, what somebody has read is set aside: the machine before may have handled it. With `begin`
    the first try of the others is counted at once: they are read as soon as this is on disk.
    """
    if not letters:
        return []
    account, folder, uidvalidity = letters[0].account, letters[0].folder, letters[0].uidvalidity
    lowest = min(each.uid for each in letters)
    known = await stored_uids(session, account, folder, uidvalidity, above=lowest - 1)
    new = [letter for letter in letters if letter.uid not in known]
    position = await position_of(session, account, folder)
    doubted = position is not None and position.restored_from is not None
    rows = [
        new_row(
            Letter,
            account=each.account,
            folder=each.folder,
            uidvalidity=each.uidvalidity,
            uid=each.uid,
            blob=each.blob,
            bytes=each.bytes,
            received_at=now,
            **(ASIDE if doubted and each.seen else {"tries": int(begin)}),
        )
        for each in new
    ]
    session.add_all(rows)
    if position is not None:
        position.last_uid = max(position.last_uid, *(each.uid for each in letters))
    await session.flush()
    return [Kept(row.uid, stored(row), row.tries > 0) for row in rows]
