"""What a transaction has looked up already, so that a batch of letters asks for it once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable
from typing import Any, Final, TypeVar

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

T = TypeVar("T")
Tables = tuple[type[SQLModel], ...]
FOUND: Final = "lookups"  # where a session keeps them


class WatchedSession(Session):
    """A session that forgets what it has looked up in a table as soon as a row of it changes."""


async def once(session: AsyncSession, key: Hashable, tables: Tables, look: Callable[[], Awaitable[T]]) -> T:
    """Look something up in some tables, at most once until this transaction changes one of them.

    No other transaction can change them meanwhile: this one holds the write lock, or reads from a snapshot.
    """
    if _about_to_change(session.sync_session, tables):
        await session.flush()
    found: dict[Hashable, tuple[Tables, Any]] = session.info.setdefault(FOUND, {})
    if key not in found:
        found[key] = tables, await look()
    value: T = found[key][1]
    return value


def _about_to_change(session: Session, tables: Tables) -> bool:
    # A batch of letters brings hundreds of rows and asks several times a letter: no step for each row.
    wanted = frozenset(tables)
    return any(
        not wanted.isdisjoint(map(type, rows)) for rows in (session.new, session.dirty, session.deleted)
    )


@event.listens_for(WatchedSession, "after_flush")
def _forget(session: Session, _context: object) -> None:
    found: dict[Hashable, tuple[Tables, Any]] = session.info.get(FOUND, {})
    stale = [key for key, (tables, _) in found.items() if _about_to_change(session, tables)]
    for key in stale:
        del found[key]
