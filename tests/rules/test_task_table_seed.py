"""The official task table equals its gold reading, with notes alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from handlers.rules.documents import read_document
from handlers.rules.problems import Level
from handlers.rules.task_table import read_tasks
from handlers.rules.tasks import TaskTable


def _table(folder: Path, name: str) -> TaskTable:
    return read_tasks(read_document(name, (folder / name).read_bytes()))


@pytest.fixture(scope="module")
def gold(seeds: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((seeds / "tasks-2022.gold.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def table(seeds: Path) -> TaskTable:
    return _table(seeds, "tasks-2022.txt")


def test_title_and_year_are_the_printed_ones(table: TaskTable, gold: dict[str, Any]) -> None:
    assert (table.title, table.year) == (gold["title"], gold["year"])


def test_every_task_equals_the_gold(table: TaskTable, gold: dict[str, Any]) -> None:
    read = [(task.number, task.text, task.lead_unit, list(task.units)) for task in table.tasks]
    assert read == [(task["no"], task["task"], task["lead_unit"], task["units"]) for task in gold["tasks"]]
    assert len(read) == 14


def test_every_milestone_equals_the_gold(table: TaskTable, gold: dict[str, Any]) -> None:
    read = [
        (task.number, step.number, step.text, list(step.units), str(step.due), step.due_raw, step.due_reason)
        for task in table.tasks
        for step in task.milestones
    ]
    keys = ("no", "text", "units", "due", "due_raw", "due_reason")
    expected = [
        (task["no"], *(step[key] for key in keys)) for task in gold["tasks"] for step in task["milestones"]
    ]
    assert read == expected
    assert len(read) == 38


def test_official_table_is_read_with_notes_alone(table: TaskTable) -> None:
    assert {problem.level for problem in table.problems} == {Level.NOTE}
    told = {(problem.task, problem.field) for problem in table.problems}
    assert {(None, "text"), ("210", "number"), ("75", "lead_unit"), (None, "units")} <= told
