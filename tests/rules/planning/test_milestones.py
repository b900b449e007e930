from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from handlers.rules.milestones import expired, open_milestones
from handlers.rules.people import Person, Role
from handlers.rules.plan_policy import PlanPolicy
from handlers.rules.recipients import roster_of
from handlers.rules.schedule import plan
from handlers.rules.tasks import Milestone, Task, TaskTable
from handlers.rules.workdays import Calendar

TABLE = TaskTable(
    "2022年重点工作任务分解表",
    2022,
    (
        Task(
            "202",
            "高新技术企业培育。",
            "市科技局",
            ("市科技局",),
            (
                Milestone(1, "培训。", (), date(2022, 3, 31), "3月31日"),
                Milestone(None, "受理。", ("市税务局",), date(2022, 10, 31), "10月31日"),
                Milestone(3, "走访。", (), None, "每季度末", "每季度末", "quarterly"),
            ),
        ),
    ),
)


def test_unnumbered_milestone_is_known_by_its_position() -> None:
    found = open_milestones(TABLE)
    assert [(each.key, each.number, each.position) for each in found] == [
        ("202/1", 1, 1),
        ("202/2", None, 2),
        ("202/3", 3, 3),
    ]


def test_milestone_without_units_has_those_of_its_task() -> None:
    assert [each.units for each in open_milestones(TABLE)] == [("市科技局",), ("市税务局",), ("市科技局",)]


@pytest.mark.parametrize(("day", "keys"), [(date(2022, 3, 31), []), (date(2022, 4, 1), ["202/1"])])
def test_past_due_date_is_expired_the_day_after(day: date, keys: list[str]) -> None:
    assert [each.key for each in expired(TABLE, day)] == keys


def test_expired_milestone_starts_no_ladder() -> None:
    assert [each.key for each in open_milestones(TABLE, date(2022, 4, 1))] == ["202/2", "202/3"]


def test_official_table_read_late_has_nine_expired_milestones(table_2022: TaskTable) -> None:
    gone = expired(table_2022, date(2022, 7, 1))
    assert Counter(each.due for each in gone) == {
        date(2022, 3, 31): 1,
        date(2022, 4, 30): 1,
        date(2022, 6, 30): 7,
    }
    assert len(open_milestones(table_2022, date(2022, 7, 1))) == 38 - 9


def test_official_table_brings_each_due_date_up_once(
    table_2022: TaskTable, calendar: Calendar, policy: PlanPolicy
) -> None:
    people = roster_of([Person("林一", "市科技局", None, "lin@example.org")])
    start, end = date(2022, 1, 1), date(2022, 12, 31)
    found = plan(open_milestones(table_2022), people, calendar, policy, start, end)
    once = Counter(each.milestone.key for each in found if each.rule == "due")
    assert len(once) == 38
    assert set(once.values()) == {1}
    assert sum(each.planned == date(2022, 12, 15) for each in found if each.rule == "due") == 21


def test_milestone_of_another_units_task_goes_to_who_is_responsible(
    table_2022: TaskTable, calendar: Calendar, policy: PlanPolicy
) -> None:
    people = roster_of(
        [
            Person("林一", "市科技局", None, "lin@example.org"),
            Person("吴五", "市科技局", None, "wu@example.org", Role.OPERATOR),
        ]
    )
    day = date(2022, 12, 15)
    found = plan(open_milestones(table_2022), people, calendar, policy, day, day)
    told = {each.milestone.task: each.recipients for each in found if each.rule == "due"}
    assert told["75"] == ("林一",)
    assert told["228"] == ("市金融局", "吴五")  # the lead unit is among the responsible, but has nobody
