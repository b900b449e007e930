"""Spreadsheets, old and new, as a document of tables."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from handlers.rules.delimited import row_lines
from handlers.rules.lines import Cell, Document, Row
from handlers.rules.packed import refuse_bomb
from handlers.rules.problems import Unreadable

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

_BROKEN = "这个表格文件已损坏，打不开，请您重新保存后再试。"
_MOST_CELLS = 3_000_000  # of the rectangle that a sheet spans; the reader holds all of it in memory
# A cell that holds something, and a row (ECMA-376 part 1, 18.3.1.4 and 18.3.1.73); an empty one
# closes itself.
_CELL = re.compile(rb"<(?:\w+:)?c\b([^<>]*)(?<!/)>")
_ROW = re.compile(rb"<(?:\w+:)?row\b([^<>]*)(?<!/)>")
_PLACE = re.compile(rb"\br\s*=\s*[\"']\s*([A-Za-z]*)(\d*)")
# The reader reserves memory for as many strings, styles or cells as a file only claims to hold.
_CLAIM = re.compile(rb"\b[a-z]*[cC]ount\s*=\s*[\"']\s*\d{8,}")
_LAST_ROW = 1_048_576
_LETTERS = 26


def sheet_document(raw: bytes) -> Document:
    """Read every visible sheet of an .xlsx or .xls file as a table; dates become ISO text.

    Raises Unreadable where the file is broken, behind a password, or spans too many cells.
    """
    if raw.startswith(b"PK"):
        refuse_bomb(raw)
        _refuse_vast(raw)
    book = _opened(raw)
    tables = [_rows(book, name, first=not at) for at, name in enumerate(_visible(book))]
    filled = tuple(table for table in tables if table)
    if not filled:
        raise Unreadable("这个表格是空的，请您检查后重新发送。")
    return Document(tuple(line for table in filled for line in row_lines(table)), filled)


def address(row: int, column: int) -> str:
    """Name a cell as spreadsheets do; both count from 0."""
    letters = ""
    while column >= 0:
        letters = chr(ord("A") + column % _LETTERS) + letters
        column = column // _LETTERS - 1
    return f"{letters}{row + 1}"


def _opened(raw: bytes) -> CalamineWorkbook:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(raw))
    except PasswordError as error:
        raise Unreadable("这个文件设了密码，请您去掉密码后再导入。") from error
    except (CalamineError, OSError, ValueError) as error:
        raise Unreadable(_BROKEN) from error


def _visible(book: CalamineWorkbook) -> list[str]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    sheets = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    shown = [sheet.name for sheet in sheets if sheet.visible == SheetVisibleEnum.Visible]
    return shown or [sheet.name for sheet in sheets]


def _rows(book: CalamineWorkbook, name: str, *, first: bool) -> tuple[Row, ...]:
    from python_calamine import CalamineError

    try:
        sheet = book.get_sheet_by_name(name)
        values = sheet.to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as error:
        raise Unreadable(_BROKEN) from error
    texts = [[_text(value) for value in row] for row in values]
    origins = _origins(sheet.merged_cell_ranges or (), len(texts), max(map(len, texts), default=0))
    prefix = "" if first else f"{name}!"
    rows = tuple(_row(texts, at, origins, prefix) for at in range(len(texts)))
    return rows if any(cell.text for row in rows for cell in row) else ()


def _row(
    texts: Sequence[Sequence[str]], at: int, origins: dict[tuple[int, int], tuple[int, int]], prefix: str
) -> Row:
    cells = []
    for column, text in enumerate(texts[at]):
        row, origin = origins.get((at, column), (at, column))
        covered = (row, origin) != (at, column)
        shown = texts[row][origin] if covered else text
        cells.append(Cell(shown, None, prefix + address(at, column), covered))
    return tuple(cells)


def _origins(
    merged: Iterable[tuple[tuple[int, int], tuple[int, int]]], height: int, width: int
) -> dict[tuple[int, int], tuple[int, int]]:
    """Map each cell that a merge covers to the one whose value it shows."""
    origins = {}
    for top_left, bottom_right in merged:
        if top_left[0] < height and top_left[1] < width:
            for row in range(top_left[0], min(bottom_right[0] + 1, height)):
                for column in range(top_left[1], min(bottom_right[1] + 1, width)):
                    origins[row, column] = top_left
    return origins


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.15g}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    parts = (part.strip() for part in str(value).splitlines())
    return "\n".join(part for part in parts if part)


def _refuse_vast(raw: bytes) -> None:
    """Refuse a book that would make the reader reserve far more memory than it has cells to fill."""
    with zipfile.ZipFile(io.BytesIO(raw)) as container:
        for member in container.infolist():
            if not member.filename.startswith("xl/") or not member.filename.endswith(".xml"):
                continue
            xml = _read(container, member)
            if _CLAIM.search(xml):
                raise Unreadable(_BROKEN)
            if b"sheetData" in xml:
                _refuse_wide(xml)


def _read(container: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    try:
        return container.read(member)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, zlib.error) as error:
        raise Unreadable(_BROKEN) from error


def _refuse_wide(xml: bytes) -> None:
    places = [_PLACE.search(attributes) for attributes in _CELL.findall(xml)]
    cells = {(found[1], found[2]) for found in places if found}
    rows = [int(found[2] or 0) for found in map(_PLACE.search, _ROW.findall(xml)) if found]
    width = max((_column(letters) for letters in {letters for letters, _ in cells}), default=0)
    height = max((int(digits or 0) for digits in {digits for _, digits in cells}), default=0)
    if None in places:  # a cell without an address stands where its row says
        height, width = max(height, *rows, len(rows)), max(width, len(places))
    if height * width > _MOST_CELLS or max(height, *rows, 0) > _LAST_ROW:
        raise Unreadable("这个表格的范围太大，请您删去空白的行和列后再导入。")


def _column(letters: bytes) -> int:
    """Count a column from 1 by its letters."""
    number = 0
    for letter in letters.upper():
        number = number * _LETTERS + letter - ord("A") + 1
    return number
