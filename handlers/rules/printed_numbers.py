"""The numbers that people print before paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

CHINESE_DIGITS = "〇零一二两三四五六七八九十百"
# 一 to 九十九, as nearly all of them are: the library that reads the others takes long to import.
_UNITS = ("", *"一二三四五六七八九")
_TENS = ("", "十", *(f"{digit}十" for digit in "二三四五六七八九"))
_COUNTED = {
    ten + unit: 10 * tens + units
    for tens, ten in enumerate(_TENS)
    for units, unit in enumerate(_UNITS)
    if tens or units
}


class NumberStyle(StrEnum):
    """How a number before a paragraph is printed, the highest rank first (GB/T 9704, 7.3.3)."""

    NAMED = "任务1："  # above the ranks of the standard, as lists of tasks print it
    CHINESE = "一、"  # first rank
    CHINESE_BRACKETS = "（一）"  # second rank
    ARABIC = "1."  # third rank
    ARABIC_BRACKETS = "（1）"  # fourth rank
    CIRCLED = "①"  # below


_FIRST = re.compile(rf"[(（第{CHINESE_DIGITS}\d①-⑳重工主任]")
# A style with its pattern; the group is the number itself.
_PATTERNS = (
    (
        NumberStyle.NAMED,
        re.compile(rf"(?:重点|主要|工作)?任务\s*(\d{{1,3}}|[{CHINESE_DIGITS}]{{1,4}})\s*[:：、.．]\s*"),
    ),
    (NumberStyle.CHINESE_BRACKETS, re.compile(rf"[(（]\s*([{CHINESE_DIGITS}]{{1,4}})\s*[)）]\s*[、.．]?\s*")),
    (NumberStyle.CHINESE, re.compile(rf"(?:第\s*)?([{CHINESE_DIGITS}]{{1,4}})\s*[、.．]\s*")),
    (NumberStyle.ARABIC_BRACKETS, re.compile(r"[(（]?\s*(\d{1,3})\s*[)）]\s*[、.．]?\s*")),
    # Up to three digits behind the stop make it an amount, 2.7%; four are a year, 2.2023年.
    (NumberStyle.ARABIC, re.compile(r"(\d{1,4})\s*(?:、|[.．](?!\d{1,3}(?!\d)))\s*")),
    (NumberStyle.CIRCLED, re.compile(r"([①-⑳])\s*")),
)


@dataclass(frozen=True, slots=True)
class PrintedNumber:
    """A number before a paragraph, with the text behind it."""

    value: int
    printed: str
    style: NumberStyle
    rest: str


def printed_number(text: str) -> PrintedNumber | None:
    """Find the number that a paragraph begins with."""
    start = text.lstrip()
    if not _FIRST.match(start):
        return None
    for style, pattern in _PATTERNS:
        found = pattern.match(start)
        value = _value(found[1]) if found else None
        if found and value is not None:
            return PrintedNumber(value, found[1], style, start[found.end() :])
    return None


@lru_cache(maxsize=1024)
def chinese_value(digits: str) -> int | None:
    """Give the value of a Chinese numeral such as 二十一, or None where it is none."""
    if digits in _COUNTED:
        return _COUNTED[digits]
    from cn2an import cn2an

    try:
        return int(cn2an(digits, "smart"))
    except ValueError:
        return None


def _value(printed: str) -> int | None:
    if printed.isdecimal():
        return int(printed)
    if "①" <= printed <= "⑳":
        return ord(printed) - ord("①") + 1
    return chinese_value(printed)
