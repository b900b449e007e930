"""The fixtures of the command tests."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from tests.command import Ended, Shenbao


@pytest.fixture
def shenbao(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shenbao:
    """Run the command in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SHENBAO_CONFIG", raising=False)

    def run(*words: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["shenbao", *words])
        capsys.readouterr()
        try:
            main()
            status: Any = 0
        except SystemExit as ended:
            status = ended.code or 0
        told = capsys.readouterr()
        return Ended(status, told.out, told.err)

    return run
