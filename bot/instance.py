"""One running instance per database."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class AlreadyRunning(Exception):  # noqa: N818 - it names the state of things
    """Say that another instance holds the database."""


@contextmanager
def only_instance(database: Path) -> Iterator[None]:
    """Hold the lock beside the database; raises AlreadyRunning where another process holds it.

    The kernel lets go of it when the process ends, however it ends.
    """
    database.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = database.with_suffix(".lock")
    with lock.open("a", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning(str(database)) from error
        yield
