"""Facts about when the tick looks again."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.tick import next_look, next_moment
from handlers.policy import Policy

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2022-06-23 00:10", "2022-06-23 08:45"),  # a working day's small hours
        ("2022-06-23 08:44", "2022-06-23 08:45"),
        ("2022-06-23 08:45", "2022-06-23 09:45"),  # within the hours: again in an hour
        ("2022-06-23 17:30", "2022-06-24 08:45"),
        ("2022-06-23 22:00", "2022-06-24 08:45"),
        ("2022-06-24 18:00", "2022-06-27 08:45"),  # over the weekend
        ("2022-06-25 12:00", "2022-06-27 08:45"),
        ("2022-09-30 18:30", "2022-10-08 08:45"),  # National Day week ends with a Saturday of work
    ],
)
def test_next_look_is_the_next_moment_that_may_bring_something(now: str, then: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=ZONE)
    assert next_moment(moment, Policy()) == datetime.fromisoformat(then).replace(tzinfo=ZONE)


def test_days_that_are_imported_over_a_weekend_are_noticed_within_the_hour() -> None:
    friday = datetime(2022, 6, 24, 18, 0, tzinfo=ZONE)
    assert next_look(friday, Policy()) == datetime(2022, 6, 24, 19, 0, tzinfo=ZONE)
    assert next_look(friday.replace(hour=8, minute=30), Policy()) == friday.replace(hour=8, minute=45)
