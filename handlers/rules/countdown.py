"""The working days that are left to hand in what was promised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from handlers.rules.workdays import Calendar

_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Countdown:
    """What is to follow, until when, and how that is said."""

    items: tuple[str, ...]
    due: date
    day: str
    left: str


def due_day(handed: date, workdays: int, calendar: Calendar) -> date:
    """Return the last day for what follows."""
    return calendar.add_workdays(handed, max(1, workdays))


def nudge_day(handed: date, due: date, calendar: Calendar) -> date:
    """Return the day of the one nudge: the working day before the last, never that of the hand-in."""
    return max(calendar.add_workdays(due, -1), calendar.add_workdays(handed, 1))


def left_of(items: Sequence[str], due: date, today: date, calendar: Calendar) -> Countdown:
    """Return the countdown as of a day."""
    return Countdown(tuple(items), due, said(due), _left(calendar.workdays_between(today, due), today == due))


def said(day: date) -> str:
    """Write a day as in 12月4日(周五)."""
    return f"{day.month}月{day.day}日(周{_WEEKDAYS[day.weekday()]})"


def _left(workdays: int, is_today: bool) -> str:  # noqa: FBT001 - a plain fact
    if is_today:
        return "今天截止"
    if workdays < 0:
        return f"已过 {-workdays} 个工作日"
    return f"还剩 {workdays} 个工作日" if workdays else "已到期"
