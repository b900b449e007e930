"""Amounts of money in running text, in 万元."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

NUMERALS = "零〇一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟半"
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.\d{1,4})?"
_UNIT = r"(?:亿元|亿(?!\d)|万元|万圆|万(?!\d)|[wW]元?(?![A-Za-z\d])|千元|百元|元)"
# What makes 万 and 元 no money: 3万人次, 5万亩.
_NOT_MONEY = r"(?![人名家户亩吨台套件平个次册条头株羽级])"

# 30万元, 30-50万元, 30万至50万元
_PRINTED = re.compile(
    rf"(?<![\d.])(?P<low>{_DIGITS})\s?(?P<low_unit>{_UNIT})?\s?(?:(?:-|~|至|到)\s?(?P<high>{_DIGITS})\s?)?"
    rf"(?P<unit>(?<=[\d ]){_UNIT}|(?<=[元万亿])){_NOT_MONEY}"
)
# 贰拾万元整, 五十万, 三十五万五千元, 二十至三十万元: a whole number of 元
_WRITTEN = re.compile(
    rf"(?P<low>[{NUMERALS}万亿]{{1,15}})(?:(?:-|~|至|到)(?P<high>[{NUMERALS}万亿]{{1,15}}))?"
    rf"(?P<unit>[元圆]|(?<=[万亿])){_NOT_MONEY}"
)
# 30、50、100万元: numbers that share the unit of the last
_ROW = re.compile(rf"(?<![\d.第条类向目号项A-Za-z])(?:{_DIGITS}\s?[、/]\s?){{1,6}}$")
_ROW_WITHIN = 60  # characters before the amount
# One unit in 万元.
_IN_WAN = {
    "亿元": 10_000,
    "亿": 10_000,
    "万元": 1,
    "万圆": 1,
    "万": 1,
    "千元": 0.1,
    "百元": 0.01,
    "w": 1,
    "元": 0.0001,
}


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of money with its place in the text; `low` is set where a range is printed."""

    start: int
    end: int
    wan: float
    low: float | None = None


def amounts(half: str) -> Iterator[Amount]:
    """Find the amounts of money in a text of half width, in order."""
    found = [*_PRINTED.finditer(half), *_WRITTEN.finditer(half)]
    end = -1
    for match in sorted(found, key=lambda each: each.start()):
        amount = _amount(match) if match.start() >= end else None
        if amount:
            yield from _row(half, match, end)
            end = amount.end
            yield amount


def _row(half: str, match: re.Match[str], start: int) -> Iterator[Amount]:
    """Give the bare numbers right before an amount that share its unit."""
    begin = max(start, match.start() - _ROW_WITHIN, 0)
    row = _ROW.search(half[begin : match.start()]) if "low_unit" in match.groupdict() else None
    if row is None or match["high"]:
        return
    unit = _in_wan(match["unit"] or match["low_unit"])
    for each in re.finditer(_DIGITS, row[0]):
        place = begin + row.start() + each.start()
        value = numeral(each[0])
        if value:
            yield Amount(place, place + len(each[0]), round(value * unit, 6))


@lru_cache(maxsize=4096)
def numeral(printed: str) -> float | None:
    """Give the value of a number in digits (1,200.5) or in Chinese (贰拾), or None where it is none."""
    plain = printed.replace(",", "")
    if not plain:
        return None
    if re.fullmatch(r"\d+(?:\.\d+)?", plain):
        return float(plain)
    if plain == "半":
        return 0.5
    from cn2an import cn2an

    try:
        return float(cn2an(plain, "smart"))
    except ValueError:
        return None


def _amount(match: re.Match[str]) -> Amount | None:
    printed = "low_unit" in match.groupdict()
    low, high = _printed(match) if printed else _written(match)
    if not low or (match["high"] and (high is None or high < low)):  # no office grants nothing
        return None
    top = low if high is None else high
    return Amount(match.start(), match.end(), round(top, 6), None if high is None else round(low, 6))


def _printed(match: re.Match[str]) -> tuple[float | None, float | None]:
    unit = _in_wan(match["unit"] or match["low_unit"])
    low, high = numeral(match["low"]), numeral(match["high"] or "")
    low_unit = _in_wan(match["low_unit"]) if match["low_unit"] else unit
    return low and low * low_unit, high and high * unit


def _in_wan(unit: str) -> float:
    return _IN_WAN["w" if unit[0] in "wW" else unit]


def _written(match: re.Match[str]) -> tuple[float | None, float | None]:
    """Read both ends in 元; 二十至三十万元 lends its 万 to the lower end."""
    low, high = match["low"], match["high"] or ""
    if high and high[-1] in "万亿" and low[-1] not in "万亿":
        low += high[-1]
    ends = [numeral(low), numeral(high)]
    unit = _IN_WAN["元"]
    return ends[0] and ends[0] * unit, ends[1] and ends[1] * unit
