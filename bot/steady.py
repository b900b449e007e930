"""Wait for a disk that is full or busy instead of giving up: what could not be written is tried again."""

from __future__ import annotations

import asyncio
import errno
import random
import sqlite3
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog
from sqlalchemy.exc import OperationalError

from bot.mail.backoff import backoff

T = TypeVar("T")
LONGEST = 30.0  # seconds between two tries; room on the disk should be noticed soon
# What says something about the disk, and nothing about the item that was to be written.
CODES = frozenset(
    {
        sqlite3.SQLITE_FULL,  # no room
        sqlite3.SQLITE_IOERR,  # reading or writing failed
        sqlite3.SQLITE_BUSY,  # another process writes for longer than the busy timeout
        sqlite3.SQLITE_READONLY,  # mounted anew after a fault
        sqlite3.SQLITE_CANTOPEN,  # no room for the journal, or no handle left
    }
)
ERRNOS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS, errno.EMFILE})
PRIMARY = 0xFF  # an extended result code of SQLite has its primary one in the lowest byte
log = structlog.get_logger()


async def persist(step: Callable[[], Awaitable[T]], name: str) -> T:
    """Run a repeatable step until the disk lets it; any other error goes on to the caller."""
    attempt = 0
    while True:
        try:
            return await step()
        except (OperationalError, OSError) as error:
            if not of_the_disk(error):
                raise
            wait = min(backoff(attempt, random.random), LONGEST)
            log.error("disk.fault", step=name, error=str(error), again_in=round(wait, 1))  # noqa: TRY400
            attempt += 1
            await asyncio.sleep(wait)


def of_the_disk(error: BaseException) -> bool:
    """Tell whether an error is the disk's and will pass, whatever was to be written."""
    if isinstance(error, OperationalError):
        code = getattr(error.orig, "sqlite_errorcode", None)
        return isinstance(code, int) and code & PRIMARY in CODES
    return isinstance(error, OSError) and error.errno in ERRNOS
