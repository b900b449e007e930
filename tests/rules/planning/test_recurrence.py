from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from handlers.rules.milestones import OpenMilestone
from handlers.rules.plan_policy import PlanPolicy
from handlers.rules.recipients import Roster
from handlers.rules.recurrence import period_ends
from handlers.rules.schedule import plan
from handlers.rules.workdays import Calendar, calendar_for

MakeMilestone = Callable[..., OpenMilestone]
START, END = date(2022, 1, 1), date(2022, 12, 31)


@pytest.mark.parametrize(
    ("recurrence", "count", "first", "last"),
    [
        ("weekly", 52, date(2022, 1, 2), date(2022, 12, 25)),
        ("monthly", 12, date(2022, 1, 31), date(2022, 12, 31)),
        ("quarterly", 4, date(2022, 3, 31), date(2022, 12, 31)),
        ("yearly", 1, date(2022, 12, 31), date(2022, 12, 31)),
    ],
)
def test_periods_end_where_the_calendar_ends_them(
    recurrence: str, count: int, first: date, last: date
) -> None:
    ends = list(period_ends(recurrence, START, END))
    assert (len(ends), ends[0], ends[-1]) == (count, first, last)


def test_unknown_recurrence_has_no_periods() -> None:
    assert list(period_ends("now and then", START, END)) == []


def test_february_ends_on_the_leap_day() -> None:
    assert list(period_ends("monthly", date(2024, 2, 1), date(2024, 2, 29))) == [date(2024, 2, 29)]


def test_each_quarter_is_brought_up_once(
    roster: Roster, calendar: Calendar, policy: PlanPolicy, milestone: MakeMilestone
) -> None:
    found = plan([milestone(None, recurrence="quarterly")], roster, calendar, policy, START, END)
    assert [(each.rule, each.due, each.planned) for each in found] == [
        ("recurring", date(2022, 3, 31), date(2022, 3, 22)),
        ("recurring", date(2022, 6, 30), date(2022, 6, 21)),
        ("recurring", date(2022, 9, 30), date(2022, 9, 21)),
        ("recurring", date(2022, 12, 31), date(2022, 12, 21)),
    ]


def test_recurrence_ends_with_the_year_of_its_table(
    roster: Roster, policy: PlanPolicy, milestone: MakeMilestone
) -> None:
    recurring = milestone(None, recurrence="monthly")
    found = plan([recurring], roster, calendar_for([2022]), policy, END, date(2023, 12, 31))
    assert found == ()


def test_week_of_rest_is_left_out(roster: Roster, policy: PlanPolicy, milestone: MakeMilestone) -> None:
    weekly = milestone(None, recurrence="weekly", year=2023)
    found = plan([weekly], roster, calendar_for([2023]), policy, date(2023, 1, 16), date(2023, 2, 5))
    # The week from 23 January is Spring Festival, but its Saturday and Sunday make up for it.
    assert [each.planned for each in found] == [date(2023, 1, 20), date(2023, 1, 29), date(2023, 2, 3)]
    rested = calendar_for([2023], {date(2023, 1, 28): False, date(2023, 1, 29): False})
    found = plan([weekly], roster, rested, policy, date(2023, 1, 16), date(2023, 2, 5))
    assert [each.planned for each in found] == [date(2023, 1, 20), date(2023, 2, 3)]


def test_reason_of_a_recurrence_names_its_period(
    roster: Roster, calendar: Calendar, policy: PlanPolicy, milestone: MakeMilestone
) -> None:
    monthly = milestone(None, recurrence="monthly")
    found = plan([monthly], roster, calendar, policy, date(2022, 6, 1), date(2022, 6, 30))
    assert [each.why for each in found] == [
        "这项工作按周期进行，本期到6月30日(周四)为止，6月27日(周一)是本期结束前第3个工作日。"
    ]


def test_recurrence_is_found_from_its_day_alone(
    roster: Roster, calendar: Calendar, policy: PlanPolicy, milestone: MakeMilestone
) -> None:
    day = date(2022, 3, 22)
    found = plan([milestone(None, recurrence="quarterly")], roster, calendar, policy, day, day)
    assert [each.due for each in found] == [date(2022, 3, 31)]
