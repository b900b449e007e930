"""The project's own task table and staff list read as they should, and agree with the official figures."""

from __future__ import annotations

import json
from pathlib import Path

from handlers.rules.documents import read_document
from handlers.rules.people import Kind, Role
from handlers.rules.problems import Level
from handlers.rules.staff_list import read_staff
from handlers.rules.task_table import read_tasks


def test_sample_table_has_every_figure_of_the_official_one(samples: Path, seeds: Path) -> None:
    table = read_tasks(read_document("tasks-2022.txt", (samples / "tasks-2022.txt").read_bytes()))
    gold = json.loads((seeds / "tasks-2022.gold.json").read_text(encoding="utf-8"))
    read = [
        (
            task.number,
            task.lead_unit,
            list(task.units),
            [(step.number, str(step.due)) for step in task.milestones],
        )
        for task in table.tasks
    ]
    expected = [
        (
            task["no"],
            task["lead_unit"],
            task["units"],
            [(step["no"], step["due"]) for step in task["milestones"]],
        )
        for task in gold["tasks"]
    ]
    assert read == expected
    assert {problem.level for problem in table.problems} == {Level.NOTE}


def test_sample_table_says_it_in_other_words(samples: Path, seeds: Path) -> None:
    own = read_tasks(read_document("a.txt", (samples / "tasks-2022.txt").read_bytes()))
    official = read_tasks(read_document("b.txt", (seeds / "tasks-2022.txt").read_bytes()))
    shared = {task.text for task in own.tasks} & {task.text for task in official.tasks}
    assert not shared


def test_sample_staff_are_invented_and_read_without_a_problem(samples: Path) -> None:
    staff = read_staff(read_document("staff.csv", (samples / "staff.csv").read_bytes()))
    assert staff.problems == ()
    assert all(person.email and person.email.endswith("example.org") for person in staff.people)


def test_sample_staff_hold_every_part_the_demo_needs(samples: Path) -> None:
    staff = read_staff(read_document("staff.csv", (samples / "staff.csv").read_bytes()))
    table = read_tasks(read_document("a.txt", (samples / "tasks-2022.txt").read_bytes()))
    own = [person.role for person in staff.people if person.unit == "市科技局"]
    assert own.count(Role.STAFF) >= 3
    assert Role.LEADER in own
    assert any(person.role is Role.OPERATOR for person in staff.people)
    assert any(person.kind is Kind.MAILBOX for person in staff.people)
    units = {unit for task in table.tasks for unit in task.units}
    staffed = {person.unit for person in staff.people}
    assert staffed < units
