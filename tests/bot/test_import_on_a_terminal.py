"""Whoever imports at a terminal is asked whether to apply what the report says."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]
_LIMIT = 60  # seconds
_GUIDE = ("-m", "bot", "import", "guide", str(_ROOT / "samples" / "guide-2023.txt"))


def _at_a_terminal(typed: bytes, folder: Path) -> str:
    """Run the import with a terminal for its input and output; return what it printed."""
    ours, theirs = pty.openpty()
    environment = os.environ | {"PYTHONPATH": str(_ROOT)}
    with subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, *_GUIDE], cwd=folder, env=environment, stdin=theirs, stdout=theirs, stderr=theirs
    ) as process:
        os.close(theirs)
        os.write(ours, typed)
        printed = b""
        with suppress(OSError):  # the terminal closes with its process
            while piece := os.read(ours, 65536):
                printed += piece
        os.close(ours)
        assert process.wait(_LIMIT) == 0
    return printed.decode()


@pytest.mark.parametrize(("typed", "applied"), [(b"y\n", True), (b"n\n", False)])
def test_report_is_applied_only_if_whoever_reads_it_says_so(
    tmp_path: Path, typed: bytes, *, applied: bool
) -> None:
    (tmp_path / "config.toml").write_bytes((_ROOT / "config.example.toml").read_bytes())
    printed = _at_a_terminal(typed, tmp_path)
    assert "现在启用吗" in printed
    assert ("已启用" in printed) is applied
    assert any((tmp_path / "data").glob("*.db*")) is applied
