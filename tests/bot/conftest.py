"""The fixtures of the command tests."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from bot.worker import Worker
from tests.bot.reading import ReadingProcess
from tests.command import Ended, Shenbao


@pytest.fixture(scope="session")
def reading() -> Iterator[ReadingProcess]:
    """Give the process that reads documents for every command."""
    process = ReadingProcess()
    yield process
    process.close()


@pytest.fixture
def shenbao(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    reading: ReadingProcess,
) -> Shenbao:
    """Run the command in a folder of its own."""

    async def exchange(worker: Worker, call: dict[str, str], raw: bytes) -> tuple[bytes, bytes]:
        return await reading.exchange(worker, call, raw)

    monkeypatch.setattr(Worker, "_exchange", exchange)
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
