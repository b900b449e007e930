"""Leave nothing of deleted rows in the database's files."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path


def wipe(database: Path) -> None:
    """Write the file anew without free pages and empty the write-ahead log; nobody else may have it open."""
    with closing(sqlite3.connect(database, isolation_level=None, timeout=30)) as connection:
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
