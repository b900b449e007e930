"""The marks with which headings and clauses open: （一）, 1., 2-3, A1 and the like."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from handlers.rules.printed_numbers import chinese_value

CHINESE = "一二三四五六七八九十百"
_LEGAL = "壹贰叁肆伍陆柒捌玖拾"
_ROMAN = {
    printed: number
    for number, printed in enumerate(
        ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"), start=1
    )
}
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"

# What a number before a blank counts, where it is no mark: 2 年, 3 项, 1 所高校.
_MEASURES = (
    "年月日个项家名万亿元人次天周条米种倍位篇件部台套级度所支批类处场期轮座栋间档门款枚只张份本册页号室线余多"
)

# The forms of marks, most telling first, for text in half width; the last group is the number in its row.
_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    # 第二部分, 第一篇
    ("part", re.compile(rf"第\s?([{CHINESE}]{{1,3}}|\d{{1,2}})\s?(?:部分|篇|编)[、.:\s]*")),
    # 第一类
    ("class", re.compile(rf"第\s?([{CHINESE}]{{1,3}}|\d{{1,2}})\s?类[、.:\s]+")),
    # 第一章
    ("chapter", re.compile(rf"第\s?([{CHINESE}]{{1,3}}|\d{{1,2}})\s?章[、.:\s]*")),
    # 第一节
    ("paragraph", re.compile(rf"第\s?([{CHINESE}]{{1,3}}|\d{{1,2}})\s?节[、.:\s]*")),
    # 第一条 before its name
    ("article", re.compile(rf"第\s?([{CHINESE}]{{1,3}}|\d{{1,2}})\s?条[、.:\s]+")),
    # （一） and (二)、
    ("paren-cn", re.compile(rf"\(\s?([{CHINESE}]{{1,3}})\s?\)[、.:]?\s*")),
    # (1) and 1)
    ("paren-num", re.compile(r"\(?\s?(\d{1,3})\s?\)[、.:]?\s*")),
    # 一、 and 一. and 一：
    ("cn", re.compile(rf"([{CHINESE}]{{1,3}})\s?[、.:]\s*")),
    # 壹、 and 贰 before a word
    ("legal", re.compile(rf"([{_LEGAL}]{{1,2}})(?:\s?[、.:]\s*|[ \t]+(?=[一-鿿]))")),
    # I、 and Ⅱ.
    ("roman", re.compile(r"([IVX]{1,4}|[Ⅰ-Ⅻ])(?:\s?[、.:)]\s*|\s+(?=[一-鿿]))")),
    # Ⅰ-1 and II-2
    ("roman-num", re.compile(r"(?:[IVX]{1,4}|[Ⅰ-Ⅻ])\s?[-.]\s?(\d{1,2})(?![\d.%])[、.:]?\s*")),
    # 1.1 and 1.1、 but neither 1.5万 nor 2.2023年
    ("dotted", re.compile(r"\d{1,2}\.(\d{1,2})(?![\d.%]|\s?[年万亿元倍个项])[、.:]?\s*")),
    # 2-3 but neither 2-3年 nor a date
    ("dashed", re.compile(r"\d{1,2}-(\d{1,2})(?![\d\-%]|\s?[年月日万亿元倍个项名家人])[、.:]?\s*")),
    # 1. and 1、 also before a year: 2.2023年
    ("num", re.compile(r"(\d{1,3})\s?(?:、|\.(?!\d{1,3}(?!\d)))\s*")),
    # 1 before a blank and a word, but neither 2 年 nor 3 项
    ("plain", re.compile(rf"(\d{{1,2}})[ \t]+(?=[一-鿿“《])(?![{_MEASURES}])")),
    # A1 and A-1
    ("letter-num", re.compile(r"[A-Z][-.]?(\d{1,2})(?![\dA-Za-z])[、.:]?\s*")),
    # A. and A、 and A before a blank
    ("letter", re.compile(r"([A-Z])(?:[、.:)]\s*|\s+(?=[一-鿿]))")),
    # A类, B类： and C券
    ("letter-class", re.compile(r"([A-Z])\s?[类券][、.:\s]\s*")),
    # a) and (b)
    ("small", re.compile(r"\(?([a-z])\s?[)、.](?![A-Za-z0-9.])\s*")),
    # ①
    ("circled", re.compile(rf"([{_CIRCLED}])[、.]?\s*")),
)
_FIRST = frozenset(
    f"(第0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijkl{CHINESE}{_CIRCLED}{_LEGAL}ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"
)  # what a mark begins with
_LONGEST = 40  # characters of a mark with the blanks behind it


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark at the start of a line: its form, its number in the row, as printed, where the text starts."""

    form: str
    number: int
    printed: str
    end: int


def opening_mark(half: str) -> Mark | None:
    """Find the mark that a line in half width opens with."""
    return _mark(half[:_LONGEST]) if half[:1] in _FIRST else None


@lru_cache(maxsize=16384)
def _mark(half: str) -> Mark | None:
    for form, pattern in _FORMS:
        found = pattern.match(half)
        number = _number(form, found[1]) if found else None
        if found and number is not None:
            return Mark(form, number, found[0].strip("、.: ()"), found.end())
    return None


def _number(form: str, printed: str) -> int | None:
    if form == "roman":
        return roman(printed)
    if form == "small":
        return ord(printed) - ord("a") + 1
    if form == "legal":
        return _LEGAL.index(printed) + 1 if len(printed) == 1 else None
    return ordinal(printed)


def roman(printed: str) -> int | None:
    """Give the value of a Roman number in one sign or in letters."""
    return ord(printed) - ord("Ⅰ") + 1 if "Ⅰ" <= printed <= "Ⅻ" else _ROMAN.get(printed)


def ordinal(printed: str) -> int | None:
    """Give the value of a number in digits, in Chinese, circled, or as a letter (A is 1)."""
    if printed.isdecimal():
        return int(printed)
    if printed in _CIRCLED:
        return _CIRCLED.index(printed) + 1
    if len(printed) == 1 and "A" <= printed <= "Z":
        return ord(printed) - ord("A") + 1
    return chinese_value(printed)
