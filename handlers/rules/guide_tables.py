"""Guides that are printed as a table, one category a row, as an outline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handlers.rules.amounts import amounts
from handlers.rules.contact_words import LABELS
from handlers.rules.half_width import half_width
from handlers.rules.heading_lines import category_heading, other_heading
from handlers.rules.lines import Cell, Row
from handlers.rules.outline import Draft, Outline, Part
from handlers.rules.passages import cell_passage
from handlers.rules.section_titles import SectionKind, section_title
from handlers.rules.table_bands import band_of, open_topic, read_band

_HEADER_ROWS = 60  # rows that are looked at for the names of columns: general rules may stand above them
SECTIONS = 2  # columns of sections that make a table a guide

# The columns that are no sections.
_TOPIC = re.compile(r"专题(?:名称|编号)?|领域|板块|主题")
_CATEGORY = re.compile(
    r"(?:项目|申报|支持|资助)?(?:类别|名称|方向|专项)(?:名称)?|项目|类别/方向|(?:榜单|任务|课题|需求|专项|事项|奖项|政策)(?:名称|题目)|子类|二级类别"
)
_COARSE = re.compile(r"类别|大类|项目类别|专项|专项类别|类型")  # beside a column of names
_SHORT = re.compile(r"(?:经费|资金|金额|额度|标准|强度|数量|项数|名额|方式)(?:\([^()]{1,8}\))?")
_MONEY = re.compile(r"^(?:经费|资金)")
# 资助经费(万元), 拟安排资金: what no title of a section says so
_FUNDS = re.compile(
    r"(?:财政|专项|科技|资助|支持|补助|奖励|扶持|拟|安排|单项){1,3}(?:经费|资金|金额|额度|补助|资助)?(?P<unit>\([^()]{1,8}\))?"
)
_NUMBER = re.compile(r"序号|编号|类别编号|项目编号")

_BARE = re.compile(r"\d{1,6}(?:\.\d{1,4})?(?:\s?[-~至]\s?\d{1,6}(?:\.\d{1,4})?)?")  # 30, 20-30
_UNIT = re.compile(r"\((?:单位:)?([^()]{1,8})\)")


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where a table's columns stand; `contacts` have the label that each value gets."""

    topic: int | None
    number: int | None
    category: int
    sections: tuple[tuple[int, tuple[SectionKind, ...], str], ...]
    contacts: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class TableOutline:
    """An outline read from tables, with the numbers of the lines that they take up."""

    outline: Outline
    lines: frozenset[int]


def outline_of_tables(tables: Sequence[Sequence[Row]], fewest: int = SECTIONS) -> TableOutline | None:
    """Read tables whose rows are categories; None where there is no such table.

    `fewest` is the least number of columns of sections.
    """
    outline = Outline()
    taken: set[int] = set()
    above: tuple[_Columns, int] | None = None  # those of the table before, and its width
    for table in tables:
        rows: Sequence[Row] = ()
        for place, row in enumerate(table[:_HEADER_ROWS]):
            if columns := _columns(row, fewest):
                above, rows = (columns, len(row)), table[place:]
                break
        if not rows and above and _runs_on(table, *above):
            rows = table
        if above and rows:
            _read_rows(rows, above[0], outline, fewest)
            taken.update(cell.line for each in rows for cell in each if cell.line)
    return TableOutline(outline, frozenset(taken)) if outline.drafts else None


def _runs_on(table: Sequence[Row], columns: _Columns, width: int) -> bool:
    """Tell the rest of a table on the next page, which repeats no head: it is as wide, and grants amounts."""
    granting = [place for place, kinds, _ in columns.sections if SectionKind.SUPPORT in kinds]
    alike = [row for row in table if len(row) == width and row[columns.category].text.strip()]
    return bool(alike) and all(
        any(any(amounts(half_width(row[place].text))) for place in granting) for row in alike
    )


def _columns(row: Sequence[Cell], fewest: int) -> _Columns | None:
    names = [_column_name(cell) for cell in row]
    sections, contacts = [], []
    topic = category = number = None
    for place, name in enumerate(names):
        title = section_title(name)
        if title and title.alone and SectionKind.CONTACTS not in title.kinds:
            sections.append((place, title.kinds, title.name))
        elif _TOPIC.fullmatch(name):
            topic = place
        elif _NUMBER.fullmatch(name) and number is None:
            number = place
        elif _CATEGORY.fullmatch(name) and category is None:
            category = place
        elif any(form.match(name) for _, form in LABELS) and name != "序号":
            contacts.append((place, name))
    named = [place for place, name in enumerate(names) if _CATEGORY.fullmatch(name)]
    if topic is None and len(named) > 1 and _COARSE.fullmatch(names[named[0]]):
        topic, category = named[0], named[1]
    if category is None:  # 项目方向 may be a category or a section
        category = next((place for place, name in enumerate(names) if _CATEGORY.fullmatch(name)), None)
        sections = [each for each in sections if each[0] != category]
    telling = [place for place, _, _ in sections if not _is_short(squeezed(row[place].text))]
    found = sections if fewest < SECTIONS else telling
    if category is None or len(found) < fewest:  # 项目名称、经费、数量 alone are an overview
        return None
    return _Columns(topic, number, category, tuple(sections), tuple(contacts))


def _is_short(name: str) -> bool:
    return _SHORT.fullmatch(name) is not None or (
        _FUNDS.fullmatch(name) is not None and not section_title(name)
    )


def _column_name(cell: Cell) -> str:
    """Give a column's name as a section would bear it: 经费（万元） is 支持经费(万元)."""
    name = squeezed(cell.text)
    funds = _FUNDS.fullmatch(name)
    if funds and section_title(name) is None:
        return f"支持金额{funds['unit'] or ''}"
    return f"支持{_MONEY.sub('金额', name)}" if _SHORT.fullmatch(name) else name


def _read_rows(rows: Sequence[Row], columns: _Columns, outline: Outline, fewest: int) -> None:
    above: Sequence[Cell] = ()
    for cells in filled(rows):
        if again := _columns(cells, fewest):  # the head of the next page
            columns = again
        elif (band := band_of(cells)) is not None:
            read_band(band, outline)
        elif columns.category < len(cells) and cells[columns.category].text.strip():
            if columns.topic is not None:
                open_topic(cells[columns.topic], outline)
            if not (above and cells[columns.category] is above[columns.category]):
                outline.drafts.append(
                    _numbered(draft_of(cells[columns.category], outline), cells, above, columns)
                )
            outline.drafts[-1].parts.extend(_parts(cells, columns))
        above = cells


def _numbered(draft: Draft, cells: Sequence[Cell], above: Sequence[Cell], columns: _Columns) -> Draft:
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


def _parts(cells: Sequence[Cell], columns: _Columns) -> Iterator[Part]:
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


def squeezed(text: str) -> str:
    """Give a cell's text in half width without blanks."""
    return "".join(half_width(text).split())
