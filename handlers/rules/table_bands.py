"""Rows of a guide's table that span it: the name of a topic, or a note on all of its categories."""

from __future__ import annotations

import re
from collections.abc import Sequence

from handlers.rules.heading_lines import is_container, is_heading_like, other_heading, topic_heading
from handlers.rules.lines import Cell
from handlers.rules.outline import Outline, Part, TopicDraft
from handlers.rules.passages import Passage, cell_passage
from handlers.rules.section_titles import SectionKind
from handlers.rules.topic_parts import parts_behind

_WIDE = 0.5  # of a row's columns are covered by such a cell
_FEWEST = 3  # columns
_LONGEST = 40  # characters of a topic's name
# What a row across a table says besides: 注：…, 合计, 续表
_NOTE = re.compile(
    r"\(?(?:注|备注|说明|合计|小计|总计|续表|单位|附)(?:\d{0,2}\s?[:、.]|\s*\)?$)|.*(?:如下|见下)"
)
_COUNTED = {"part", "chapter", "cn", "paren-cn"}  # the marks of topics between tables
_TABLE = re.compile(
    r"(?:附[件表]|如下|一览|明细|清单|汇总|目录|列表|下表|内容|要求|说明|标准|事项)$|总则|范围"
)
_NAME = 12  # characters of a note that name it


def band_of(cells: Sequence[Cell]) -> Cell | None:
    """Give the one cell of a row that spans most of a table; None where the row is no such."""
    printed = [cell for cell in cells if cell.text.strip()]
    first = printed[0] if printed else None
    if first is None or len(cells) < _FEWEST or any(cell is not first for cell in printed):
        return None
    wide = len(printed) > 1 and len(printed) >= len(cells) * _WIDE
    return first if wide or (first is cells[0] and topic_heading(0, _passage(first))) else None


def read_band(cell: Cell, outline: Outline) -> None:
    """Begin a topic with such a row, or keep it as said of all categories."""
    line = _passage(cell)
    named = is_heading_like(line) and len(line.half) <= _LONGEST and not _NOTE.match(line.half)
    if named and line.half[-1] not in "。；;:":
        open_topic(cell, outline)
        return
    name = line.text[:_NAME]
    outline.parts += parts_behind([line]) or [Part((SectionKind.OTHER,), name, line.number, [line])]


def open_topic(cell: Cell, outline: Outline) -> None:
    """Begin the topic that a cell names, unless it is the one at hand."""
    if not cell.text.strip():
        return
    passage = _passage(cell)
    heading = topic_heading(0, passage) or other_heading(0, passage)
    if not outline.topics or outline.topics[-1].name != heading.name:
        outline.topics.append(TopicDraft(heading.name, passage.number, heading.number))


def open_topic_before(
    lines: Sequence[Passage], outline: Outline, bounds: tuple[int, int], *, counted: bool
) -> None:
    """Begin the topic that the last line between two tables names: 专题二：…, where `counted` also 二、…."""
    between = [line for line in lines if bounds[0] < line.number < bounds[1] and line.half]
    line = between[-1] if between else None
    if line is None or not is_heading_like(line):
        return
    heading = topic_heading(0, line)
    other = other_heading(0, line)
    if heading is None and counted and other.form in _COUNTED and other.number == len(outline.topics) + 1:
        heading = None if is_container(other) or _TABLE.search(other.name) else other
    if heading and (outline.topics or not outline.drafts):
        outline.topics.append(TopicDraft(heading.name, line.number, heading.number))


def _passage(cell: Cell) -> Passage:
    return cell_passage(cell, "".join(cell.text.strip().splitlines()))
