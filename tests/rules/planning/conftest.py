"""Fixtures of the planner's tests: a calendar, invented people, and the official table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from handlers.rules.documents import read_document
from handlers.rules.milestones import OpenMilestone
from handlers.rules.people import Kind, Person, Role
from handlers.rules.plan_policy import PlanPolicy
from handlers.rules.recipients import Roster, roster_of
from handlers.rules.task_table import read_tasks
from handlers.rules.tasks import TaskTable
from handlers.rules.workdays import Calendar, calendar_for

MakeMilestone = Callable[..., OpenMilestone]


@pytest.fixture(scope="session")
def calendar() -> Calendar:
    return calendar_for([2022])


@pytest.fixture(scope="session")
def policy() -> PlanPolicy:
    return PlanPolicy()


@pytest.fixture(scope="session")
def people() -> tuple[Person, ...]:
    return (
        Person("林一", "市科技局", "高新科", "lin@example.org"),
        Person("陈二", "市科技局", "高新科", "chen@example.org"),
        Person("何三", "市科技局", None, "he@example.org", Role.LEADER),
        Person("周四", "市税务局", None, "zhou@example.org"),
        Person("市审计局信箱", "市审计局", None, "audit@example.org", kind=Kind.MAILBOX),
        Person("吴五", "市科技局", None, "wu@example.org", Role.OPERATOR),
    )


@pytest.fixture(scope="session")
def roster(people: tuple[Person, ...]) -> Roster:
    return roster_of(people)


@pytest.fixture
def milestone() -> MakeMilestone:
    def make(due: date | None = date(2022, 6, 30), task: str = "203", **fields: Any) -> OpenMilestone:
        position = fields.pop("position", 1)
        values: dict[str, Any] = {
            "key": f"{task}/{position}",
            "number": position,
            "text": "组织培训。",
            "lead_unit": "市科技局",
            "units": ("市科技局",),
            "year": 2022,
        }
        return OpenMilestone(task=task, position=position, due=due, **(values | fields))

    return make


@pytest.fixture(scope="session")
def table_2022(seeds: Path) -> TaskTable:
    file = seeds / "tasks-2022.txt"
    return read_tasks(read_document(file.name, file.read_bytes()))
