"""The lines of a guide as its readers want them: cleaned of what word processors and printers left."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

from handlers.rules.half_width import half_width
from handlers.rules.lines import Cell, Line
from handlers.rules.marks import opening_mark
from handlers.rules.problems import Level, Problem
from handlers.rules.section_titles import section_title

# What exports leave inside lines.
_ARTEFACTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    # [bookmark: _GoBack] of a Word export, and its like for pictures and notes
    (
        "导出标记",
        re.compile(r"\[(?:bookmark|hyperlink|image|comment|footnote)\s*:[^\[\]]{0,200}\]", re.IGNORECASE),
    ),
    # field codes: {PAGEREF _Toc123 \h}
    ("域代码", re.compile(r"\{\s*(?:PAGEREF|HYPERLINK|TOC|REF|SEQ|PAGE)\b[^{}]{0,200}\}")),
    # signs of no width, soft hyphens, control characters
    ("", re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\x00-\x08\x0b-\x1f\x7f]")),
)
# A short word printed with blanks between its characters before a colon: 联 系 人：
_SPREAD = re.compile(r"(?<![一-鿿])[一-鿿](?:[ \u3000]{1,8}[一-鿿]){1,4}(?=\s*[:：])")
# Of a whole line printed so: 2 0 2 5 年 度 申 报 指 南
_CHINESE = re.compile(r"[一-鿿]")
_ALONE = re.compile(r"(?<=[ \u3000])[一-鿿](?=[ \u3000]|$)")
_WITHIN = re.compile(r"(?<=[一-鿿\d])[ \u3000]+(?=[一-鿿\d])")
# A sign before a heading's own number: ★一、
_SIGN = re.compile(
    r"\s*[★☆▲△■□◆◇●○※►▶▷❖✦◎]+\s*(?=[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}[.、]|专题|项目类别)"
)
# A heading's word and number in brackets: 【项目一】海绵城市
_BRACKETED = re.compile(
    r"\s*[【\[〖](?P<counted>(?:专题|领域|板块|项目类别|项目|类别|方向|课题|榜单|任务)\s?[一二三四五六七八九十\d.-]{1,5})[】\]〗]\s*[:：]?(?=\S)"
)
# 类别编号 | 1-1 | 类别名称 | 新型研发机构建设
_NUMBERED_NAME = re.compile(
    r"(?:类别|项目|方向|课题|榜题|专项)(?:编号|序号|代码)\t(?P<number>\d{1,2}(?:[-.]\d{1,2})?)\t"
    r"(?:类别|项目|方向|课题|榜题|专项)名称\t(?P<name>[^\t]{2,60})"
)
_FEWEST_SPREAD = 6  # characters
_MOST_SPREAD = 0.7  # of its Chinese characters stand alone
_SUSPECT = re.compile("[\\[{\u200b-\u200f\u2060\ufeff\u00ad\x00-\x08\x0b-\x1f\x7f]")
# Whole lines that printing adds.
_FURNITURE = re.compile(
    r"-\s{0,3}\d{1,4}\s{0,3}-"  # - 3 -
    r"|第?\s?\d{1,4}\s?页?\s?[,/]?\s?共?\s?\d{0,4}\s?页"  # 第 3 页 共 10 页
    r"|\d{1,4}\s?/\s?\d{1,4}"  # 3/10
    r"|\d{1,3}"  # 3
)
_PAGE_NUMBER = re.compile(r"[-—–]{1,2}\s{0,3}\d{1,4}\s{0,3}[-—–]{1,2}|第\s?\d{1,4}\s?页.{0,10}")
_LONGEST_HEAD = 40  # characters of a line that each page repeats
_LONGEST_FURNITURE = 30  # characters
_CONTENTS = re.compile(r"目\s*录")
_ENTRY = re.compile(r"(?=.{2,120}$)(.*?[^.…·\t 。])(?:\s*[.…·。]{3,}\s*|\s*\t+\s*| {4,})-?\d{1,4}-?")
_LEADER = re.compile(r"[.…·。]{3,}\s*-?\d{1,4}-?$")

_STUCK = re.compile(r"(?<=\d{7})(?=[A-Za-z])")  # a phone and a mailbox that a page break joined
_LABEL = re.compile(r"[\[【]?[一-鿿]{2,10}[\]】]?\s?:")  # 联系电话：
_STOPS = "。；;:!?！？"
_WIDEST = 200  # characters of a line that are measured
_FEWEST = 12  # lines, below which no width can be told
_FULL_LINES = 4  # lines that show a width
_PAGE = 56  # half characters of a page's line
_NEAR_WIDTH = 0.85
_PROSE = re.compile(r"[。；;，,].")
_TOLERANCE = 4  # half characters by which full lines differ
_NARROWEST = 30  # half characters; shorter lines are names and headings


@dataclass(frozen=True, slots=True)
class Passage:
    """One line of a guide: `text` as printed without artefacts, `half` in half width without outer blanks.

    `number` and `level` are those of the line in the file; `runs_on` where the page parted it from the next.
    """

    number: int
    text: str
    half: str
    level: int | None = None
    runs_on: bool = False


def cell_passage(cell: Cell, text: str) -> Passage:
    """Give a line of a cell as a line of the guide."""
    return Passage(cell.line or 0, text, half_width(text).strip())


def passages(lines: Iterable[Line]) -> tuple[tuple[Passage, ...], tuple[Problem, ...]]:
    """Clean the lines of a document; tell what was taken out of them."""
    problems: list[Problem] = []
    cleaned: list[Passage] = []
    for line in lines:
        text, names = _without_artefacts(_closed_up(line.text))
        problems.extend(_artefact_note(line.number, name) for name in names)
        cleaned.append(Passage(line.number, text, half_width(text).strip(), line.level))
    heads = _page_heads(cleaned)
    kept = [each for each in cleaned if not (_is_furniture(each.half) or each.number in heads)]
    return tuple(_running_on(list(_without_contents(kept)))), tuple(problems)


def texts(block: Sequence[Passage]) -> str:
    """Join lines to a section's text: their line breaks stay, outer blanks go."""
    return "\n".join(each.text.rstrip() for each in block).strip()


def running(block: Sequence[Passage]) -> str:
    """Join lines as `texts` does, those that the page parted without a break."""
    text = "".join(each.text.rstrip() + ("" if each.runs_on else "\n") for each in block).strip()
    return _STUCK.sub(" ", text) if any(each.runs_on for each in block) else text


def _running_on(lines: Sequence[Passage]) -> Iterator[Passage]:
    """Mark the lines that go on in the next one: full ones, before a line that opens nothing of its own."""
    width = printed_width(lines)
    if width is None:
        yield from lines
        return
    for each, after in zip_longest(lines, lines[1:]):
        goes_on = after is not None and bool(after.half) and (is_full(each, width) or _is_broken(each, width))
        opens = goes_on and after and (opening_mark(after.half) or _LABEL.match(after.half))
        yield replace(each, runs_on=True) if goes_on and not opens else each


def _is_broken(each: Passage, width: int) -> bool:
    """Tell prose that stops within a phrase near the width: signs of a page differ in breadth."""
    return _width(each.half) >= width * _NEAR_WIDTH and _stops_short(each)


def _page_heads(lines: Sequence[Passage]) -> frozenset[int]:
    """Find the lines that stand at the head of several pages, right behind their numbers."""
    filled = [each for each in lines if each.half]
    heads: dict[str, list[int]] = {}
    for each, after in pairwise(filled):
        own = opening_mark(after.half) is not None or section_title(after.half) is not None
        if _PAGE_NUMBER.fullmatch(each.half) and len(after.half) <= _LONGEST_HEAD and not own:
            heads.setdefault(after.half, []).append(after.number)
    return frozenset(place for places in heads.values() if len(places) > 1 for place in places)


def _is_furniture(half: str) -> bool:
    return 0 < len(half) <= _LONGEST_FURNITURE and _FURNITURE.fullmatch(half) is not None


def printed_width(lines: Sequence[Passage]) -> int | None:
    """Give the width of hard-wrapped lines in half characters; None where lines are whole paragraphs."""
    measured = [
        (_width(each.half[:_WIDEST]), each.half[-1]) for each in lines if each.half and "\t" not in each.half
    ]
    widths = [width for width, _ in measured]
    wrapped = sorted(width for width, last in measured if last not in _STOPS)
    if len(widths) < _FEWEST or not wrapped:
        return None
    # What many lines reach; else what some prose reaches and no line passes, where most are short.
    prose = [_width(each.half[:_WIDEST]) for each in lines if _stops_short(each)]
    for width, reaching, fewest, most, narrowest in (
        (wrapped[len(wrapped) * 19 // 20], wrapped, _FULL_LINES, len(widths) // 50, _NARROWEST),
        (wrapped[-1], prose, 1, 0, _PAGE),
    ):
        full = sum(abs(each - width) <= _TOLERANCE for each in reaching)
        longer = sum(each > width + _TOLERANCE for each in widths)
        if full >= fewest and longer <= most and width >= narrowest:
            return width
    return None


def _stops_short(each: Passage) -> bool:
    """Tell prose that ends without a stop."""
    return bool(each.half) and each.half[-1] not in _STOPS and _PROSE.search(each.half) is not None


def is_full(each: Passage, width: int | None) -> bool:
    """Tell whether a line reaches the width at which lines are wrapped."""
    return width is not None and _width(each.half) >= width - _TOLERANCE and each.half[-1] not in _STOPS


def _width(half: str) -> int:
    """Count a Chinese character as two, as printers do."""
    return 2 * len(half) - len(half.encode("ascii", "ignore"))


def _closed_up(text: str) -> str:
    """Close up what is printed with blanks between the characters."""
    sign = _SIGN.match(text)
    text = text[sign.end() :] if sign else text
    if row := _NUMBERED_NAME.fullmatch(text):  # a form's first row
        text = f"{row['number']} {row['name']}"
    if bracketed := _BRACKETED.match(text):
        text = f"{bracketed['counted']}：{text[bracketed.end() :]}"
    if " " not in text and "\u3000" not in text:
        return text
    alone = len(_ALONE.findall(text))
    if alone >= _FEWEST_SPREAD and alone > len(_CHINESE.findall(text)) * _MOST_SPREAD:
        return _WITHIN.sub("", text)
    return _SPREAD.sub(lambda match: "".join(match[0].split()), text)


def _without_artefacts(text: str) -> tuple[str, list[str]]:
    names: list[str] = []
    if not _SUSPECT.search(text):
        return text, names
    for name, pattern in _ARTEFACTS:
        text, count = pattern.subn("", text)
        if count and name:
            names.append(name)
    return text, names


def _artefact_note(line: int, name: str) -> Problem:
    return Problem(Level.NOTE, "text", f"这一行带有文字处理软件留下的{name}，已去掉。", line=line)


def _without_contents(lines: Sequence[Passage]) -> Iterator[Passage]:
    """Leave out a table of contents: entries with leaders, and all from 目录 to where the first returns."""
    skipped = _contents(lines)
    for position, each in enumerate(lines):
        if position not in skipped and not _LEADER.search(each.half[-40:]):
            yield each


def _contents(lines: Sequence[Passage]) -> range:
    start = next((place for place, each in enumerate(lines) if _CONTENTS.fullmatch(each.half)), None)
    if start is None:
        return range(0)
    entries = [place for place in range(start + 1, len(lines)) if lines[place].half]
    if not entries:
        return range(start, start + 1)
    first = _entry(lines[entries[0]].half)
    again = next((place for place in entries[1:] if _squeezed(lines[place].half) == first), start + 1)
    return range(start, again)


def _entry(half: str) -> str:
    found = _ENTRY.fullmatch(half)
    return _squeezed(found[1] if found else half)


def _squeezed(half: str) -> str:
    return "".join(half.split())
