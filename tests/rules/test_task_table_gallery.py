"""A gallery of small task tables, each for one difference, with its expected reading beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from handlers.rules.documents import read_document
from handlers.rules.problems import Level, Unreadable
from handlers.rules.task_table import read_tasks
from handlers.rules.tasks import TaskTable

TABLES = Path(__file__).parent / "tables"
GALLERY = sorted(path for path in TABLES.iterdir() if path.suffix in (".txt", ".csv"))


def _reading(table: TaskTable) -> dict[str, Any]:
    return {
        "title": table.title,
        "year": table.year,
        "tasks": [
            {
                "number": task.number,
                "text": task.text,
                "lead": task.lead_unit,
                "milestones": [
                    [step.number, step.text, list(step.units), step.due and str(step.due), step.recurrence]
                    for step in task.milestones
                ],
            }
            for task in table.tasks
        ],
        "told": sorted(
            [problem.task or "", problem.field, problem.level.value]
            for problem in table.problems
            if problem.level is not Level.NOTE
        ),
    }


@pytest.mark.parametrize("path", GALLERY, ids=lambda path: path.name)
def test_table_reads_as_expected(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert _reading(read_tasks(read_document(path.name, path.read_bytes()))) == expected


@pytest.mark.parametrize("path", GALLERY, ids=lambda path: path.name)
def test_every_missing_due_date_has_its_reason_and_is_told(path: Path) -> None:
    table = read_tasks(read_document(path.name, path.read_bytes()))
    for task in table.tasks:
        told = [
            problem for problem in table.problems if (problem.task, problem.field) == (task.number, "due")
        ]
        missing = [step for step in task.milestones if step.due is None]
        assert all(step.due_reason for step in missing)
        assert len(told) >= len(missing)


@pytest.mark.parametrize("path", GALLERY, ids=lambda path: path.name)
def test_every_doubt_about_a_task_names_its_line(path: Path) -> None:
    table = read_tasks(read_document(path.name, path.read_bytes()))
    assert all(problem.line for problem in table.problems if problem.task)


def test_gallery_holds_at_least_a_dozen_tables() -> None:
    assert len(GALLERY) >= 12


@pytest.mark.parametrize(
    "text",
    [
        "今天天气很好。\n明天也是。\n",
        "姓名,单位,邮箱\n演示甲,市科技局,jia@example.org\n",
        "1.申报单位应为企业。\n2.注册满一年。\n",
        "序号\t名称\t数量\n1\t甲\t2\n",
        "序号\t项目\t单位\t数量\n1\t桌子\t张\t2\n",
    ],
)
def test_what_is_no_task_table_is_unreadable(text: str) -> None:
    with pytest.raises(Unreadable, match="任务分解表"):
        read_tasks(read_document("a.txt", text.encode()))


def test_guide_is_no_task_table(seeds: Path) -> None:
    raw = (seeds / "guide-2023.txt").read_bytes()
    with pytest.raises(Unreadable):
        read_tasks(read_document("guide.txt", raw))


def test_damaged_character_is_told() -> None:
    text = (TABLES / "other-order.csv").read_bytes()
    table = read_tasks(read_document("a.csv", text[:60].replace(b"\xe6\x97\xb6", b"\xe6\x97", 1) + text[60:]))
    assert any("读不出" in problem.message for problem in table.problems)


def test_second_table_of_another_year_is_told() -> None:
    table = "序号\t工作任务\t责任单位\t完成时限\n1\t甲\t市科技局\t6月底\n"
    read = read_tasks(read_document("a.txt", f"2024年任务表\n{table}2023年任务表\n{table}".encode()))
    warnings = [problem.message for problem in read.problems if problem.field == "year"]
    assert any("2023年任务表" in message for message in warnings)


def test_row_that_only_sounds_like_a_header_is_a_task() -> None:
    text = "2024年任务表\n工作任务\t责任单位\t完成时限\n落实重点工作\t各责任单位\t6月底\n"
    read = read_tasks(read_document("a.txt", text.encode()))
    assert [task.text for task in read.tasks] == ["落实重点工作"]


def test_units_that_are_none_are_told_and_not_taken_from_the_row_above() -> None:
    rows = "甲\t（1）起步\t市科技局\t6月\n\t（2）收尾\t12月底前完成\t\n"
    text = f"2024年任务表\n任务\t节点\t责任单位\t时限\n{rows}"
    read = read_tasks(read_document("a.txt", text.encode()))
    assert [step.units for step in read.tasks[0].milestones] == [("市科技局",), ()]
    assert any("不像单位" in problem.message for problem in read.problems)
