"""Numbered clauses of a section."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from handlers.rules.half_width import half_width
from handlers.rules.marks import Mark, opening_mark
from handlers.rules.passages import Passage

_BULLETS = re.compile(r"[●•▪◆■□○◇➢►※*·\-]\s*(?=[^\s\d\-])")
# The next number on the same line: behind a stop, a semicolon or a blank.
_INLINE = re.compile(
    r"(?:(?<=[。；;，,、\s:：])|^)(\d{1,2})(?:[.、．](?!\d)|[)）])|[(（](\d{1,2})[)）]|([①-⑳])"
    r"|(?<=[一-鿿）)])(\d{1,2})[.、．](?=[一-鿿《“])"  # 1.申报书2.营业执照
    r"|(?:(?<=[。；;，,、\s:：])|^)([A-Z])[.、．](?=[一-鿿《“])"  # A.申报书 B.营业执照
    r"|(?<=[。；;])\s?(\d{1,2})[.．](?=\d{1,2}\s?[名份位家篇寸张套封本部人])"  # 2.审计报告；3.2寸照片
)
# The next number right before words that begin with a digit: 5.2名专家的推荐意见
_GOING_ON = re.compile(r"(\d{1,2})\.\s?(?=\d)")
_MEASURE = re.compile(r"\d{1,4}\s?(?:[万亿元%‰倍]|\.)")  # 3.5万元 at the start of a line
_MARK_WITHIN = 12  # characters that are looked at for a mark
_STOPS = "。；;.，,、 \t\n"


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause without its number; `number` is None for bullets and automatic numbers."""

    text: str
    line: int
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Clauses:
    """The clauses of a section; `lead` is what stands before them, the whole text where there are none."""

    lead: str
    items: tuple[Clause, ...]


def clauses(lines: Sequence[Passage]) -> Clauses:
    """Part a section at its outermost numbers, wherever they stand."""
    block = [each for each in lines if each.half]
    found = _with_first(_by_lines(block))
    if len(found.items) > 1:
        return found
    inline = _inline(found)
    return inline if len(inline.items) > 1 else found


def joined(lines: Iterable[str]) -> str:
    """Join lines that printing parted: a blank between Latin words only, a line break before a mark."""
    pieces: list[str] = []
    for line in filter(None, lines):
        if pieces:
            pieces.append(_between(pieces[-1], line))
        pieces.append(line)
    return "".join(pieces)


def _between(before: str, after: str) -> str:
    if opening_mark(half_width(after[:_MARK_WITHIN])) or _BULLETS.match(after):
        return "\n"
    latin = before[-1].isascii() and before[-1].isalnum() and after[0].isascii() and after[0].isalnum()
    return " " if latin else ""


def without_stop(text: str) -> str:
    """Take off the stops at the end of a clause."""
    return text.strip().rstrip(_STOPS).strip()


def _by_lines(block: Sequence[Passage]) -> Clauses:
    form = _outer_form(block)
    lead, items = list[str](), list[list[Passage]]()
    marks = list[Mark | None]()
    last, before = 0, None
    for each in block:
        mark = _going_on(each, form, last, before) or opening_mark(each.half)
        number = _opens(each, form, last, mark)
        before = each
        if number is not None:
            items.append([each])
            marks.append(mark)
            last = number or last
        elif items:
            items[-1].append(each)
        else:
            lead.append(each.text.strip())
    found = tuple(_clause(item, form, mark) for item, mark in zip(items, marks, strict=True))
    return Clauses(joined(lead), found)


def _going_on(each: Passage, form: str | None, last: int, before: Passage | None) -> Mark | None:
    """Take the number that goes on for a clause's own, though it looks like a decimal: 4., 5.2名专家."""
    found = _GOING_ON.match(each.half) if form == "num" else None
    if found is None or int(found[1]) != last + 1 or (before and before.runs_on):
        return None
    parted = before is None or before.half[-1:] in "。;"
    if not parted and _MEASURE.match(each.half, found.end()):
        return None
    return Mark("num", last + 1, found[1], found.end())


def _with_first(found: Clauses) -> Clauses:
    """Take the first clause from the line before the second: 事后补助。1.… with 2.… below it."""
    if not found.items or found.items[0].number != 2:  # noqa: PLR2004 - the first is missing
        return found
    ones = [match for match in _INLINE.finditer(found.lead) if "1" in match.groups() or match[3] == "①"]
    if not ones:
        return found
    text = found.lead[ones[-1].end() :].strip()
    first = Clause(text, found.items[0].line, 1)
    return Clauses(found.lead[: ones[-1].start()], (first, *found.items))


def _outer_form(block: Sequence[Passage]) -> str | None:
    """Name how the outermost clauses open: the first mark, else a bullet, else automatic numbers."""
    if _is_digit_behind(block):
        return "num"
    for each in block:
        mark = opening_mark(each.half)
        if mark and mark.number == 1:
            return mark.form
        if _BULLETS.match(each.half):
            return "bullet"
    running = _running_form(block)
    return running or ("level" if any(each.level is not None for each in block) else None)


def _is_digit_behind(block: Sequence[Passage]) -> bool:
    """Tell a first clause that begins with a digit, 1.3名专家 before 2.申请表, from one numbered 1.3."""
    opening = block[0].half if block else ""
    marks = [mark for each in block[1:] if (mark := opening_mark(each.half))]
    return (
        re.match(r"1\.\d", opening) is not None
        and bool(marks)
        and (marks[0].form, marks[0].number) == ("num", 2)
    )


def _running_form(block: Sequence[Passage]) -> str | None:
    """Name the form of numbers that run on from the section before: 3., 4."""
    marks = [mark for each in block if (mark := opening_mark(each.half))]
    for first, second in pairwise(marks):
        if first.form == second.form and second.number == first.number + 1:
            return first.form
    return None


def _opens(each: Passage, form: str | None, last: int, mark: Mark | None) -> int | None:
    """Give the number of the clause that a line opens, 0 where it bears none, None where it opens none."""
    if form == "bullet":
        return 0 if _BULLETS.match(each.half) else None
    if form == "level":
        return 0 if each.level is not None else None
    return mark.number if mark and mark.form == form and mark.number > last else None


def _clause(item: Sequence[Passage], form: str | None, opened: Mark | None) -> Clause:
    first = item[0]
    mark = opened if form not in {"bullet", "level"} else None
    opening = first.text.strip()[_start(first, mark, form) :]
    text = joined([opening, *(each.text.strip() for each in item[1:])])
    return Clause(text.strip(), first.number, mark.number if mark else None)


def _start(first: Passage, mark: Mark | None, form: str | None) -> int:
    if mark:
        return mark.end
    bullet = _BULLETS.match(first.half) if form == "bullet" else None
    return bullet.end() if bullet else 0


def _inline(found: Clauses) -> Clauses:
    """Part a text at numbers 1, 2, 3 that run on within it."""
    line = found.items[0].line if found.items else 0
    number = found.items[0].number if found.items else None
    text = found.items[0].text if found.items else found.lead
    expected, starts = (number or 0) + 1, [(0, 0)] if found.items else list[tuple[int, int]]()
    for match in _INLINE.finditer(text):
        circled = ord(match[3]) - ord("①") + 1 if match[3] else None
        circled = ord(match[5]) - ord("A") + 1 if match[5] else circled
        if (circled or int(match[1] or match[2] or match[4] or match[6])) == expected:
            starts.append(match.span())
            expected += 1
    ends = [start for start, _ in starts[1:]] + [len(text)]
    items = (
        tuple(
            Clause(text[begin:end].strip(), line, place)
            for place, ((_, begin), end) in enumerate(zip(starts, ends, strict=True), start=1)
        )
        if starts
        else ()
    )
    lead = found.lead if found.items else text[: starts[0][0]] if starts else text
    return Clauses(lead, items)
