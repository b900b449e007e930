"""Facts about waiting in working hours."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.rules.office_hours import OfficeHours
from handlers.rules.workdays import calendar_for

ZONE = ZoneInfo("Asia/Shanghai")
OFFICE = OfficeHours(time(8, 30), time(18, 0), ZONE, calendar_for([2022]))


@pytest.mark.parametrize(
    ("since", "now", "hours"),
    [
        ("2022-06-20T09:30", "2022-06-20T13:30", 4.0),  # a Monday
        ("2022-06-20T17:00", "2022-06-21T09:30", 2.0),  # overnight
        ("2022-06-17T17:00", "2022-06-20T08:30", 1.0),  # over a weekend
        ("2022-06-18T10:00", "2022-06-19T23:00", 0.0),  # inside it
        ("2022-09-30T17:00", "2022-10-08T09:30", 2.0),  # the national holiday, with a Saturday of work behind
        ("2022-06-20T12:00", "2022-06-20T11:00", 0.0),  # a clock that was set back
    ],
)
def test_only_working_hours_count(since: str, now: str, hours: float) -> None:
    start, end = (datetime.fromisoformat(each).replace(tzinfo=ZONE) for each in (since, now))
    assert OFFICE.worked(start, end) == timedelta(hours=hours)


def test_years_of_waiting_are_counted_in_no_time() -> None:
    start = datetime(1970, 1, 1, tzinfo=ZONE)
    assert OFFICE.worked(start, datetime(2022, 6, 20, 9, 30, tzinfo=ZONE)) > 4 * OFFICE.day
