"""Sections that pay several kinds, each in a sentence of its own, at least one of them by a share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from handlers.rules.funding_items import ItemReading, read_items
from handlers.rules.funding_words import FIELDS, MODES, SELECTIONS
from handlers.rules.half_width import half_width

_PART = re.compile(r"[^。；;\n]+")
# 对管理单位，按…; 对于首次认定的企业给予…; 国内展会：按…; 技术吸纳方，按…
_NAME = re.compile(
    r"\s*(?:\(?[\d一二三四五六七八九十]{1,2}[)、.](?!\d)|[①-⑳]|其中[,:]?|[一二三四五]是)?\s*"
    r"(?:(?:对于?|针对)(?P<whom>[^,:]{2,40}?)(?:[,:]|(?=(?:分别)?(?:按照?|给予|予以|一次性)))"
    r"|(?P<what>[^,:\d]{2,30}?)(?::|,?(?=按照?[^,:]{2,40}\d\s?%)|,(?=(?:给予|每|一次性|最高|奖励|补助)[^,:]{0,12}\d)))"
)
_PERCENT = re.compile(r"\d\s?%|百分之")
# What bounds all kinds together is the name of none: 同一企业，最高50万元
_FOR_ALL = re.compile(r"同一|单[个家项]|每[个家项年]|合计|累计|总|上述|以上|年度")
_FEWEST = 2  # kinds


@dataclass(frozen=True, slots=True)
class _Kind:
    name: str
    reading: ItemReading


def read_kinds(text: str) -> ItemReading | None:
    """Read the kinds one by one; None where a sentence with money bears no name, or holds several shares."""
    half = half_width(text)
    if not _PERCENT.search(half):
        return None
    kinds = list(_kinds(text, half))
    named = [kind for kind in kinds if kind is not None]
    if len(named) < _FEWEST or len(named) < len(kinds) or len({kind.name for kind in named}) < len(named):
        return None
    items = tuple(replace(kind.reading.items[0], label=kind.name) for kind in named)
    if all(item.amount_type != "percent" for item in items):
        return None
    parts = (read_items(text[part.start() : part.end()]) for part in _PART.finditer(half))
    doubts = dict.fromkeys(doubt for part in parts for doubt in part.doubts)
    return ItemReading(items, tuple(doubts))


def _kinds(text: str, half: str) -> Iterator[_Kind | None]:
    """Give each sentence that grants something with its name, or None where it is not sure of one."""
    for part in _PART.finditer(half):
        reading = read_items(text[part.start() : part.end()])
        if not reading.items:
            continue
        name = _name(text[part.start() : part.end()], part[0])
        sure = name is not None and len(reading.items) == 1 and len(_PERCENT.findall(part[0])) <= 1
        yield _Kind(name, reading) if sure and name else None


def _name(text: str, half: str) -> str | None:
    found = _NAME.match(half)
    group = "whom" if found and found["whom"] else "what"
    name = text[found.start(group) : found.end(group)].strip() if found else ""
    if _FOR_ALL.match(name) or FIELDS.fullmatch(half_width(name)):
        return None
    paying = any(words.search(name) for _, words in (*MODES, *SELECTIONS))
    return name if name and not paying else None
