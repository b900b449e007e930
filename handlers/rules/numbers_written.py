"""Numbers of topics and categories as applicants write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from handlers.rules.mail_segments import Place, Segment

_DIGITS: Final = {sign: value for value, sign in enumerate("零一二三四五六七八九十")} | {"两": 2, "〇": 0}
_N: Final = r"([一二三四五六七八九十]{1,3}|\d{1,2})"
# 专题一类别1, 专题一的第2个项目类别, 专题1-2
_BOTH: Final = re.compile(
    rf"专题{_N}[^。;；\n\d]{{0,24}}?(?:(?:项目类别|类别|类|子?项目|[-.·—])第?{_N}(?![\d.]|年|万|%)|第{_N}(?:个|项|类)(?:项目|类别|专项)?)"
)
# 类别1.1, 项目2.3, 编号 4.1, 申报3-1
_LABELLED: Final = re.compile(
    r"(?:类别|项目|编号|序号|代码|方向|指南|申报|专题)(?:编号|序号|号)?[为是:： "
    r"(（\[【]{0,3}(\d{1,2})[.\-·](\d{1,2})(?![\d.]|年|月|万|%|号)"
)
# 1.1 in a subject or a file's name: at the beginning or in brackets
_BARE: Final = re.compile(
    r"(?:^|[\n\s(（\[【_|:：-])(\d{1,2})\.(\d{1,2})(?=$|[\s)）\]】_、:：\-a-z\u4e00-\u9fff])(?!年|月|日"
    r"|万|版|v|%|号|时)"
)
# 专题四（二）, whose brackets are gone when the text is folded
_ADJOINING: Final = re.compile(r"专题([一二三四五六七八九])([一二三四五六七八九])(?![一二三四五六七八九十])")
_TOPIC: Final = re.compile(rf"专题{_N}(?!\d)")
# How sure each way of writing is, in log-odds, and where it counts.
_WAYS: Final = (
    (_BOTH, 7.0, frozenset({Place.SUBJECT, Place.NAMES, Place.TEXT, Place.FILES})),  # spelt out
    (_ADJOINING, 6.0, frozenset({Place.SUBJECT, Place.NAMES, Place.TEXT})),  # with signs between them
    (_LABELLED, 6.0, frozenset({Place.SUBJECT, Place.NAMES, Place.TEXT})),  # with a label before it
    (_BARE, 5.6, frozenset({Place.SUBJECT})),  # elsewhere it may number a paragraph
    (_BARE, 2.0, frozenset({Place.NAMES})),  # it may number the files
)


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a mail numbers: categories by id with their log-odds, topics by number."""

    categories: dict[str, float]
    topics: frozenset[str]


def numbers_in(segments: tuple[Segment, ...]) -> Numbers:
    """Read the numbers of categories and topics in a mail's pieces."""
    found: dict[str, float] = {}
    topics: set[str] = set()
    for segment in segments:
        for pattern, strength, places in _WAYS:
            if segment.place in places:
                for match in pattern.finditer(segment.plain):
                    topic, category = (each for each in match.groups() if each)
                    key = f"{_value(topic)}.{_value(category)}"
                    found[key] = max(found.get(key, 0.0), strength * segment.weight)
        if segment.place in {Place.SUBJECT, Place.NAMES, Place.TEXT}:
            topics |= {str(_value(match[1])) for match in _TOPIC.finditer(segment.plain)}
    return Numbers(found, frozenset(topics))


def _value(text: str) -> int:
    """Read 一 to 九十九, or digits."""
    if text.isdigit():
        return int(text)
    tens, ten, units = text.rpartition("十")
    if not ten:
        return _DIGITS.get(text, 0)
    return (_DIGITS.get(tens, 1) if tens else 1) * 10 + (_DIGITS.get(units, 0) if units else 0)
