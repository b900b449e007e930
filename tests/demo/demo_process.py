"""Run `shenbao demo` as a visitor does: as a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[2]
READY = "演示已就绪"


def environment(folder: Path) -> dict[str, str]:
    """Give an environment whose temporary files land in `folder`, and whose settings the demo must ignore."""
    return {
        **os.environ,
        "TMPDIR": str(folder),
        "SHENBAO_MODE": "nonsense",
        "SHENBAO_TELEGRAM__BASE_URL": "http://127.0.0.1:9/bot",
        "PYTHONUNBUFFERED": "1",
    }


@contextmanager
def start(folder: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """Start the demo, whose first line is the address; it is gone afterwards, whatever happened."""
    command = [sys.executable, "-m", "bot", "demo", "--no-browser", *options]
    with subprocess.Popen(  # noqa: S603 - our own command
        command,
        cwd=ROOT,
        env=environment(folder),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def read_until(stream: IO[str] | None, words: str) -> str:
    """Return the first line that holds `words`; raises EOFError with what it said when the process ends."""
    lines: list[str] = []
    for line in stream or ():
        if words in line:
            return line.strip()
        lines.append(line)
    raise EOFError("".join(lines))


def stop(process: subprocess.Popen[str], number: int = signal.SIGINT) -> tuple[int, str]:
    """Ask the demo to end, and return its status and what it said last."""
    process.send_signal(number)
    _, said = process.communicate(timeout=30)
    return process.returncode, said


@contextmanager
def running_demo(folder: Path, *options: str) -> Iterator[str]:
    """Give the address of a demo that is ready, and end it afterwards."""
    with start(folder, *options) as process:
        address = read_until(process.stdout, "http://")
        read_until(process.stderr, READY)
        yield address
        stop(process)
