"""Lines of a document with their place, the one form in which readers see any file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text.

    `number` counts from 1 in the file; `cell` is set where the line came from a table or a sheet.
    `level` is the depth of a heading or of automatic numbering where the file states one.
    """

    number: int
    text: str
    cell: str | None = None
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: its text (paragraphs joined by a line break) and where it stands.

    `continues` is true for a cell that a merge covers: its value is the one above (or to the left).
    """

    text: str
    line: int | None = None
    address: str | None = None
    continues: bool = False


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A file as text: running lines, and tables in the order in which they stand.

    In `lines` a table's rows appear too, one line a row with cells joined by a TAB,
    so that a guide printed as a table can still be read as text.
    """

    lines: tuple[Line, ...]
    tables: tuple[tuple[Row, ...], ...] = ()
