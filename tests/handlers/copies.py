"""Databases that many tests begin with: written once in a process, then copied."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Hashable
from contextlib import closing
from pathlib import Path

from storage.database import Database

_KEPT: dict[Hashable, sqlite3.Connection] = {}


async def written_once(database: Database, key: Hashable, write: Callable[[], Awaitable[object]]) -> None:
    """Write into a database at the first call under a key; later ones get a copy of what it held then.

    `key` names all that the database holds afterwards, what it held before included.
    """
    if key not in _KEPT:
        await write()
        _KEPT[key] = _copied(database.path)
    else:
        _fill(database.path, _KEPT[key])


def _copied(path: Path) -> sqlite3.Connection:
    copy = sqlite3.connect(":memory:")
    with closing(sqlite3.connect(path)) as source:
        source.backup(copy)
    return copy


def _fill(path: Path, copy: sqlite3.Connection) -> None:
    with closing(sqlite3.connect(path)) as target:
        target.execute("PRAGMA synchronous=OFF")
        copy.backup(target)
