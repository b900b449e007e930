"""The title of a task table, with the year that it states."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from handlers.rules.printed_numbers import CHINESE_DIGITS, chinese_value, printed_number

_STRONG = re.compile(r"(?:表|清单|台账|方案|计划|要点|任务书|分工|安排)\s*(?:[（(【].*[)）】])?\s*$")
_WEAK = re.compile(r"(?:任务|工作|目标|事项)\s*(?:[（(【].*[)）】])?\s*$")
# Lines above a table that are no part of its title: 附件1, 填报单位：…, 江科〔2022〕5号.
_NO_TITLE = re.compile(
    r"^(?:附件|附表|附|表)\s*[\d一二三四五]*\s*[:：]?$"
    r"|^(?:单位|填报|填表|制表|日期|时间)\S{0,6}[:：]"
    r"|[〕\]]\s*\d+\s*号$|文件$|^第?\s*\d+\s*页?$|^(?:单位|日期)\s*$"
)
_LABEL = re.compile(r"^(?:附件|附表)\s*[\d一二三四五]*\s*[:：]\s*(?=\S)")
_SENTENCE = re.compile(r"[。；;，,：:]")
_BRACKETS = re.compile(r"[（(].*?[)）]")
_YEAR = re.compile(rf"(?<!\d)(20\d{{2}})(?!\d)|(二[{CHINESE_DIGITS}]{{3}})(?=年)")
_YEARS_RANGE = re.compile(r"20\d{2}年?\s*[-—–~至到]+\s*20\d{2}")
_MOST_LINES = 3  # of a title printed in several lines
_LONGEST_LINE = 30  # characters; a title's first line is broken off before


@dataclass(frozen=True, slots=True)
class Title:
    """A title, the year it states, and why it states none."""

    text: str
    year: int | None
    doubt: str | None = None
    note: str | None = None


def read_title(lines: Sequence[str]) -> Title:
    """Read the title and its year out of the lines above a table."""
    stripped = (line.strip() for line in lines)
    kept = [_LABEL.sub("", line) for line in stripped if line and not _NO_TITLE.search(line)]
    text = _joined(kept)
    years = _years(_BRACKETS.sub("", text)) or _years(text)
    if _YEARS_RANGE.search(text):
        return Title(text, None, "标题里是一段年份，没有年份的日期留空")
    if len(years) == 1:
        return Title(text, years[0])
    if len(years) > 1:
        return Title(text, None, "标题里不止一个年份，没有年份的日期留空")
    elsewhere = _years("\n".join(kept))
    if len(elsewhere) == 1:
        return Title(text, elsewhere[0], note=f"标题没有年份，用了表前文字里的{elsewhere[0]}年")
    return Title(text, None, "标题里没有年份，没有年份的日期留空")


def other_years(lines: Sequence[str], title: Title) -> list[str]:
    """Find titles of another year among lines below the first table's header."""
    titled = [line.strip() for line in lines if _STRONG.search(line) and not _SENTENCE.search(line)]
    found = [line for line in titled if not printed_number(line)]
    return [line for line in found if title.year and set(_years(line)) - {title.year}]


def _joined(lines: Sequence[str]) -> str:
    """Give the title nearest to the table, put together again where it is printed in several lines."""
    last = _last(_STRONG, lines)
    last = _last(_WEAK, lines) if last is None else last
    if last is None:
        return lines[0] if lines else ""
    first = last
    while first > max(0, last - _MOST_LINES + 1) and _is_broken_off(lines[first - 1]):
        first -= 1
    return "".join(lines[first : last + 1])


def _last(pattern: re.Pattern[str], lines: Sequence[str]) -> int | None:
    found = [at for at, line in enumerate(lines) if pattern.search(line) and "。" not in line]
    return found[-1] if found else None


def _is_broken_off(line: str) -> bool:
    return len(line) <= _LONGEST_LINE and not any(
        pattern.search(line) for pattern in (_STRONG, _WEAK, _SENTENCE)
    )


def _years(text: str) -> list[int]:
    plain = unicodedata.normalize("NFKC", text)
    found = [next(filter(None, groups)) for groups in _YEAR.findall(plain)]
    years = [int(year) if year.isdecimal() else chinese_value(year) for year in found]
    return list(dict.fromkeys(year for year in years if year))
