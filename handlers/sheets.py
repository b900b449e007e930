"""Tables as files for spreadsheets: .xlsx, or .csv with a byte order mark."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any, Final, TypeVar

Row = TypeVar("Row")
Value = str | int | date | datetime | None  # a moment is written as it stands, without its zone
Columns = Sequence[tuple[str, int, Callable[[Row], Value]]]  # heading, width in characters, what stands there
LONGEST: Final = 32_000  # characters of a cell; Excel takes 32,767
# What a spreadsheet may take for the beginning of a formula, behind blanks too, and in full width where it is
# a Chinese or Japanese one.
FORMULA: Final = re.compile(r"[\t\r]|\s*[=+\-@＝＋－＠]")
# What a spreadsheet turns into another number, or into a date: 0750…, long numbers, 1.10, 1-2.
MANGLED: Final = re.compile(r"0\d+|\d{12,}|\d+\.\d*0|\d+(?:\.\d+)?[Ee]\d+|\d{1,4}[-/]\d{1,2}(?:[-/]\d{1,4})?")
TEXT: Final = 49  # the built-in format "@" (ECMA-376, 18.8.30)
MARK: Final = "\ufeff"  # without it Excel reads a .csv as GBK


def xlsx(title: str, name: str, columns: Columns[Row], rows: Sequence[Row]) -> bytes:
    """Write one sheet with a frozen heading and filters.

    Every text is written as text, so that none of it is ever a formula; what looks like one is marked as
    quoted too, so that it stays text where the cell is edited.
    """
    from xlsxwriter import Workbook

    raw = BytesIO()
    workbook = Workbook(raw, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    workbook.set_properties({"title": title})
    heading = workbook.add_format({"bold": True, "bg_color": "#DDE8F5", "border": 1, "valign": "vcenter"})
    formats = _Formats(workbook)
    sheet = workbook.add_worksheet(name)
    for place, (word, width, _value) in enumerate(columns):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, word, heading)
    for number, row in enumerate(rows, start=1):
        for place, (_word, _width, value) in enumerate(columns):
            _write(sheet, (number, place), value(row), formats)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows), len(columns) - 1)
    workbook.close()
    return raw.getvalue()


def delimited(columns: Columns[Row], rows: Sequence[Row]) -> bytes:
    """Write comma-separated lines (RFC 4180).

    A text that a spreadsheet would take for a formula, or turn into something else, gets an apostrophe.
    """
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([word for word, _width, _value in columns])
    writer.writerows([_plain(value(row)) for _word, _width, value in columns] for row in rows)
    return (MARK + text.getvalue()).encode()


class _Formats:
    """The looks of cells."""

    def __init__(self, workbook: Any) -> None:
        self.plain = workbook.add_format({"text_wrap": True, "valign": "top"})
        # As text: a phone or a credit code stays what it is where the cell is edited.
        self.text = workbook.add_format({"text_wrap": True, "valign": "top", "num_format": TEXT})
        self.quoted = workbook.add_format(
            {"text_wrap": True, "valign": "top", "num_format": TEXT, "quote_prefix": True}
        )
        self.day = workbook.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
        self.moment = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top"})


def _write(sheet: Any, cell: tuple[int, int], value: Value, formats: _Formats) -> None:
    if isinstance(value, datetime):
        sheet.write_datetime(*cell, value.replace(tzinfo=None), formats.moment)
    elif isinstance(value, date):
        sheet.write_datetime(*cell, value, formats.day)
    elif isinstance(value, int):
        sheet.write_number(*cell, value, formats.plain)
    elif value:
        look = formats.quoted if FORMULA.match(value) else formats.text
        sheet.write_string(*cell, value[:LONGEST], look)


def _plain(value: Value) -> str | int:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return value
    text = value or ""
    return f"'{text}" if FORMULA.match(text) or MANGLED.fullmatch(text) else text
