"""Tasks printed as numbered paragraphs instead of a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from handlers.rules.lines import Cell, Document, Line
from handlers.rules.printed_numbers import NumberStyle, printed_number
from handlers.rules.task_columns import LEAD_FIRST
from handlers.rules.task_facts import split_facts
from handlers.rules.task_rows import TaskRow, TaskRows

_SENTENCE_END = re.compile(r"[。；;：:！!）)]\s*$")
_LABEL_LINE = re.compile(r"^\s*\S{2,8}[:：]")
# 各牵头单位要于每月5日前报送进展: what stands behind the tasks and is none of theirs
_REMARK = re.compile(
    r"\s*(?:各(?:牵头|责任|承办|有关|相关)(?:单位|部门|科室)?(?:要|应|须|需|请|于)|请各(?:牵头|责任|有关|相关|单位|部门)|(?:备?注|说明)\s?[:：]|抄送\s?[:：])"
)
_ENOUGH = 0.5  # of the paragraphs of one rank name units or a time, or the rank is no rank of tasks


@dataclass(slots=True)
class _Paragraph:
    """A numbered paragraph while its lines arrive."""

    line: int
    style: NumberStyle
    printed: str
    value: int
    parts: list[str]  # lines, and between them what joins them

    @property
    def text(self) -> str:
        return "".join(self.parts)


def read_paragraphs(document: Document) -> TaskRows | None:
    """Read numbered paragraphs that name units or times, or None where these are no tasks."""
    paragraphs = _numbered([line for line in document.lines if line.cell is None])
    ranks = list(dict.fromkeys(paragraph.style for paragraph in paragraphs))
    at = _task_rank(paragraphs, ranks)
    if at is None:
        return None
    rows = tuple(_rows(paragraphs, ranks, at))
    first = next(paragraph for paragraph in paragraphs if paragraph.style is ranks[0])
    lead_first = any(LEAD_FIRST.search(line.text) for line in document.lines)
    return TaskRows(rows, Cell("", first.line), (), lead_first, ())


def _numbered(lines: Sequence[Line]) -> list[_Paragraph]:
    paragraphs: list[_Paragraph] = []
    closed = False  # a remark for all has begun, until the next number
    for line in lines:
        number = printed_number(line.text)
        ended = bool(paragraphs) and _SENTENCE_END.search(paragraphs[-1].parts[-1][-4:]) is not None
        closed = not number and (closed or (ended and _REMARK.match(line.text) is not None))
        if closed:
            continue
        if number:
            parts = [number.rest.strip()]
            paragraphs.append(_Paragraph(line.number, number.style, number.printed, number.value, parts))
        elif paragraphs and line.text.strip():
            parts = paragraphs[-1].parts
            wrapped = not _SENTENCE_END.search(parts[-1][-4:]) and not _LABEL_LINE.match(line.text)
            parts += ["" if wrapped else "\n", line.text.strip()]
    return paragraphs


def _task_rank(paragraphs: Sequence[_Paragraph], ranks: Sequence[NumberStyle]) -> int | None:
    """Find the rank of the tasks: the highest whose paragraphs mostly carry facts, or the one above.

    The one above it is meant where that is itself printed in Arabic: 1. a task, （1） its milestones.
    """
    for at, rank in enumerate(ranks):
        own = [paragraph for paragraph in paragraphs if paragraph.style is rank]
        stated = [split_facts(paragraph.text)[1] for paragraph in own]
        known = [facts for facts in stated if not facts.is_empty]
        if len(known) < max(1, len(own) * _ENOUGH):
            continue
        if not any(facts.units or facts.lead or facts.support for facts in known):
            continue
        above_is_task = at > 0 and ranks[at - 1] in (NumberStyle.ARABIC, NumberStyle.ARABIC_BRACKETS)
        return at - 1 if above_is_task else at
    return None


def _rows(paragraphs: Sequence[_Paragraph], ranks: Sequence[NumberStyle], at: int) -> list[TaskRow]:
    rows: list[TaskRow] = []
    for paragraph in _folded(paragraphs, ranks, at):
        if ranks.index(paragraph.style) == at:
            rows.append(TaskRow(paragraph.line, number=paragraph.printed, task=paragraph.text))
        elif rows:
            rows.append(TaskRow(paragraph.line, milestone=f"（{paragraph.value}）{paragraph.text}"))
    return rows


def _folded(paragraphs: Sequence[_Paragraph], ranks: Sequence[NumberStyle], at: int) -> list[_Paragraph]:
    """Leave out the sections above the tasks; put what is below the milestones into their text."""
    kept: list[_Paragraph] = []
    for paragraph in paragraphs:
        rank = ranks.index(paragraph.style)
        if rank > at + 1 and kept:
            kept[-1].parts.append(f"\n{paragraph.printed}{paragraph.text}")
        elif rank >= at:
            kept.append(paragraph)
    return kept
