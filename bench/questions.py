"""How fast and how rightly questions are answered, beside what people would use instead."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections import defaultdict
from typing import Any, Final

from bench.figures import ROOT, Figure
from bench.question_engines import ENGINES, accuracy, expected
from bench.question_guides import QUESTIONS

COUNTS: Final = (15, 1_000, 10_000)
ROUNDS: Final = 5
GOALS: Final = {15: "< 2 ms", 10_000: "< 20 ms"}  # of the desk's median answer
BUILT: Final = {10_000: "< 5 s"}
Key = tuple[int, str]


def measure() -> list[Figure]:
    """Measure each size with each engine in interleaved rounds, then how often each is right."""
    built: dict[Key, list[float]] = defaultdict(list)
    held: dict[Key, list[float]] = defaultdict(list)
    waits: dict[Key, list[list[float]]] = defaultdict(list)
    for number in range(ROUNDS):
        sys.stderr.write(f"  questions, round {number + 1} of {ROUNDS}\n")
        for key in [(count, engine) for count in COUNTS for engine in ENGINES]:
            found = _run(*key)
            built[key].append(found["built"])
            held[key].append(found["held"])
            waits[key].append(found["waits"])
    figures = []
    for key, seconds in built.items():
        figures += _figures(key, seconds, held[key], waits[key])
    return figures + [_accuracy(engine) for engine in ENGINES]


def _run(count: int, engine: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.question_engines", engine, str(count)]
    done = subprocess.run(command, capture_output=True, check=True, cwd=ROOT)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _figures(key: Key, built: list[float], held: list[float], waits: list[list[float]]) -> list[Figure]:
    count, engine = key
    title = f"question, {count:,} categories: {engine}"
    how = f"{len(QUESTIONS)} questions, four times each, in a process of its own after a warm-up"
    every = [wait for each in waits for wait in each]
    goal, limit = (GOALS.get(count, "–"), BUILT.get(count, "–")) if engine == "desk" else ("–", "–")
    late = statistics.quantiles(every, n=100, method="inclusive")[98]
    return [
        Figure(f"{title}, median", "ms", tuple(map(statistics.median, waits)), goal, how),
        Figure(f"{title}, 99th percentile", "ms", (late,), "–", f"{how}, all rounds together"),
        Figure(f"{title}, built", "s", tuple(built), limit, "from the guide's values"),
        Figure(f"{title}, memory", "MB", tuple(held), "–", "by which the peak rises while it is built"),
    ]


def _accuracy(engine: str) -> Figure:
    asked = len(list(expected()))
    how = f"of the project's {asked} questions that one category answers: just that one is named"
    goal = "more than both others" if engine == "desk" else "–"
    return Figure(f"question, accuracy: {engine}", "%", (accuracy(engine),), goal, how)
