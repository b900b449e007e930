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


def fold_log(database: Path) -> bool:
    """Bring the write-ahead log into the file and empty it; false where somebody reads meanwhile.

    Rows that were deleted stand in it until then; in the file the connection has overwritten them.
    """
    with closing(sqlite3.connect(database, isolation_level=None, timeout=5)) as connection:
        (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy
