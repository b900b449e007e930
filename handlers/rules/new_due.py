"""The due date that somebody wishes for, and why, as one types them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from handlers.rules.due_dates import read_due

_STOPS: Final = re.compile(r"[,，。;；:：\s]+")
# What stands before the date: 到7月底, 希望延至8月15日.
_BEFORE: Final = re.compile(
    r"^(?:希望|申请|请|拟|想|能否)?(?:再)?(?:延期?|展期|推迟|改|顺延)?(?:到|至|为|成)?"
)
_BEHIND: Final = re.compile(r"(?:前|之前|以前|为止|止|完成)+$")


@dataclass(frozen=True, slots=True)
class NewDue:
    """A wished due date, and the words behind it."""

    day: date
    reason: str


def read_new_due(text: str, today: date) -> NewDue | None:
    """Read a date at the beginning of a text; without its year the next one from today. None without one."""
    words = [each for each in _STOPS.split(text.strip()) if each]
    if not words:
        return None
    day = _day(_BEHIND.sub("", _BEFORE.sub("", words[0])), today)
    if day is None:
        return None
    return NewDue(
        day, text.strip()[text.strip().index(words[0]) + len(words[0]) :].lstrip(" ,，。;；:：\t\n")
    )


def _day(text: str, today: date) -> date | None:
    found = read_due(text, today.year).day
    if found is not None and found < today and not re.search(r"\d{4}|今年", text):
        found = read_due(text, today.year + 1).day
    return found
