from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.workdays import Calendar, calendar_for

CHINA = calendar_for(range(2010, 2027))
days = st.dates(date(2010, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize("day", [date(2022, 1, 29), date(2022, 1, 30), date(2022, 4, 2), date(2022, 4, 24)])
def test_make_up_weekend_is_worked(day: date) -> None:
    assert day.weekday() > 4
    assert CHINA.is_workday(day)


@pytest.mark.parametrize("day", [date(2022, 10, day) for day in range(1, 8)])
def test_national_day_week_of_2022_is_rest(day: date) -> None:
    assert not CHINA.is_workday(day)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2022, 10, 8), True),  # Saturday, makes up for the 6th
        (date(2022, 10, 9), True),  # Sunday, makes up for the 7th
        (date(2022, 7, 31), False),  # a plain Sunday
        (date(2022, 10, 30), False),  # a plain Sunday
        (date(2022, 6, 3), False),  # Dragon Boat Festival, a Friday
        (date(2022, 4, 30), False),  # Saturday before Labour Day
        (date(2022, 5, 7), True),  # Saturday, makes up for 4 May
        (date(2022, 12, 15), True),
        (date(2024, 2, 18), True),  # Sunday after the Spring Festival
        (date(2024, 2, 9), True),  # New Year's Eve was not an official rest day in 2024
        (date(2025, 1, 28), False),  # but is one since 2025
    ],
)
def test_day_is_worked_as_announced(day: date, worked: bool) -> None:  # noqa: FBT001 - a fact's column
    assert CHINA.is_workday(day) is worked


def test_workday_before_a_sunday_is_the_friday() -> None:
    assert CHINA.previous_workday(date(2022, 7, 31)) == date(2022, 7, 29)


def test_workday_before_national_day_week_is_the_eve() -> None:
    assert CHINA.previous_workday(date(2022, 10, 7)) == date(2022, 9, 30)


def test_workday_is_its_own_previous_workday() -> None:
    assert CHINA.previous_workday(date(2022, 10, 8)) == date(2022, 10, 8)


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2022, 9, 30), 1, date(2022, 10, 8)),
        (date(2022, 9, 30), 3, date(2022, 10, 10)),
        (date(2022, 10, 10), -3, date(2022, 9, 30)),
        (date(2022, 10, 3), 1, date(2022, 10, 8)),
        (date(2022, 6, 30), -7, date(2022, 6, 21)),
        (date(2022, 6, 30), 0, date(2022, 6, 30)),
        (date(2024, 2, 28), 1, date(2024, 2, 29)),
    ],
)
def test_counting_skips_rest_and_keeps_make_up_days(day: date, count: int, expected: date) -> None:
    assert CHINA.add_workdays(day, count) == expected


def test_2022_has_249_working_days() -> None:
    assert CHINA.workdays_between(date(2021, 12, 31), date(2022, 12, 31)) == 249


@given(day=days, count=st.integers(1, 60))
def test_counting_forth_and_counting_agree(day: date, count: int) -> None:
    later = CHINA.add_workdays(day, count)
    assert CHINA.is_workday(later)
    assert CHINA.workdays_between(day, later) == count
    assert CHINA.workdays_between(later, day) == -count


@given(start=days, span=st.integers(0, 400))
def test_arithmetic_count_equals_counting_by_hand(start: date, span: int) -> None:
    by_hand = sum(CHINA.is_workday(start + timedelta(days=each)) for each in range(1, span + 1))
    assert CHINA.workdays_between(start, start + timedelta(days=span)) == by_hand


@pytest.mark.parametrize("year", range(2010, 2027))
def test_year_with_announced_make_up_days_is_final(year: int) -> None:
    assert not CHINA.provisional(year)


def test_year_without_announced_make_up_days_is_provisional() -> None:
    calendar = calendar_for([2090])
    assert calendar.provisional(2090)
    assert not calendar.is_workday(date(2090, 10, 2))
    assert calendar.is_workday(date(2090, 10, 9))


def test_make_up_day_that_comes_later_ends_the_provisional_year() -> None:
    calendar = calendar_for([2090], {date(2090, 10, 8): True})
    assert calendar.is_workday(date(2090, 10, 8))
    assert not calendar.provisional(2090)


def test_local_day_off_does_not_end_the_provisional_year() -> None:
    calendar = calendar_for([2090], {date(2090, 9, 13): False})
    assert not calendar.is_workday(date(2090, 9, 13))
    assert calendar.provisional(2090)


@pytest.mark.parametrize("day", [date(2022, 10, 8), date(2022, 6, 2)])
def test_override_takes_a_working_day_away(day: date) -> None:
    assert not calendar_for([2022], {day: False}).is_workday(day)


@pytest.mark.parametrize("day", [date(2022, 10, 5), date(2022, 7, 31)])
def test_override_makes_a_rest_day_work(day: date) -> None:
    assert calendar_for([2022], {day: True}).is_workday(day)


def test_neighbouring_years_are_known_too() -> None:
    calendar = calendar_for([2022])
    assert not calendar.is_workday(date(2023, 1, 2))
    assert calendar.is_workday(date(2023, 1, 28))
    assert not calendar.provisional(2023)


def test_year_that_was_not_asked_for_is_weekdays_and_provisional() -> None:
    calendar = calendar_for([2022])
    assert calendar.is_workday(date(2030, 10, 1))
    assert calendar.provisional(2030)


def test_calendar_without_years_is_the_plain_week() -> None:
    calendar = calendar_for([])
    assert calendar == Calendar((), (), frozenset(), frozenset())
    assert calendar.workdays_between(date(2022, 1, 2), date(2022, 1, 9)) == 5
