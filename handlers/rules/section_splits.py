"""Lines that hold several sections, or a heading and its contacts, parted where each begins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from handlers.rules.half_width import half_width
from handlers.rules.heading_lines import category_heading, is_heading_like, topic_heading
from handlers.rules.marks import Mark, opening_mark
from handlers.rules.passages import Passage
from handlers.rules.section_titles import SectionKind, section_title

# Behind a stop, a number and a word with a colon: …攻关。（2）申报条件：
_JOINT = re.compile(
    r"(?<=[。；;])\s*(?=[（(]?[一二三四五六七八九十\d①-⑳]{1,2}\s?[）)、.．]?\s?[一-鿿]{2,12}\s?[:：])"
)

# 一、良种专题（种业科，张三，0452-2810011）
_REACHED = re.compile(
    r"(?P<head>[^。；;:：，,@（(]{2,40})[（(](?P<contact>(?:[^（）()]|[（(][^（）()]{1,8}[)）]){6,120})[)）]"
)
_LABELLED = re.compile(r"(?:联系人|联系方式|咨询电话|联系电话)[:：]")
_NUMBER = re.compile(r"\d{7}|@")
_PAIR_CELLS = 3  # the end of one text, the next title and its text


# 研究内容：…。申报条件：…。支持方式：… in one line, without numbers
_LABEL_JOINT = re.compile(r"(?<=[。；;])\s*(?=[一-鿿]{2,12}\s?[:：])")


def split_sections(lines: Iterable[Passage]) -> Iterator[Passage]:
    """Give each section of such a line as a line of its own; all others as they are."""
    for each in (piece for line in lines for piece in _without_contact(line)):
        first = opening_mark(each.half)
        titled = first is not None and section_title(each.half, first.end) is not None
        pieces = _paired(each) or list(_pieces(each.text, first) if titled and first else _labelled(each))
        if len(pieces) < 2:  # noqa: PLR2004 - one piece is the line itself
            yield each
            continue
        for piece in pieces[:-1]:
            yield replace(each, text=piece, half=half_width(piece).strip(), runs_on=False)
        yield replace(each, text=pieces[-1], half=half_width(pieces[-1]).strip())


def _paired(each: Passage) -> list[str]:
    """Part a row of a form that holds several titles, each with its text in the next cell."""
    cells = each.text.split("\t")
    if len(cells) < _PAIR_CELLS:
        return []
    titles = [_is_title(cell) for cell in cells]
    starts = [
        place
        for place in range(1, len(cells) - 1)
        if titles[place] and not titles[place - 1] and not titles[place + 1] and cells[place + 1].strip()
    ]
    bounds = [0, *starts, len(cells)]
    return ["\t".join(cells[start:end]) for start, end in pairwise(bounds)] if starts else []


def _is_title(cell: str) -> bool:
    title = section_title(half_width(cell).strip())
    return title is not None and title.alone


def _without_contact(each: Passage) -> Iterator[Passage]:
    """Give the contacts in parentheses behind a numbered heading as a section of their own."""
    found = _REACHED.fullmatch(each.text.strip()) if each.half[-1:] == ")" else None
    head = replace(each, text=found["head"], half=half_width(found["head"]).strip()) if found else each
    headed = opening_mark(head.half) or topic_heading(0, head) or category_heading(0, head)
    if found is None or not headed or not is_heading_like(head) or not _NUMBER.search(each.half):
        yield each
        return
    text = found["contact"] if _LABELLED.match(found["contact"]) else f"联系人：{found['contact']}"
    yield head
    yield replace(each, text=text, half=half_width(text).strip(), level=None)


def _labelled(each: Passage) -> list[str]:
    """Part a line that opens with a section's title where others of other kinds follow."""
    first = section_title(each.half)
    if first is None or first.stop != ":":
        return []
    start, pieces, seen = 0, list[str](), set(first.kinds)
    for joint in _LABEL_JOINT.finditer(each.text):
        title = section_title(half_width(each.text[joint.end() :]))
        if title and title.stop == ":" and not seen & set(title.kinds):
            pieces.append(each.text[start : joint.start()])
            start = joint.end()
            seen.update(title.kinds)
    enough = len(pieces) > 1 or (pieces and SectionKind.OTHER not in seen)
    return [*pieces, each.text[start:]] if enough else []


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
