"""What the service loads before it is up: neither the engine of questions nor a heavy library."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOADED = "import bot.app, sys; print(*sys.modules)"


@pytest.fixture(scope="module")
def loaded() -> frozenset[str]:
    command = [sys.executable, "-c", LOADED]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)  # noqa: S603  our own
    return frozenset(done.stdout.split())


@pytest.mark.parametrize(
    "late",
    ["handlers.rules.search", "handlers.rules.reading", "rjieba", "pypinyin", "docx", "pypdf", "matplotlib"],
)
def test_what_is_first_needed_later_is_not_loaded_at_the_start(loaded: frozenset[str], late: str) -> None:
    assert "bot.app" in loaded
    assert late not in loaded
