"""Tables whose cells are parted by TABs or commas."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence

from handlers.rules.lines import Cell, Document, Line, Row

_DELIMITERS = (",", "\t", ";", "，")  # the most usual first: it wins where counts are equal
_SAMPLE_LINES = 30
_LONGEST_CELL = 30  # lines; a cell that runs on for longer began with a stray quotation mark


def is_tab_separated(lines: Sequence[Line]) -> bool:
    """Tell whether at least two lines have TABs between their texts."""
    return sum("\t" in line.text.strip() or line.text.count("\t") > 1 for line in lines) > 1


def tab_separated_tables(text: str) -> tuple[tuple[Row, ...], ...]:
    """Read tab-separated tables; lines without a TAB stand between tables and belong to none."""
    tables: list[list[Row]] = [[]]
    for row in _rows(text, "\t"):
        if len(row) > 1:
            tables[-1].append(row)
        elif tables[-1]:
            tables.append([])
    return tuple(tuple(table) for table in tables if table)


def csv_document(text: str) -> Document:
    """Read a .csv file as one table, its delimiter found by counting."""
    rows = tuple(_rows(text, _delimiter(text)))
    return Document(row_lines(rows), (rows,) if any(len(row) > 1 for row in rows) else ())


def row_lines(rows: Sequence[Row]) -> tuple[Line, ...]:
    """Give rows as running lines: cells joined by a TAB, cut where a cell breaks its line.

    Where the cells know no line (in sheets) the rows are counted instead.
    """
    lines: list[Line] = []
    for position, row in enumerate(rows, start=1):
        own = [cell for cell in row if not cell.continues]
        text = "\t".join([cell.text for cell in own]).rstrip("\t")
        if text:
            first = own[0]
            number = first.line or position
            lines += [Line(number, part, first.address) for part in text.split("\n")]
    return tuple(lines)


def _delimiter(text: str) -> str:
    sample = "\n".join(text.splitlines()[:_SAMPLE_LINES])
    return max(_DELIMITERS, key=sample.count)


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    lines = [line + "\n" for line in re.split(r"\r\n|\r|\n", text.rstrip("\r\n"))]
    try:
        rows = list(_parsed(lines, delimiter, csv.QUOTE_MINIMAL))
        if any(cell.text.count("\n") > _LONGEST_CELL for row in rows for cell in row):
            rows = list(_parsed(lines, delimiter, csv.QUOTE_NONE))
    except csv.Error:
        rows = [_bare(line, number, delimiter) for number, line in enumerate(lines, start=1)]
    return iter(rows)


def _parsed(lines: list[str], delimiter: str, quoting: int) -> Iterator[Row]:
    reader = csv.reader(lines, delimiter=delimiter, quoting=quoting)  # type: ignore[arg-type]
    first = 1
    for values in reader:
        yield tuple(Cell(_tidy(value), first) for value in values)
        first = reader.line_num + 1


def _bare(line: str, number: int, delimiter: str) -> Row:
    return tuple(Cell(_tidy(value), number) for value in line.split(delimiter))


def _tidy(value: str) -> str:
    bare = value.strip()
    if "\n" not in bare:
        return bare
    parts = (part.strip() for part in bare.splitlines())
    return "\n".join(part for part in parts if part)
