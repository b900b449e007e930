"""What a guide says outside its categories: the covering notice, and what stands behind the last category."""

from __future__ import annotations

import re
from collections.abc import Sequence

from handlers.rules.half_width import half_width
from handlers.rules.marks import opening_mark
from handlers.rules.outline import Outline
from handlers.rules.passages import Passage, running
from handlers.rules.section_titles import SectionKind

_SENTENCE = re.compile(r"[^。;；\n]+[。;；]?")
_SHORT = 24  # characters of a heading
_STOPS = re.compile(r"[。;；,，]")
# Contacts are read as such; an office, its date and its salutation say nothing.
_NO_TEXT = re.compile(
    r"@|\d{7}|(?:电话|邮箱)\s?(?=[:：]|$)|联系人|^附\s?件|^(?:\d{4}年)?\d{1,2}月\d{1,2}日$|[:：]$|〔\d{4}〕"
)
_TELLING = 8  # characters of a sentence
_STATED = re.compile(r"[。;；]$|[:：].")  # titles and letterheads state nothing


def read_notice(lines: Sequence[Passage], outline: Outline) -> tuple[str, ...]:
    """Gather the sentences, each behind the heading that it stands under: `申报时间：5月6日至30日。`.

    `lines` stand before the body; sections of all categories that none of them took over are read as well.
    """
    found = _under("", [*lines, *outline.cover])
    for part in (*outline.cover_parts, *outline.parts):
        if SectionKind.CONTACTS not in part.kinds:
            found += _under(part.name, part.lines)
    return tuple(dict.fromkeys([*found, *_under("", outline.closing)]))


def _under(heading: str, lines: Sequence[Passage]) -> list[str]:
    found: list[str] = []
    block: list[Passage] = []
    for each in (*lines, None):
        if each is not None and not _is_heading(each):
            block.append(each)
            continue
        found += [_headed(heading, sentence) for sentence in _sentences(block)]
        heading, block = _name(each) if each else "", []
    return found


def _is_heading(each: Passage) -> bool:
    marked = opening_mark(each.half) is not None or each.level is not None
    return marked and len(each.half) <= _SHORT and not _STOPS.search(each.half)


def _name(heading: Passage) -> str:
    mark = opening_mark(heading.half)
    return heading.half[mark.end :].strip(" :") if mark else heading.half


def _headed(heading: str, sentence: str) -> str:
    return f"{heading}：{sentence}" if heading and heading not in sentence else sentence


def _sentences(block: Sequence[Passage]) -> list[str]:
    pieces = (_unmarked(match[0].strip()) for match in _SENTENCE.finditer(running(block)))
    telling = (each for each in pieces if len(each) >= _TELLING and not _NO_TEXT.search(each))
    return [each for each in telling if _STATED.search(each)]


def _unmarked(sentence: str) -> str:
    mark = opening_mark(half_width(sentence))
    return sentence[mark.end :].strip() if mark else sentence
