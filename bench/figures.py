"""A figure of the benchmark, and the table that it ends in."""

from __future__ import annotations

import platform
import statistics
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from operator import ge, le, lt
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parents[1]
REPORT = ROOT / "docs" / "performance.md"
HEAD = ("| figure | median | min – max | goal | method |", "| --- | --- | --- | --- | --- |")
BOUNDS: dict[str, Callable[[float, float], bool]] = {"<": lt, "<=": le, ">=": ge}
LIBRARIES = ("rapidfuzz", "rjieba", "sqlalchemy", "aioimaplib", "aiosmtplib", "python-telegram-bot")


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured: one value a round, in `unit`, with the goal in words and the method."""

    name: str
    unit: str
    values: tuple[float, ...]
    goal: str
    method: str

    @property
    def row(self) -> str:
        """Return the figure as a row of a Markdown table: median, minimum, maximum."""
        middle, low, high = statistics.median(self.values), min(self.values), max(self.values)
        cells = (self.name, f"{middle:.3g} {self.unit}", f"{low:.3g} – {high:.3g}", self.goal, self.method)
        return f"| {' | '.join(cells)} |"


def timed(work: Callable[[], object]) -> float:
    """Return how many seconds a call takes."""
    start = perf_counter()
    work()
    return perf_counter() - start


def rounds(work: Callable[[], object], count: int = 5) -> tuple[float, ...]:
    """Time a call over some rounds."""
    return tuple(timed(work) for _ in range(count))


def write_report(figures: Sequence[Figure], day: date, *, keep: bool = False) -> str:
    """Write docs/performance.md and return its text; `keep` leaves what stands there of the same day."""
    rows = _rows_of(day) if keep else {}
    rows |= {figure.name: figure.row for figure in figures}
    versions = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    lines = [
        "# Performance",
        "",
        "Written by `make bench`. Machines are noisy: medians with their range, ratios before figures.",
        "",
        f"- Date: {day.isoformat()}",
        f"- Machine: {platform.machine()}, {processors()} processors, {platform.system()}",
        f"- Python {sys.version.split()[0]}; {versions}",
        "",
        "## Goals",
        "",
        "| figure | median | goal | met |",
        "| --- | --- | --- | --- |",
        *goals(rows.values()),
        "",
        "## All figures",
        "",
        *HEAD,
        *rows.values(),
        "",
    ]
    text = "\n".join(lines)
    REPORT.write_text(text, encoding="utf-8")
    return text


def goals(rows: Iterable[str]) -> list[str]:
    """Hold the medians of a table's rows against those goals that are a bound: `< 60 ms`, `>= 1.0 x`."""
    cells = ([cell.strip() for cell in row.strip("| ").split(" | ")] for row in rows)
    bounded = ((name, median, goal) for name, median, _, goal, _ in cells if goal.split()[0] in BOUNDS)
    return [f"| {' | '.join((*row, 'yes' if _met(*row[1:]) else '**no**'))} |" for row in bounded]


def _met(median: str, goal: str) -> bool:
    sign, bound = goal.split()[:2]
    return BOUNDS[sign](float(median.split(maxsplit=1)[0]), float(bound))


def _rows_of(day: date) -> dict[str, str]:
    """Return the rows of the report by name, where it is of that day."""
    lines = REPORT.read_text(encoding="utf-8").splitlines() if REPORT.exists() else []
    if f"- Date: {day.isoformat()}" not in lines:
        return {}
    table = [line for line in lines[lines.index(HEAD[1]) :] if line.startswith("| ")][1:]
    return {line.split("|")[1].strip(): line for line in table}


def peak() -> int:
    """Return the most memory that this process has held, in kB; ru_maxrss would count its parent's."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1])


def processors() -> int:
    """Return how many processors this process may use."""
    import os

    return len(os.sched_getaffinity(0))
