"""What a transaction has looked up already, so that a batch of letters asks for it once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Any, Final, TypeVar

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from storage.rows import forget_waiting_rows, waiting_tables, write_waiting_rows

T = TypeVar("T")
Tables = tuple[type[SQLModel], ...]
FOUND: Final = "lookups"  # where a session keeps them


class WatchedSession(Session):
    """A session that forgets what it has looked up in a table as soon as a row of it changes.

    It writes the rows that are no objects as soon as it flushes the objects.
    """

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        """Write what has changed, and then the rows that wait."""
        super().flush(objects)
        tables = waiting_tables(self)
        write_waiting_rows(self)
        forget_tables(self, tables)


@event.listens_for(WatchedSession, "before_commit")
def _write_all(session: Session) -> None:
    session.flush()


@event.listens_for(WatchedSession, "after_soft_rollback")
def _give_up(session: Session, _transaction: object) -> None:
    forget_waiting_rows(session)


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
    if not wanted.isdisjoint(waiting_tables(session)):
        return True
    return any(
        not wanted.isdisjoint(map(type, rows)) for rows in (session.new, session.dirty, session.deleted)
    )


@event.listens_for(WatchedSession, "after_flush")
def _forget(session: Session, _context: object) -> None:
    found: dict[Hashable, tuple[Tables, Any]] = session.info.get(FOUND, {})
    stale = [key for key, (tables, _) in found.items() if _about_to_change(session, tables)]
    for key in stale:
        del found[key]


def forget_tables(session: Session, changed: frozenset[type[SQLModel]]) -> None:
    """Forget what was looked up in tables that changed."""
    found: dict[Hashable, tuple[Tables, Any]] = session.info.get(FOUND, {})
    for key in [key for key, (tables, _) in found.items() if not changed.isdisjoint(tables)]:
        del found[key]
