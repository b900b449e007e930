"""The task table as a sheet (.xlsx) with a frozen header and filters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from handlers.milestone_table import Overview, TableRow
from handlers.sheets import Value, xlsx

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


def sheet_of(table: Overview) -> bytes:
    """Write the sheet; every text is written as text, so that none of it is ever a formula."""
    return xlsx(table.title, "节点", COLUMNS, table.rows)
