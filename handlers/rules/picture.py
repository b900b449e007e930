"""What the picture of the task table shows, before anything is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Final

LINES: Final = 36  # strips and unit headings of one page; more are not legible on a phone
LABEL: Final = 17  # characters of a strip's label


@dataclass(frozen=True, slots=True)
class Mark:
    """A milestone on its due date; `status` is the word for how it stands."""

    day: date
    status: str


@dataclass(frozen=True, slots=True)
class Strip:
    """A line of the picture: a task with its milestones, or without marks a unit's heading."""

    label: str
    marks: tuple[Mark, ...] = ()
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Curve:
    """How many milestones there were in all by each day."""

    days: tuple[date, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """One page; `plan` and `closed` are the burn-up, which only the last page has."""

    title: str
    today: date
    first: date
    last: date
    strips: tuple[Strip, ...]
    plan: Curve | None = None
    closed: Curve | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """What the picture needs to know of a milestone, in the order of the table."""

    unit: str
    task: str
    task_text: str
    due: date | None
    status: str
    closed: date | None


def pictures(title: str, points: Sequence[Point], today: date) -> tuple[Picture, ...]:
    """Lay the table out on pages; milestones without a due date are not drawn. Nothing for none at all."""
    dated = [each for each in points if each.due is not None]
    days = [each.due for each in dated if each.due]
    if not days:
        return ()
    first = (
        date(min(*days, today).year, 1, 1) if len(days) > 1 or days[0] != today else date(today.year, 1, 1)
    )
    last = date(max([*days, today]).year, 12, 31)
    pages = _pages(dated)
    names = [title if len(pages) == 1 else f"{title}（{number}/{len(pages)}）" for number in _counted(pages)]
    plan = _curve([day for day in days if day <= last])
    closed = _curve([each.closed for each in dated if each.closed and each.closed <= today])
    return tuple(
        Picture(
            name,
            today,
            first,
            last,
            tuple(page),
            plan if page is pages[-1] else None,
            closed if page is pages[-1] else None,
        )
        for name, page in zip(names, pages, strict=True)
    )


def _counted(pages: Sequence[object]) -> range:
    return range(1, len(pages) + 1)


def _pages(points: Iterable[Point]) -> list[list[Strip]]:
    """Put each unit's tasks under its heading; a page that begins within a unit repeats the heading."""
    tasks: dict[tuple[str, str], list[Point]] = {}
    for each in points:
        tasks.setdefault((each.unit, each.task), []).append(each)
    pages: list[list[Strip]] = [[]]
    unit_here = None
    for (unit, task), found in tasks.items():
        if len(pages[-1]) + (unit != unit_here) >= LINES:
            pages.append([])
            unit_here = None
        if unit != unit_here:
            pages[-1].append(Strip(unit, heading=True))
            unit_here = unit
        marks = tuple(Mark(each.due, each.status) for each in found if each.due)
        pages[-1].append(Strip(_short(f"{task} {found[0].task_text}"), marks))
    return pages


def _short(text: str) -> str:
    folded = " ".join(text.split())
    return folded if len(folded) <= LABEL else f"{folded[: LABEL - 1]}…"


def _curve(days: Sequence[date]) -> Curve:
    ordered = sorted(set(days))
    return Curve(tuple(ordered), tuple(accumulate(days.count(day) for day in ordered)))
