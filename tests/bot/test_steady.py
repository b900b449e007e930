"""Facts about waiting for a disk that is full."""

from __future__ import annotations

import errno
import sqlite3

import pytest
from sqlalchemy.exc import OperationalError

from bot.steady import of_the_disk, persist


def operational(code: int) -> OperationalError:
    error = sqlite3.OperationalError("told by SQLite")
    error.sqlite_errorcode = code
    return OperationalError("UPDATE", {}, error)


FULL = OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        (FULL, True),
        (operational(sqlite3.SQLITE_FULL), True),
        (operational(sqlite3.SQLITE_IOERR_WRITE), True),
        (operational(sqlite3.SQLITE_BUSY), True),
        (operational(sqlite3.SQLITE_ERROR), False),  # such as a column that is missing
        (FileNotFoundError(errno.ENOENT, "gone"), False),
        (ConnectionResetError(errno.ECONNRESET, "cut"), False),
        (ValueError("a fault of the programme"), False),
    ],
)
def test_only_what_the_disk_says_is_waited_for(error: Exception, passes: bool) -> None:  # noqa: FBT001
    assert of_the_disk(error) is passes


async def test_step_is_repeated_until_the_disk_lets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.steady.LONGEST", 0.01)
    faults: list[Exception] = [FULL, operational(sqlite3.SQLITE_FULL)]

    async def step() -> str:
        if faults:
            raise faults.pop()
        return "written"

    assert await persist(step, "test") == "written"


async def test_other_errors_go_on_at_once() -> None:
    async def step() -> None:
        raise FileNotFoundError(errno.ENOENT, "gone")

    with pytest.raises(FileNotFoundError):
        await persist(step, "test")
