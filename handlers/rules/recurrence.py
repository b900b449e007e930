"""The ends of the periods in which a milestone comes round."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Final


def _week_end(day: date) -> date:
    return day + timedelta(days=6 - day.weekday())


def _month_end(day: date, months: int) -> date:
    """Return the end of the period of so many months, counted from January, that a day lies in."""
    month = -(-day.month // months) * months
    return date(day.year, month, monthrange(day.year, month)[1])


# What the table calls a recurrence, and the end of the period that a day lies in.
PERIOD_ENDS: Final[dict[str, Callable[[date], date]]] = {
    "weekly": _week_end,  # Sunday
    "monthly": lambda day: _month_end(day, 1),
    "quarterly": lambda day: _month_end(day, 3),
    "yearly": lambda day: _month_end(day, 12),
}


def period_ends(recurrence: str | None, start: date, end: date) -> Iterator[date]:
    """Give the last days of the periods that end between two days, bounds included.

    An unknown recurrence has none.
    """
    period_end = PERIOD_ENDS.get(recurrence or "")
    day = start
    while period_end is not None and (last := period_end(day)) <= end:
        yield last
        day = last + timedelta(days=1)
