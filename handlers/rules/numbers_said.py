"""Numbers of topics and categories as people say them: 2.3, 2-3, 二之三, 第二个专题的第3类."""

# ruff: noqa: E501 - a row of a table of words stays on one line
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from handlers.rules.guide import Guide
from handlers.rules.printed_numbers import chinese_value

_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3}|两)"
# What makes digits with a dot or a dash an amount, a date or a range.
_NO_NUMBER_BEHIND = r"(?!\d|\.\d|\s*[一二三四五六七八九十百千]*\s*(?:万|亿)|\s*(?:元|%|w(?![a-z])|年(?!限|度)|月|日|号|个|项(?![目数])|家|人(?!员)|次|天|场|期(?!限)|倍|点|:|档|种|级|成|折|步|批|份|名|位|层)|(?<=一)[共样起般些直定下次半并切律])"
_TOPIC = rf"(?:第\s*(?P<t1>{_N})\s*个?大?(?:专题|部分|板块|大类|主题)|专题\s*第?\s*(?P<t2>{_N})(?!(?<=一)[共起样般直])|(?:topic)\s*(?P<t3>\d{{1,2}}))"
_JOIN = r"[的里中下面之,、:\-\s]*"
_CATEGORY = (
    rf"(?:第\s*(?P<c1>{_N})\s*个?(?:项目类别|项目|类别|方向|子项|类|项|个)?"
    rf"|(?:项目类别|类别|项目|方向|类)\s*第?\s*(?P<c2>{_N}){_NO_NUMBER_BEHIND}"
    rf"|(?P<c3>\d{{1,2}}){_NO_NUMBER_BEHIND})"
)
_ALONE = (
    rf"(?:第\s*(?P<c1>{_N})\s*个?(?:项目类别|项目|类别|方向|类|项)"
    rf"|(?:项目类别|类别|项目|方向)\s*第?\s*(?P<c2>{_N}){_NO_NUMBER_BEHIND})"
)

# How a number may be said, the most telling first; the groups say what is known of it.
_FORMS: Final = tuple(
    re.compile(form)
    for form in (
        rf"{_TOPIC}{_JOIN}{_CATEGORY}",  # 专题二类别3, 第二个专题的第3类
        rf"(?<![\d.\-/])(?P<t1>\d{{1,2}})\s*[.\-_·点之/]\s*(?P<c1>\d{{1,2}}){_NO_NUMBER_BEHIND}",  # 2.3, 2-3
        rf"(?<![\d.\-/])(?P<t1>{_N})\s*[.\-_·/~—]\s*(?P<c1>{_N}){_NO_NUMBER_BEHIND}",  # 四-1, 2-三
        rf"(?P<t1>{_N})\s*(?:之|点|杠)\s*(?P<c1>{_N}){_NO_NUMBER_BEHIND}",  # 二之三, 二点三
        _TOPIC,  # 专题二, 第二专题
        _ALONE,  # 类别3, 第三个项目
    )
)
# 专题二的第一个和第二个: what follows stands in the same topic.
_MORE: Final = re.compile(
    rf"\s*(?:和|与|跟|及|以及|、|,)\s*(?:第\s*(?P<c1>{_N})\s*个?(?:项目类别|项目|类别|类|项|个)?|(?P<c2>\d{{1,2}})(?!\s*[\-_/~—]\s*\d){_NO_NUMBER_BEHIND})"
)
# A code of the document's own: a1, a-1, kj-03; no letter or digit touches it.
_CODE: Final = re.compile(
    r"(?<![a-z0-9@.])[a-z]{1,3}[ .\-]?\d{1,4}(?:[.\-]\d{1,4})*(?![a-z0-9]|\s*[万亿元%])"
)
_LETTERS: Final = re.compile("[a-z]+")
_SEPARATORS: Final = re.compile(r"[ .\-]")


@dataclass(frozen=True, slots=True)
class NumbersSaid:
    """What numbers a question names: ids and topics of the guide, those it does not know, and their places."""

    ids: tuple[str, ...] = ()
    topics: tuple[int, ...] = ()
    unknown: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()


def numbers_said(text: str, guide: Guide, known: Mapping[str, str]) -> NumbersSaid:
    """Find the numbers of topics and categories in a folded text; `known` are the guide's codes."""
    ids: list[str] = []
    topics: list[int] = []
    unknown: list[str] = []
    spans: list[tuple[int, int]] = []
    for match in _matches(text):
        spans.append(match.span())
        topic, category = _value(match, "t"), _value(match, "c")
        if category is None and topic is not None:
            topics += [topic] if guide.topic(topic) else []
            unknown += [] if guide.topic(topic) else [f"专题{topic}"]
        else:
            for said in (match, *(_following(text, match.end()) if topic is not None else ())):
                known_ids = _ids(guide, topic, _value(said, "c"))
                ids += known_ids
                unknown += [] if known_ids else [said[0].strip()]
                spans.append(said.span())
    for match in _CODE.finditer(text) if known else ():
        found = known.get(match[0]) or known.get(_SEPARATORS.sub("", match[0]))
        if found or any(code.startswith(_LETTERS.findall(match[0])[0]) for code in known):
            ids += [found] if found else []
            unknown += [] if found else [match[0]]
            spans.append(match.span())
    return NumbersSaid(tuple(dict.fromkeys(ids)), tuple(dict.fromkeys(topics)), tuple(unknown), tuple(spans))


def _following(text: str, end: int) -> Iterator[re.Match[str]]:
    """Find the further categories of the same topic."""
    while match := _MORE.match(text, end):
        yield match
        end = match.end()


def _matches(text: str) -> Iterator[re.Match[str]]:
    taken: list[tuple[int, int]] = []
    for form in _FORMS:
        for match in form.finditer(text):
            if all(match.end() <= start or match.start() >= end for start, end in taken):
                taken.append(match.span())
                yield match


def _value(match: re.Match[str], kind: str) -> int | None:
    said = next((text for name, text in match.groupdict().items() if name.startswith(kind) and text), None)
    if said is None:
        return None
    return int(said) if said.isdecimal() else chinese_value(said)


def _ids(guide: Guide, topic: int | None, category: int | None) -> list[str]:
    if topic is not None:
        number = f"{topic}.{category}"
        return [number] if guide.category(number) else []
    return [each.id for each in guide.categories if each.id.rpartition(".")[2] == str(category)]


def codes(guide: Guide) -> dict[str, str]:
    """Return the document's own codes that are no plain numbers, such as a1, with their categories' ids.

    Each stands as printed, and without its dots and dashes.
    """
    own = {
        each.code.lower(): each.id
        for each in guide.categories
        if each.code and re.search("[A-Za-z]", each.code)
    }
    return {_SEPARATORS.sub("", code): number for code, number in own.items()} | own
