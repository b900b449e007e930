"""How long a tick needs to plan, over tables from an office's own to a country's."""

from __future__ import annotations

import subprocess
import sys

from bench.figures import ROOT, Figure

COUNTS = (1_000, 10_000, 100_000)
ROUNDS = 5
# A process of its own each time: the peak of its memory is that of one tick.
SCRIPT = """
import sys, time
from bench.figures import peak
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo
from handlers.reminder_situation import Situation, decide
from handlers.rules.milestones import OpenMilestone
from handlers.rules.nudges import Moment
from handlers.rules.people import Person
from handlers.rules.plan_policy import PlanPolicy
from handlers.rules.recipients import Channel, Member, roster
from handlers.rules.workdays import calendar_for

count, people = int(sys.argv[1]), 5_000
members = [
    Member(f"p{at}", Person(f"人{at}", f"单位{at % 500}", None, f"p{at}@example.org"), (Channel.MAIL,))
    for at in range(people)
]
milestones = tuple(
    OpenMilestone(
        str(at), str(at // 3), at % 3 + 1, None, f"节点{at}", f"单位{at % 500}", (f"单位{at % 500}",),
        date(2026, 1, 1) + timedelta(days=at % 365), year=2026,
    )
    for at in range(count)
)
today = date(2026, 6, 15)
calendar = calendar_for([2026])
now = datetime(2026, 6, 15, 8, 45, tzinfo=ZoneInfo("Asia/Shanghai"))
moment = Moment(today, calendar, PlanPolicy())
situation = Situation(now, moment, roster(members), milestones, (), today, today, frozenset(), (), {})
start = time.perf_counter()
due = decide(situation)
seconds = time.perf_counter() - start
print(seconds, peak() / 1000, len(due.mornings))
"""


def measure() -> list[Figure]:
    """Plan one morning over each number of milestones, spread evenly over a year."""
    figures = []
    for count in COUNTS:
        results = [_run(count) for _ in range(ROUNDS)]
        goal = "< 2 s, < 300 MB" if count == COUNTS[-1] else "no more than linear"
        method = f"plan and digests of one morning for 5,000 people, {results[0][2]:.0f} of them told"
        name = f"tick over {count:,} milestones"
        figures += [
            Figure(name, "s", tuple(each[0] for each in results), goal, method),
            Figure(
                f"memory of the {name}", "MB", tuple(each[1] for each in results), goal, "peak resident size"
            ),
        ]
    return figures


def _run(count: int) -> tuple[float, ...]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(count)], capture_output=True, check=True, cwd=ROOT, text=True
    )
    return tuple(float(value) for value in done.stdout.split())
