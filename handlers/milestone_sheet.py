"""The task table as a sheet (.xlsx) with a frozen header and filters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Final

from handlers.milestone_table import Overview, TableRow

Value = str | int | date | None
# The columns: heading, width in characters, and what stands in them.
COLUMNS: Final[tuple[tuple[str, int, Callable[[TableRow], Value]], ...]] = (
    ("牵头单位", 18, lambda row: row.unit),
    ("任务", 8, lambda row: row.task),
    ("工作任务", 40, lambda row: row.task_text),
    ("节点", 10, lambda row: row.place),
    ("节点内容", 50, lambda row: row.text),
    ("责任单位", 24, lambda row: "、".join(row.units)),
    ("责任人", 14, lambda row: "、".join(row.owners)),
    ("到期日", 12, lambda row: row.due or row.due_text),
    ("状态", 10, lambda row: row.word),
    ("剩余", 20, lambda row: row.left),
    ("进展%", 8, lambda row: row.percent),
    ("进展", 30, lambda row: row.progress),
    ("需协调", 8, lambda row: "是" if row.help_wanted else ""),
    ("完成日", 12, lambda row: row.closed),
)
LONGEST: Final = 32_000  # characters of a cell; Excel takes 32,767


def sheet_of(table: Overview) -> bytes:
    """Write the sheet; every text is written as text, so that none of it is ever a formula."""
    from xlsxwriter import Workbook

    raw = BytesIO()
    workbook = Workbook(raw, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    workbook.set_properties({"title": table.title})
    heading = workbook.add_format({"bold": True, "bg_color": "#DDE8F5", "border": 1, "valign": "vcenter"})
    plain = workbook.add_format({"text_wrap": True, "valign": "top"})
    day = workbook.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
    sheet = workbook.add_worksheet("节点")
    for place, (title, width, _value) in enumerate(COLUMNS):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, title, heading)
    for number, row in enumerate(table.rows, start=1):
        for place, (_title, _width, value) in enumerate(COLUMNS):
            _write(sheet, (number, place), value(row), day, plain)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(table.rows), len(COLUMNS) - 1)
    workbook.close()
    return raw.getvalue()


def _write(sheet, cell: tuple[int, int], value: Value, day, plain) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - the library's
    if isinstance(value, date):
        sheet.write_datetime(*cell, value, day)
    elif isinstance(value, int):
        sheet.write_number(*cell, value, plain)
    elif value:
        sheet.write_string(*cell, value[:LONGEST], plain)
