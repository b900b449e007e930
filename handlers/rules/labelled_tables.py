"""Guides that are printed as a table with the category at the left and its sections row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from handlers.rules.guide_columns import squeezed
from handlers.rules.guide_tables import TableOutline, draft_of, filled
from handlers.rules.lines import Cell, Row
from handlers.rules.outline import Outline, Part
from handlers.rules.passages import Passage, cell_passage
from handlers.rules.section_titles import SectionTitle, section_title
from handlers.rules.table_bands import open_topic

_FEWEST = 3  # rows with a section's title that make such a table


def outline_of_labels(tables: Sequence[Sequence[Row]]) -> TableOutline | None:
    """Read tables whose rows are sections of the category in the cell before; None where there is none."""
    outline = Outline()
    taken: set[int] = set()
    for table in tables:
        column = _label_column(table)
        if column is not None:
            _read_rows(table, column, outline)
            taken.update(cell.line for row in table for cell in row if cell.line)
    return TableOutline(outline, frozenset(taken)) if outline.drafts else None


def _label_column(table: Sequence[Row]) -> int | None:
    """Find the column, not the first, that holds a section's title in most rows."""
    for column in range(1, max((len(row) for row in table), default=0) - 1):
        labels = [row for row in table if _label(row, column)]
        if len(labels) >= _FEWEST and len(labels) * 2 > len(table):
            return column
    return None


def _label(row: Row, column: int) -> SectionTitle | None:
    if column + 1 >= len(row) or row[column].continues:
        return None
    title = section_title(squeezed(row[column].text))
    return title if title and title.alone else None


def _read_rows(table: Sequence[Row], column: int, outline: Outline) -> None:
    category: Cell | None = None
    for row, cells in zip(table, filled(table), strict=True):
        title = _label(row, column)
        if title is None:
            continue
        if cells[column - 1] is not category and cells[column - 1].text.strip():
            category = cells[column - 1]
            if column > 1:
                open_topic(cells[column - 2], outline)
            outline.drafts.append(draft_of(category, outline))
        if outline.drafts:
            outline.drafts[-1].parts.append(_part(title, row[column + 1]))


def _part(title: SectionTitle, cell: Cell) -> Part:
    return Part(title.kinds, title.name, cell.line or 0, list(_passages(cell)))


def _passages(cell: Cell) -> Iterator[Passage]:
    return (cell_passage(cell, line) for line in cell.text.splitlines())
