"""Days that are worked or not, as a table or a notice of the State Council gives them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from handlers.rules.lines import Document
from handlers.rules.problems import Level, Problem, Unreadable
from handlers.rules.workdays import DAY

LONGEST: Final = 40  # days of one holiday; a longer range is a mistake


@dataclass(frozen=True, slots=True)
class SpecialDayRead:
    """A day that is worked or not, and what for."""

    day: date
    worked: bool
    name: str = ""


@dataclass(frozen=True, slots=True)
class SpecialDays:
    """What a file says, by day, and what could not be read."""

    days: tuple[SpecialDayRead, ...]
    problems: tuple[Problem, ...] = ()


# 2027-02-06, 2027/2/6 and 2027.2.6 are read as 2027年2月6日.
_ISO: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?")
_BRACKETS: Final = re.compile(r"\([^()]*\)")
_YEAR: Final = re.compile(r"(\d{4})年")
# A day, or a range whose end may leave out what it shares with the beginning.
_DAYS: Final = re.compile(
    r"(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})日"
    r"(?:\s*(?:至|到|-|—|–|~)\s*(?:(?P<year2>\d{4})年)?(?:(?P<month2>\d{1,2})月)?(?P<day2>\d{1,2})日)?"
)
# What is said of the days before it; the first word that fits counts.
_WORKED: Final = re.compile(r"上班|补班|工作日|调班|(?<![a-z])work", re.IGNORECASE)
_REST: Final = re.compile(r"放假|休(?!上班)|节假日|holiday|rest|(?<![a-z])off(?![a-z])", re.IGNORECASE)
_CLAUSE: Final = re.compile(r"[。;；\n]")
_NAME: Final = re.compile(r"(元旦|春节|清明节?|劳动节|端午节?|中秋节?|国庆节?)")


def read_special_days(document: Document) -> SpecialDays:
    """Read a sheet of days or the text of a notice; raises Unreadable where no day is in it.

    A day without a year takes the last one that was named. Days without 上班 or 放假 are told.
    """
    found: dict[date, SpecialDayRead] = {}
    problems: list[Problem] = []
    year: int | None = None
    for line in document.lines:
        text = _ISO.sub(r"\1年\2月\3日", unicodedata.normalize("NFKC", line.text))
        text = _BRACKETS.sub("", text)
        for clause in _CLAUSE.split(text):
            named = _YEAR.search(clause)
            year = int(named[1]) if named else year
            try:
                found |= {each.day: each for each in _clause(clause, year)}
            except ValueError as error:
                problems.append(Problem(Level.WARNING, "day", str(error), line=line.number))
    if not found:
        raise Unreadable("没有读到写明“上班”或“放假”的日期")
    return SpecialDays(tuple(found[day] for day in sorted(found)), tuple(problems))


def _clause(clause: str, year: int | None) -> Iterator[SpecialDayRead]:
    """Give the days of a clause; raises ValueError with a sentence for what is no day."""
    spans = list(_DAYS.finditer(clause))
    if not spans:
        return
    name = _NAME.search(clause)
    words = sorted(
        (found.start(), worked)
        for pattern, worked in ((_WORKED, True), (_REST, False))
        for found in pattern.finditer(clause)
    )
    if not words:
        raise ValueError(f"“{clause.strip()[:40]}”没有写明上班还是放假，没有导入")
    for span in spans:
        behind = [worked for place, worked in words if place >= span.end()]
        # In a notice the word stands behind its days; in a table it may stand before.
        worked = behind[0] if behind else words[-1][1]
        for day in _range(span, year):
            yield SpecialDayRead(day, worked, name[1] if name else "")


def _range(span: re.Match[str], year: int | None) -> Iterable[date]:
    parts = {key: int(value) for key, value in span.groupdict().items() if value}
    own = parts.get("year", year)
    if own is None:
        raise ValueError(f"“{span[0]}”没有年份，没有导入")
    try:
        first = date(own, parts["month"], parts["day"])
        last = first
        if "day2" in parts:
            last = date(parts.get("year2", own), parts.get("month2", first.month), parts["day2"])
            if last < first and "year2" not in parts:
                last = last.replace(year=last.year + 1)
    except ValueError as error:
        raise ValueError(f"“{span[0]}”不是日期，没有导入") from error
    if not 0 <= (last - first).days < LONGEST:
        raise ValueError(f"“{span[0]}”的起止日期不对，没有导入")
    return [first + number * DAY for number in range((last - first).days + 1)]
