"""Facts about what the picture of the table shows."""

from __future__ import annotations

from datetime import date

from handlers.rules.picture import LINES, Point, pictures

TODAY = date(2022, 6, 20)


def point(unit: str, task: str, due: date | None, closed: date | None = None) -> Point:
    return Point(unit, task, "举办研发费用加计扣除政策培训", due, "已完成" if closed else "正常", closed)


def test_tasks_stand_under_their_unit() -> None:
    points = [point("市科技局", "203", date(2022, 6, 30)), point("市税务局", "204", date(2022, 7, 31))]
    (picture,) = pictures("重点工作节点", points, TODAY)
    assert [(each.label[:4], each.heading) for each in picture.strips] == [
        ("市科技局", True),
        ("203 ", False),
        ("市税务局", True),
        ("204 ", False),
    ]


def test_milestones_of_a_task_share_its_strip() -> None:
    points = [point("市科技局", "203", date(2022, month, 28)) for month in (3, 6, 9)]
    (picture,) = pictures("重点工作节点", points, TODAY)
    assert [mark.day.month for mark in picture.strips[1].marks] == [3, 6, 9]


def test_burn_up_counts_what_is_due_and_what_is_closed() -> None:
    points = [
        point("市科技局", "203", date(2022, 3, 31), date(2022, 3, 30)),
        point("市科技局", "203", date(2022, 3, 31), date(2022, 4, 2)),
        point("市科技局", "204", date(2022, 12, 31)),
    ]
    (picture,) = pictures("重点工作节点", points, TODAY)
    assert picture.plan is not None
    assert picture.closed is not None
    assert picture.plan.counts == (2, 3)
    assert picture.closed.counts == (1, 2)


def test_large_table_has_several_pages_and_repeats_the_unit() -> None:
    points = [point("市科技局", str(number), date(2022, 6, 30)) for number in range(LINES * 2)]
    found = pictures("重点工作节点", points, TODAY)
    assert len(found) == 3
    assert all(len(each.strips) <= LINES for each in found)
    assert all(each.strips[0].heading for each in found)
    assert [each.plan is not None for each in found] == [False, False, True]
    assert found[0].title.endswith("（1/3）")


def test_what_has_no_date_is_not_drawn() -> None:
    assert pictures("重点工作节点", [point("市科技局", "203", None)], TODAY) == ()
