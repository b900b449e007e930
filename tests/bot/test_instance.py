"""Facts about the one running instance."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.instance import AlreadyRunning, only_instance

ROOT = Path(__file__).resolve().parents[2]
HOLD = """
import sys
from pathlib import Path
from bot.instance import AlreadyRunning, only_instance
try:
    with only_instance(Path(sys.argv[1])):
        print("held", flush=True)
        sys.stdin.read()
except AlreadyRunning:
    print("taken", flush=True)
"""


def holder(database: Path) -> subprocess.Popen[str]:
    """Start a process that holds the lock until its input ends."""
    command = [sys.executable, "-c", HOLD, str(database)]
    return subprocess.Popen(  # noqa: S603 - our own words
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )


def first_word(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def test_second_process_is_told(tmp_path: Path) -> None:
    first = holder(tmp_path / "desk.db")
    assert first_word(first) == "held"
    second = holder(tmp_path / "desk.db")
    assert first_word(second) == "taken"
    with pytest.raises(AlreadyRunning), only_instance(tmp_path / "desk.db"):
        pass
    end(first)
    end(second)


def test_killed_process_lets_go(tmp_path: Path) -> None:
    first = holder(tmp_path / "desk.db")
    assert first_word(first) == "held"
    end(first)
    with only_instance(tmp_path / "desk.db"):
        pass


def test_other_database_is_free(tmp_path: Path) -> None:
    with only_instance(tmp_path / "a" / "desk.db"), only_instance(tmp_path / "b" / "desk.db"):
        pass


def test_lock_is_free_again_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), only_instance(tmp_path / "desk.db"):
        raise RuntimeError
    with only_instance(tmp_path / "desk.db"):
        pass
