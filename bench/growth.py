"""What grows with the submissions that are stored: intake, courier, questions, backup and start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import Final

from bench.figures import ROOT, Figure

COUNTS: Final = (1_000, 10_000, 100_000)
MAILS: Final = 200  # that arrive on top of what is stored
HOW: Final = f"{MAILS} mails of 4 KB on top of what is stored, a process of its own"
FLAT: Final = "the same at every size"
LINEAR: Final = "no more than linear"
# What may grow with what is stored; everything else must not.
GOALS: Final = {
    "growth: backup, first": LINEAR,
    "growth: backup, again": LINEAR,
    "growth: night": LINEAR,
    "growth: rounds, the first of a day": LINEAR,
    "growth: compare the mailbox, daily": LINEAR,
}


@dataclass(frozen=True, slots=True)
class Measured:
    """A value by name, with its unit."""

    name: str
    unit: str
    value: float


def measure() -> list[Figure]:
    """Measure at each size; the questions that the service asks all day are timed one by one."""
    figures, by_name = [], dict[str, list[float]]()
    for count in COUNTS:
        for each in _run(count):
            by_name.setdefault(each.name, []).append(each.value)
            goal = GOALS.get(each.name, FLAT)
            figures.append(Figure(f"{each.name}, {count:,} stored", each.unit, (each.value,), goal, HOW))
    for name, values in by_name.items():
        sys.stderr.write(f"  {name}: {' → '.join(f'{value:.3g}' for value in values)}\n")
    return figures


def _run(count: int) -> list[Measured]:
    """Fill a data folder and measure on it, in a process each: neither warms the other."""
    with TemporaryDirectory(prefix="shenbao-growth-") as folder:
        for step in ("fill", "measure"):
            command = [sys.executable, "-m", "bench.growth_desk", step, folder, str(count), str(MAILS)]
            environment = {**os.environ, "SHENBAO_DESK__KEY": "a key for the benchmark"}
            done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE)
        return [Measured(**json.loads(line)) for line in done.stdout.splitlines() if line.startswith(b"{")]
