"""Read a day as people type it where a form asks for one."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from handlers.rules.half_width import half_width

# The forms of a day, the year left out only where it is known.
_FORMS: Final = (
    re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"),  # 20230630
    re.compile(
        r"(?P<year>\d{4})[-./年](?P<month>\d{1,2})[-./月](?P<day>\d{1,2})[日号]?"
    ),  # 2023-6-30, 2023年6月30日
    re.compile(r"(?P<month>\d{1,2})[-./月](?P<day>\d{1,2})[日号]?"),  # 6月30日
)


def read_day(text: str, year: int | None) -> date | None:
    """Return the day that a text is, in `year` where it names none; None for anything else."""
    typed = "".join(half_width(text).split())
    for form in _FORMS:
        if found := form.fullmatch(typed):
            parts = found.groupdict()
            named = int(parts["year"]) if "year" in parts else year
            return _date(named, int(parts["month"]), int(parts["day"]))
    return None


def _date(year: int | None, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year else None
    except ValueError:
        return None
