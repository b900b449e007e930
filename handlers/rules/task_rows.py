"""Rows of a task table, whatever its columns are called."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from handlers.rules.lines import Cell, Document, Row
from handlers.rules.printed_numbers import CHINESE_DIGITS
from handlers.rules.problems import Level, Problem
from handlers.rules.task_columns import LEAD_FIRST, Column, Header, period_of, read_header

# How the name of a section begins, where a task would have an Arabic number.
_SECTION = re.compile(
    rf"^(?:[（(][{CHINESE_DIGITS}]+[)）]|[{CHINESE_DIGITS}]+(?:[、.．\s]|$)|第.{{1,3}}[部板方类])"
)
_NOTE_ROW = re.compile(r"^(?:备?注|说明|填表\S{0,3}|审核人?|联系人|制表\S{0,3})\s*[:：]|^(?:合计|总计|小计)")


_HEADER_WITHIN = 100  # rows; a first header further below is none
_NAMING = {Column.NUMBER, Column.SECTION, Column.TASK}  # all that the name of a section may fill
_SAYING = {Column.TASK, Column.MILESTONE, Column.UNITS, Column.LEAD, Column.SUPPORT, Column.DUE}


@dataclass(frozen=True, slots=True)
class TaskRow:
    """What one row says; None where it says what the row above says, or nothing.

    `due` is None where the table has no such column. `periods` are the texts of columns that are
    named by a time, with that time.
    """

    line: int | None = None
    cell: str | None = None
    number: str | None = None
    task: str | None = None
    step_number: str | None = None  # printed in a column of its own
    milestone: str | None = None
    units: str | None = None
    lead: str | None = None
    support: str | None = None
    due: str | None = None
    periods: tuple[tuple[str, str], ...] = ()
    persons: tuple[tuple[str, str], ...] = ()  # names of columns with what stands there
    lead_listed: bool = False  # the column of units names the lead too, wherever it takes part


@dataclass(frozen=True, slots=True)
class TaskRows:
    """All the rows of a document's task tables."""

    rows: tuple[TaskRow, ...]
    first: Cell  # where the first header begins
    above: tuple[str, ...]  # rows above the first header, where titles stand in sheets
    lead_first: bool  # the table itself says that the unit listed first is in the lead
    problems: tuple[Problem, ...]


def read_rows(document: Document) -> TaskRows | None:
    """Read the rows below every header of a document, or None where it has no task table."""
    reading = _Reading()
    for table in document.tables:
        reading.take(table)
    if reading.first is None:
        return None
    lead_first = any(LEAD_FIRST.search(line.text) for line in document.lines)
    return TaskRows(
        tuple(_with_lists(reading.rows)),
        reading.first,
        tuple(reading.above),
        lead_first,
        tuple(reading.problems),
    )


def _with_lists(rows: Sequence[TaskRow]) -> Iterator[TaskRow]:
    """Mark the rows of a table whose column of units names the lead itself somewhere."""
    listed = any(row.lead and row.units and row.lead.strip() in row.units for row in rows)
    return (replace(row, lead_listed=listed) for row in rows)


class _Reading:
    """The header in force while the rows of all tables pass by."""

    def __init__(self) -> None:
        self.rows: list[TaskRow] = []
        self.above: list[str] = []
        self.problems: list[Problem] = []
        self.first: Cell | None = None
        self._header: Header | None = None

    def take(self, table: Sequence[Row]) -> None:
        """Take a table; one without a header goes on from the last if it is as wide."""
        position = 0
        while position < len(table) and (self._header or position < _HEADER_WITHIN):
            header = read_header(table, position)
            if header and self._may_begin(header, table, position):
                self._open(header, table[position])
                position += header.rows
                continue
            self._take_row(table[position])
            position += 1

    def _may_begin(self, header: Header, table: Sequence[Row], position: int) -> bool:
        """Tell a header below another from a row of data that only sounds like one."""
        if self._header is None or position == 0 or len(_distinct(table[position - 1])) <= 1:
            return True
        return len(set(header.names) & set(self._header.names)) * 2 >= len(set(header.names))

    def _open(self, header: Header, row: Row) -> None:
        if self._header is None or header.names != self._header.names:
            self.problems += _skipped_columns(header, row)
        self.problems += _other_sheet(row[0])
        self.first = self.first or row[0]
        self._header = header

    def _take_row(self, row: Row) -> None:
        if self._header is None:
            self.above += _distinct(row)
        elif _is_task_row(row, self._header):
            self.rows.append(_task_row(row, self._header))
            self.problems += _too_wide(row, self._header)


def _distinct(row: Row) -> list[str]:
    return list(dict.fromkeys(cell.text for cell in row if cell.text))


def _is_task_row(row: Row, header: Header) -> bool:
    """Tell rows that say something of a task from blank ones, sections, notes and totals."""
    if len(row) == 1:
        return False
    texts = _distinct(row)
    if not texts or _NOTE_ROW.match(texts[0]):
        return False
    said = {kind for kind, cell in zip(header.columns, row, strict=False) if cell.text}
    if len(texts) == 1:
        filled = sum(1 for cell in row if cell.text)
        return filled == 1 and bool(said & _SAYING) and not _SECTION.match(texts[0])
    return bool(said - _NAMING) or not _SECTION.match(texts[0])


def _task_row(row: Row, header: Header) -> TaskRow:
    positions = header.positions
    numbers = [at for at in positions[Column.NUMBER] if at not in header.step_numbers]
    place = next(cell for cell in row if cell.text)
    return TaskRow(
        line=place.line,
        cell=place.address,
        number=_own(row, numbers[:1]),
        task=_own(row, positions[Column.TASK]),
        step_number=_own(row, header.step_numbers[:1]),
        milestone=_own(row, positions[Column.MILESTONE]),
        units=_held(row, positions[Column.UNITS]),
        lead=_held(row, positions[Column.LEAD]),
        support=_held(row, positions[Column.SUPPORT]),
        due=(_held(row, positions[Column.DUE]) or "") if positions[Column.DUE] else None,
        periods=tuple(_periods(row, header)) if positions[Column.PERIOD] else (),
        persons=tuple(_persons(row, header)) if positions[Column.PERSON] else (),
    )


def _own(row: Row, positions: Sequence[int]) -> str | None:
    """Give the text that begins in this row."""
    texts = [row[at].text for at in positions if at < len(row) and not row[at].continues]
    return "\n".join(filter(None, texts)) or None


def _held(row: Row, positions: Sequence[int]) -> str | None:
    """Give the text that holds for this row, begun here or above."""
    return "\n".join(filter(None, (row[at].text for at in positions if at < len(row)))) or None


def _periods(row: Row, header: Header) -> Iterator[tuple[str, str]]:
    for at in header.positions[Column.PERIOD]:
        text = _own(row, [at])
        if text:
            yield period_of(header.names[at]), text


def _persons(row: Row, header: Header) -> Iterator[tuple[str, str]]:
    for at in header.positions[Column.PERSON]:
        text = _own(row, [at])
        if text:
            yield header.names[at], text


def _skipped_columns(header: Header, row: Row) -> Iterator[Problem]:
    """Tell which columns are left out."""
    for kind, name in zip(header.columns, header.names, strict=True):
        if name and kind in (None, Column.SKIPPED):
            known = kind is Column.SKIPPED
            level, message = (Level.NOTE, "") if known else (Level.WARNING, "：不认得这个栏名，请您核对")
            yield Problem(
                level, "table", f"“{name}”一栏不导入{message}", line=row[0].line, cell=row[0].address
            )


def _other_sheet(cell: Cell) -> Iterator[Problem]:
    """Tell of a later sheet: it may be of another year, or an old state of the same table."""
    if cell.address and "!" in cell.address and cell.line is None:
        name = cell.address.partition("!")[0]
        message = f"“{name}”里的表也作为任务读入，请您核对是否同属一份任务表"
        yield Problem(Level.WARNING, "table", message, line=cell.line, cell=cell.address)


def _too_wide(row: Row, header: Header) -> Iterator[Problem]:
    """Tell of text that stands under no column."""
    extra = [cell for cell in row[len(header.columns) :] if cell.text and not cell.continues]
    if extra:
        message = f"这一行比表头多出{len(extra)}格，多出的内容没有导入，请您核对"
        yield Problem(Level.WARNING, "table", message, line=extra[0].line, cell=extra[0].address)
