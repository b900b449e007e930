from __future__ import annotations

from datetime import date

import pytest

from handlers.rules.plan_policy import PlanPolicy
from handlers.rules.snooze import Snooze, holds, snooze_until
from handlers.rules.workdays import Calendar

DUE = date(2022, 7, 31)  # a Sunday; Friday the 29th is the last working day


@pytest.mark.parametrize(
    ("wish", "today", "expected"),
    [
        (date(2022, 7, 21), date(2022, 7, 20), date(2022, 7, 21)),
        (date(2022, 7, 24), date(2022, 7, 20), date(2022, 7, 22)),  # Sunday: the Friday before
        (date(2022, 7, 23), date(2022, 7, 22), date(2022, 7, 25)),  # tomorrow is Saturday
        (date(2022, 7, 19), date(2022, 7, 20), date(2022, 7, 21)),  # the past means tomorrow
        (date(2022, 8, 15), date(2022, 7, 20), date(2022, 7, 29)),  # never past the due date
        (date(2022, 8, 15), date(2022, 7, 29), None),  # the last working day
        (date(2022, 8, 1), date(2022, 7, 31), None),  # the due date itself
        (date(2022, 8, 2), date(2022, 8, 1), date(2022, 8, 2)),
        (date(2022, 8, 31), date(2022, 8, 1), date(2022, 8, 4)),  # overdue: three working days
    ],
)
def test_wish_is_kept_within_its_limit(
    calendar: Calendar, policy: PlanPolicy, wish: date, today: date, expected: date | None
) -> None:
    assert snooze_until(wish, today, DUE, calendar, policy) == expected


def test_milestone_without_a_due_date_may_wait(calendar: Calendar, policy: PlanPolicy) -> None:
    day = date(2022, 9, 1)
    assert snooze_until(day, date(2022, 7, 1), None, calendar, policy) == day


@pytest.mark.parametrize(
    ("until", "today", "expected"),
    [
        (date(2022, 7, 27), date(2022, 7, 26), True),
        (date(2022, 7, 27), date(2022, 7, 27), False),
        (date(2022, 8, 3), date(2022, 7, 26), False),  # past the due date
        (date(2022, 8, 3), date(2022, 8, 1), True),  # made when overdue
    ],
)
def test_snooze_holds_until_its_day_and_never_past_the_due_date(
    calendar: Calendar,
    until: date,
    today: date,
    expected: bool,  # noqa: FBT001 - a fact's column
) -> None:
    assert holds(Snooze("203/1", "1", until), today, DUE, calendar) is expected


def test_no_snooze_holds_nothing(calendar: Calendar) -> None:
    assert not holds(None, date(2022, 7, 1), DUE, calendar)
