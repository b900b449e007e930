"""Lines that hold several sections, parted where each of their titles begins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from handlers.rules.half_width import half_width
from handlers.rules.marks import Mark, opening_mark
from handlers.rules.passages import Passage
from handlers.rules.section_titles import section_title

# Behind a stop, a number and a word with a colon: …攻关。（2）申报条件：
_JOINT = re.compile(
    r"(?<=[。；;])\s*(?=[（(]?[一二三四五六七八九十\d①-⑳]{1,2}\s?[）)、.．]?\s?[一-鿿]{2,12}\s?[:：])"
)


def split_sections(lines: Iterable[Passage]) -> Iterator[Passage]:
    """Give each section of such a line as a line of its own; all others as they are."""
    for each in lines:
        first = opening_mark(each.half)
        titled = first is not None and section_title(each.half, first.end) is not None
        pieces = list(_pieces(each.text, first)) if titled and first else []
        if len(pieces) < 2:  # noqa: PLR2004 - one piece is the line itself
            yield each
            continue
        for piece in pieces[:-1]:
            yield replace(each, text=piece, half=half_width(piece).strip(), runs_on=False)
        yield replace(each, text=pieces[-1], half=half_width(pieces[-1]).strip())


def _pieces(text: str, first: Mark) -> Iterator[str]:
    start, number = 0, first.number
    for joint in _JOINT.finditer(text):
        rest = half_width(text[joint.end() :])
        mark = opening_mark(rest)
        follows = mark is not None and mark.form == first.form and mark.number == number + 1
        if mark and follows and section_title(rest, mark.end):
            yield text[start : joint.start()]
            start, number = joint.end(), mark.number
    yield text[start:]
