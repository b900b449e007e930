"""The real service as a process of its own, and what it takes of time and memory."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.figures import ROOT

UP = b"service.started"
LIMIT = 120.0
LOOK = 0.005  # seconds
TICKS = os.sysconf("SC_CLK_TCK")
SECRETS = {"SHENBAO_DESK__KEY": "a key for the benchmark", "SHENBAO_RELAY__PASSWORD": "none"}


@dataclass(frozen=True, slots=True)
class Running:
    """A process that is up: `ready` seconds after it was started."""

    process: subprocess.Popen[bytes]
    log: Path
    ready: float

    @property
    def pid(self) -> int:
        """Return the main process's number."""
        return self.process.pid

    def megabytes(self, line: str = "VmRSS") -> float:
        """Return a line of the kernel's account of the main process: VmRSS now, VmHWM at most."""
        return megabytes(self.pid, line)

    def cpu(self) -> float:
        """Return the CPU seconds of the process and of its children."""
        return sum(_cpu(each) for each in (self.pid, *children(self.pid)))


@contextmanager
def running(
    folder: Path, command: Sequence[str], environment: Mapping[str, str], up: bytes = UP
) -> Iterator[Running]:
    """Run a command of this interpreter until the block ends; it is up when its output holds `up`.

    Byte code is kept for the later starts, as on every installation, although this run may forbid it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "output"
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *command], env=kept | dict(environment), stdout=output, stderr=output, cwd=ROOT
        )
    try:
        wait_for(lambda: up in log.read_bytes(), process)
        yield Running(process, log, time.perf_counter() - start)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


@contextmanager
def service(folder: Path, config: str, environment: Mapping[str, str]) -> Iterator[Running]:
    """Run `shenbao run` with a configuration until the block ends."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "config.toml"
    file.write_text(config, encoding="utf-8")
    file.chmod(0o600)
    surroundings = {"SHENBAO_CONFIG": str(file), **SECRETS, **environment}
    with running(folder, ("-m", "bot", "run"), surroundings) as process:
        yield process


@asynccontextmanager
async def beside(manager: AbstractContextManager[Running]) -> AsyncIterator[Running]:
    """Start and end a process while this loop goes on, because it serves what the process talks to."""
    process = await asyncio.to_thread(manager.__enter__)
    try:
        yield process
    finally:
        await asyncio.to_thread(manager.__exit__, None, None, None)


def wait_for(condition: Callable[[], bool], process: subprocess.Popen[bytes], limit: float = LIMIT) -> None:
    """Wait for a condition; raises RuntimeError where the process ends before, or it takes too long."""
    end = time.monotonic() + limit
    while not condition():
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError("the process under measurement has ended, or takes too long")
        time.sleep(LOOK)


def children(pid: int) -> tuple[int, ...]:
    """Return the processes that a process has started."""
    return tuple(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))


def megabytes(pid: int, line: str) -> float:
    """Return a line of /proc/PID/status in megabytes; ru_maxrss would count the parent's."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    found = next((each for each in lines if each.startswith(f"{line}:")), f"{line}: 0")
    return int(found.split()[1]) * 1.024 / 1_000


def _cpu(pid: int) -> float:
    values = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(values[11]) + int(values[12])) / TICKS
