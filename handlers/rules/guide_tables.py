"""Guides that are printed as a table, one category a row, as an outline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handlers.rules.amounts import amounts
from handlers.rules.guide_columns import SECTIONS, Columns, columns_of, squeezed
from handlers.rules.half_width import half_width
from handlers.rules.heading_lines import category_heading, other_heading
from handlers.rules.lines import Cell, Row
from handlers.rules.outline import Draft, Outline, Part
from handlers.rules.passages import Passage, cell_passage
from handlers.rules.section_titles import SectionKind
from handlers.rules.table_bands import band_of, open_topic, open_topic_before, read_band
from handlers.rules.upright_tables import upright

_HEADER_ROWS = 60  # rows that are looked at for the names of columns: general rules may stand above them

_BARE = re.compile(r"\d{1,6}(?:\.\d{1,4})?(?:\s?[-~至]\s?\d{1,6}(?:\.\d{1,4})?)?")  # 30, 20-30
_UNIT = re.compile(r"\((?:单位:)?([^()]{1,8})\)")


@dataclass(frozen=True, slots=True)
class TableOutline:
    """An outline read from tables, with the numbers of the lines that they take up."""

    outline: Outline
    lines: frozenset[int]


def outline_of_tables(
    tables: Sequence[Sequence[Row]], lines: Sequence[Passage] = (), fewest: int = SECTIONS
) -> TableOutline | None:
    """Read tables whose rows are categories; None where there is no such table.

    `lines` may hold the names of topics between the tables; `fewest` is the least number of columns
    of sections.
    """
    outline = Outline()
    taken: set[int] = set()
    above: tuple[Columns, int] | None = None  # those of the table before, and its width
    turned = [upright(table) for table in tables]
    several = sum(any(columns_of(row, fewest) for row in table[:_HEADER_ROWS]) for table in turned) > 1
    for table in turned:
        rows: Sequence[Row] = ()
        for place, row in enumerate(table[:_HEADER_ROWS]):
            if columns := columns_of(row, fewest):
                above, rows = (columns, len(row)), table[place:]
                break
        if not rows and above and _runs_on(table, *above):
            rows = table
        if above and rows:
            own = {cell.line for each in rows for cell in each if cell.line}
            if above[0].topic is None:
                bounds = max(taken, default=0), min(own, default=0)
                open_topic_before(lines, outline, bounds, counted=several)
            _read_rows(rows, above[0], outline, fewest)
            taken |= own
    return TableOutline(outline, frozenset(taken)) if outline.drafts else None


def _runs_on(table: Sequence[Row], columns: Columns, width: int) -> bool:
    """Tell the rest of a table on the next page, which repeats no head: it is as wide, and grants amounts."""
    granting = [place for place, kinds, _ in columns.sections if SectionKind.SUPPORT in kinds]
    alike = [row for row in table if len(row) == width and row[columns.category].text.strip()]
    return bool(alike) and all(
        any(any(amounts(half_width(row[place].text))) for place in granting) for row in alike
    )


def _read_rows(rows: Sequence[Row], columns: Columns, outline: Outline, fewest: int) -> None:
    above: Sequence[Cell] = ()
    head = None
    for cells in filled(rows):
        named = columns.category < len(cells) and cells[columns.category].text.strip()
        if again := columns_of(cells, fewest):  # the head of the next page
            columns, head = again, cells[again.category].text
        elif named and cells[columns.category].text == head:  # its second row: 方式 | 额度 | 项数
            columns = columns_of(cells, fewest=1) or columns
        elif (band := band_of(cells)) is not None:
            read_band(band, outline)
        elif named:
            _read_row(cells, above, columns, outline)
        above = cells


def _read_row(cells: Sequence[Cell], above: Sequence[Cell], columns: Columns, outline: Outline) -> None:
    if columns.topic is not None:
        open_topic(cells[columns.topic], outline)
    same = above and columns.category < len(above) and cells[columns.category] is above[columns.category]
    if not (same and outline.drafts):
        outline.drafts.append(_numbered(draft_of(cells[columns.category], outline), cells, above, columns))
    outline.drafts[-1].parts.extend(_parts(cells, columns))


def _numbered(draft: Draft, cells: Sequence[Cell], above: Sequence[Cell], columns: Columns) -> Draft:
    """Give a category the number of its row, unless that counts the topics."""
    at = columns.number
    if draft.number is None and at is not None and at < len(cells):
        printed = squeezed(cells[at].text).rstrip("、.")
        if printed.isdecimal() and not (above and cells[at] is above[at]):
            draft.number = int(printed)
    return draft


def draft_of(cell: Cell, outline: Outline) -> Draft:
    """Begin the category that a cell names, under the topic at hand."""
    passage = cell_passage(cell, "".join(cell.text.strip().splitlines()))
    heading = category_heading(0, passage) or other_heading(0, passage)
    topic = len(outline.topics) - 1 if outline.topics else None
    return Draft(heading.name, passage.number, topic, heading.number, heading.code, heading.upper)


def _parts(cells: Sequence[Cell], columns: Columns) -> Iterator[Part]:
    for place, kinds, name in columns.sections:
        if place < len(cells) and cells[place].text.strip():
            cell = cells[place]
            printed = _with_unit(name, cell.text).splitlines()
            yield Part(kinds, name, cell.line or 0, [cell_passage(cell, line) for line in printed])
    found = [(cells[place], name) for place, name in columns.contacts if place < len(cells)]
    single = len(columns.contacts) == 1  # its name is the section's title, not a label
    lines = [
        cell_passage(cell, line if single else f"{name}：{line}")
        for cell, name in found
        for line in cell.text.strip().splitlines()
    ]
    if lines:
        yield Part((SectionKind.CONTACTS,), "联系人", lines[0].number, lines)


def _with_unit(name: str, text: str) -> str:
    """Give a bare number the name and the unit of its column: 30 under 支持强度(万元/项)."""
    if not _BARE.fullmatch(half_width(text).strip()):
        return text
    unit = _UNIT.search(name)
    return f"{_UNIT.sub('', name)}：{text.strip()}{unit[1] if unit else ''}"


def filled(rows: Sequence[Row]) -> Iterator[Sequence[Cell]]:
    """Give the rows of a table with the cell above, or at the left, wherever a merge continues it."""
    above: Sequence[Cell] = ()
    for row in rows:
        cells: list[Cell] = []
        for place, cell in enumerate(row):
            same = place < len(above) and above[place].text == cell.text
            left = cells[-1] if cells and cells[-1].text == cell.text else None
            cells.append(cell if not cell.continues else above[place] if same else left or cell)
        above = cells
        yield above
