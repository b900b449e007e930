from __future__ import annotations

from datetime import time

import pytest

from handlers.rules.plan_policy import LADDER, Count, PlanPolicy


@pytest.mark.parametrize(
    ("hour", "expected"),
    [
        (time(0, 0), True),
        (time(8, 29), True),
        (time(8, 30), False),
        (time(17, 59), False),
        (time(18, 0), True),
        (time(23, 59), True),
    ],
)
def test_quiet_hours_span_midnight(hour: time, expected: bool) -> None:  # noqa: FBT001 - a fact's column
    assert PlanPolicy().is_quiet(hour) is expected


@pytest.mark.parametrize(("hour", "expected"), [(time(11, 59), False), (time(12), True), (time(14), False)])
def test_quiet_hours_may_lie_within_a_day(
    hour: time,
    expected: bool,  # noqa: FBT001 - a fact's column
) -> None:
    assert PlanPolicy(quiet_from=time(12), quiet_until=time(14)).is_quiet(hour) is expected


def test_equal_bounds_mean_no_quiet_hours() -> None:
    assert not PlanPolicy(quiet_from=time(8), quiet_until=time(8)).is_quiet(time(8))


def test_urgency_grows_as_the_due_date_nears_and_passes() -> None:
    before = [rung.amount for rung in LADDER if rung.count is Count.BEFORE]
    after = [rung.amount for rung in LADDER if rung.rule.startswith("overdue")]
    assert before == sorted(before, reverse=True)
    assert after == sorted(after)
    assert LADDER.index(next(rung for rung in LADDER if rung.rule == "due")) < LADDER.index(
        next(rung for rung in LADDER if rung.rule == "overdue-1")
    )
