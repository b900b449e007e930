"""The working days of mainland China, with rest days and make-up working days."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

DAY = timedelta(days=1)
NO_OVERRIDES: Mapping[date, bool] = {}


def _is_weekend(day: date) -> bool:
    return day.weekday() > 4  # noqa: PLR2004 - Monday is 0, Saturday 5


def _weekdays_up_to(day: date) -> int:
    """Count Mondays to Fridays from 0001-01-01, a Monday, up to and including a day."""
    weeks, rest = divmod(day.toordinal(), 7)
    return weeks * 5 + min(rest, 5)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Weekdays, less the weekdays of rest, plus the weekends of work.

    `rests` and `works` are sorted; `announced` holds the years whose make-up days are known.
    Any day can be asked about: where nothing is known, Monday to Friday are working days.
    """

    rests: tuple[date, ...]
    works: tuple[date, ...]
    announced: frozenset[int]
    exceptions: frozenset[date]

    def is_workday(self, day: date) -> bool:
        """Tell whether the office works on a day."""
        return _is_weekend(day) is (day in self.exceptions)

    def provisional(self, year: int) -> bool:
        """Tell whether a year's make-up days are not announced, so that its plan may still change."""
        return year not in self.announced

    def previous_workday(self, day: date) -> date:
        """Return that day, or the last working day before it."""
        while not self.is_workday(day):
            day -= DAY
        return day

    def add_workdays(self, day: date, count: int) -> date:
        """Return the working day that is `count` working days after a day (before it, if negative).

        Counting starts beside the day, which need not be a working day itself; 0 gives the day back.
        """
        step = DAY if count > 0 else -DAY
        left = abs(count)
        while left:
            day += step
            left -= self.is_workday(day)
        return day

    def workdays_between(self, start: date, end: date) -> int:
        """Count the working days after `start` up to and including `end`; negative if `end` is earlier."""
        if end < start:
            return -self.workdays_between(end, start)
        weekdays = _weekdays_up_to(end) - _weekdays_up_to(start)
        return weekdays - _within(self.rests, start, end) + _within(self.works, start, end)


def _within(days: tuple[date, ...], start: date, end: date) -> int:
    return bisect_right(days, end) - bisect_right(days, start)


@lru_cache(maxsize=256)
def _official(year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Return a year's weekdays of rest and its weekends of work as the library knows them."""
    from holidays import country_holidays

    china = country_holidays("CN", years=year)
    rests = frozenset(day for day in china if day.year == year and not _is_weekend(day))
    works = frozenset(day for day in china.weekend_workdays if day.year == year)
    return rests, works


def calendar_for(years: Iterable[int], overrides: Mapping[date, bool] = NO_OVERRIDES) -> Calendar:
    """Make the calendar of some years and of their neighbours, which ladders reach into.

    `overrides` says of single days whether they are worked, and wins over the library. A year counts
    as announced once a weekend of work is known for it: the State Council's notice has always had one
    since 2001, and a local day off says nothing about it.
    """
    rests: set[date] = set()
    works: set[date] = set()
    for year in sorted({each + near for each in years for near in (-1, 0, 1)}):
        official = _official(year)
        rests |= official[0]
        works |= official[1]
    for day, worked in overrides.items():
        exceptions = works if _is_weekend(day) else rests
        (exceptions.add if _is_weekend(day) is worked else exceptions.discard)(day)
    announced = frozenset(day.year for day in works)
    return Calendar(tuple(sorted(rests)), tuple(sorted(works)), announced, frozenset(rests | works))
