"""The door to the database: one writer at a time, readers beside it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from storage.connection import Pace, SwiftConnection
from storage.lookups import WatchedSession
from storage.numbering import number_new_rows

if TYPE_CHECKING:
    from storage.upgrading import Upgraded

# WAL lets readers see the last commit while one writes; FULL makes a commit survive a loss of power; what is
# deleted is overwritten with zeros.
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=15000",
    "secure_delete=ON",
)


event.listen(WatchedSession, "before_flush", number_new_rows)


class NoDatabase(Exception):  # noqa: N818 - it names what is missing
    """Say that there is no database where one is expected."""


class Database:
    """An open database; `transaction()` writes, `reading()` and `glance()` take no lock."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.upgraded: Upgraded | None = None  # what opening it changed
        self._writer = _engine(path, "BEGIN IMMEDIATE", Pace.WRITING)
        self._reader = _engine(path, "BEGIN DEFERRED", Pace.THREAD)
        self._glancer = _engine(path, "BEGIN DEFERRED", Pace.GLANCE)
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """Give a session whose work is committed on leaving and rolled back on error."""
        async with self._turn, _session(self._writer) as session, session.begin():
            yield session

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """Give a session for questions and screens."""
        async with _session(self._reader) as session, session.begin():
            yield session

    @asynccontextmanager
    async def glance(self) -> AsyncIterator[AsyncSession]:
        """Give a session for what a loop asks at every turn: a few rows by an index, and nothing more."""
        async with _session(self._glancer) as session, session.begin():
            yield session

    async def prepare(self, *, may_upgrade: bool = False) -> None:
        """Create the database where there is none, or upgrade an older one if that is allowed.

        Raises DatabaseTrouble where it cannot be worked with.
        """
        from storage.upgrading import prepare_file  # loads the migrations

        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.upgraded = await asyncio.to_thread(prepare_file, self.path, may_upgrade=may_upgrade)
        self.path.chmod(0o600)

    async def close(self) -> None:
        """Let go of every connection; without it the process hangs at exit."""
        await self._writer.dispose()
        await self._reader.dispose()
        await self._glancer.dispose()


def _session(engine: AsyncEngine) -> AsyncSession:
    return AsyncSession(engine, expire_on_commit=False, sync_session_class=WatchedSession)


def _engine(path: Path, begin: str, pace: Pace) -> AsyncEngine:
    async def connection() -> SwiftConnection:
        return await SwiftConnection(path, pace)  # type: ignore[return-value]  # it returns itself

    engine = create_async_engine(f"sqlite+aiosqlite:///{path}", async_creator=connection)

    @event.listens_for(engine.sync_engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        # The driver must not open transactions by itself: a deferred one loses updates silently.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def start(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


async def open_database(path: Path, *, create: bool = False, may_upgrade: bool = False) -> Database:
    """Open the database at `path`; raises NoDatabase where there is none and `create` is false.

    An older one is upgraded with `may_upgrade`, under the instance lock; else DatabaseTrouble is raised.
    """
    if not create and not path.exists():
        raise NoDatabase(str(path))
    database = Database(path)
    try:
        await database.prepare(may_upgrade=may_upgrade)
    except BaseException:
        await database.close()
        raise
    return database
