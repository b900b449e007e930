"""Facts about spans of retention."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from handlers.rules.retention import days_before, months_before

NOW = datetime(2024, 3, 31, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("months", "day"),
    [(1, (2024, 2, 29)), (3, (2023, 12, 31)), (4, (2023, 11, 30)), (13, (2023, 2, 28)), (36, (2021, 3, 31))],
)
def test_months_are_counted_by_the_calendar(months: int, day: tuple[int, int, int]) -> None:
    assert months_before(NOW, months) == datetime(*day, 2, 0, tzinfo=UTC)


def test_zero_keeps_for_ever() -> None:
    assert months_before(NOW, 0) is None
    assert days_before(NOW, 0) is None


def test_days_are_counted_by_the_hour() -> None:
    assert days_before(NOW, 31) == datetime(2024, 2, 29, 2, 0, tzinfo=UTC)
