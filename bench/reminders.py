"""How long a tick needs to see what is due, over tables from an office's own to a country's."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import insert

from bench.figures import ROOT, Figure
from storage.database import open_database
from storage.states import EditionKind, MilestoneState
from storage.tables import Edition, Milestone, StaffMember

COUNTS = (1_000, 10_000, 100_000)
NEAR = 1_000
PEOPLE, UNITS = 5_000, 500
ROUNDS = 5
NEW_YEAR, NEW_YEARS_EVE = date(2026, 1, 1), date(2026, 12, 31)
# A process of its own each time: the peak of its memory is that of one tick.
SCRIPT = """
import asyncio, sys, time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo
from bench.figures import peak
from bot.memory import look_for_cycles_seldom
from handlers.policy import Policy
from handlers.reminder_situation import decide, situation_at
from storage.database import open_database

async def tick():
    look_for_cycles_seldom()
    database = await open_database(Path(sys.argv[1]))
    morning = datetime(2026, 6, 15, 8, 45, tzinfo=ZoneInfo("Asia/Shanghai"))
    start = time.perf_counter()
    async with database.reading() as session:
        situation = await situation_at(session, morning, Policy())
    due = decide(situation)
    print(time.perf_counter() - start, peak() / 1000, len(due.mornings))
    await database.close()

asyncio.run(tick())
"""


def measure() -> list[Figure]:
    """Read and plan one morning: milestones spread over the year, then most of them far off."""
    figures = []
    for count in COUNTS:
        figures += _measured(f"tick over {count:,} milestones", count, _spread)
    return figures + _measured(f"tick over {COUNTS[-1]:,}, {NEAR:,} of them near", COUNTS[-1], _far)


def _measured(name: str, count: int, due: Callable[[int], date]) -> list[Figure]:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "shenbao.db"
        asyncio.run(_fill(file, count, due))
        results = [_run(file) for _ in range(ROUNDS)]
    method = f"read from the database, plan and digests, {PEOPLE:,} people, {results[0][2]:.0f} told"
    goal = "< 2 s" if count == COUNTS[-1] else "no more than linear"
    return [
        Figure(name, "s", tuple(each[0] for each in results), goal, method),
        Figure(f"memory of the {name}", "MB", tuple(each[1] for each in results), "< 300 MB", "peak"),
    ]


def _spread(number: int) -> date:
    return NEW_YEAR + timedelta(days=number % 365)


def _far(number: int) -> date:
    return _spread(number) if number < NEAR else NEW_YEARS_EVE


async def _fill(file: Path, count: int, due: Callable[[int], date]) -> None:
    """Write a table of so many milestones and its people."""
    database = await open_database(file, create=True)
    at = datetime(2025, 12, 31, tzinfo=UTC)
    async with database.transaction() as session:
        edition = Edition(kind=EditionKind.TASKS, digest="", title="", content={}, applied_at=at)
        session.add(edition)
        await session.flush()
        for start in range(0, count, 5_000):
            numbers = range(start, min(start + 5_000, count))
            await session.execute(insert(Milestone), [_row(each, edition.id, due(each)) for each in numbers])
        await session.execute(insert(StaffMember), [_person(number) for number in range(PEOPLE)])
    await database.close()


def _row(number: int, edition: int | None, due: date) -> dict[str, object]:
    unit = f"单位{number % UNITS}"
    return {
        "edition_id": edition,
        "year": 2026,
        "task": str(number // 3),
        "task_text": "任务",
        "lead_unit": unit,
        "position": number % 3 + 1,
        "text": f"节点{number}",
        "units": [unit],
        "due": due,
        "due_raw": "",
        "applied_on": date(2025, 12, 31),
        "state": MilestoneState.OPEN,
        "help_wanted": False,
        "revision": 0,
    }


def _person(number: int) -> dict[str, object]:
    unit, email = f"单位{number % UNITS}", f"p{number}@example.org"
    return {
        "name": f"人{number}",
        "unit": unit,
        "email": email,
        "role": "staff",
        "kind": "person",
        "gone": False,
    }


def _run(file: Path) -> tuple[float, ...]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(file)], capture_output=True, check=True, cwd=ROOT, text=True
    )
    return tuple(float(value) for value in done.stdout.split())
