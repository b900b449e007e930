"""Tables of Word documents, their merged cells resolved on the grid."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from handlers.rules.docx_styles import child, qualified, value_of
from handlers.rules.lines import Cell, Row
from handlers.rules.sheet_cells import address

_WIDEST = 200  # columns; Word itself allows 63
_WRAPPERS = set(map(qualified, ("sdt", "sdtContent", "customXml", "ins")))


def table_rows(table: Any, cell_text: Callable[[Any], str], line: int, prefix: str) -> tuple[Row, ...]:
    """Read a table's rows; a cell that a merge covers repeats the text of the one that it continues.

    `line` is the number of the first row's line; `prefix` goes before the cells' addresses.
    """
    rows: list[Row] = []
    for node in _inner(table, "tr"):
        if child(child(node, "trPr"), "del") is not None:
            continue
        above = rows[-1] if rows else ()
        cells = tuple(_cells(node, above, cell_text))
        rows.append(
            tuple(
                Cell(cell.text, line + len(rows), prefix + address(len(rows), at), cell.continues)
                for at, cell in enumerate(cells)
            )
        )
    return tuple(rows)


def _cells(row: Any, above: Row, cell_text: Callable[[Any], str]) -> Iterator[Cell]:
    at = _count(child(child(row, "trPr"), "gridBefore"), 0)
    yield from (Cell("") for _ in range(at))
    left = ""
    for node in _inner(row, "tc"):
        properties = child(node, "tcPr")
        width = _count(child(properties, "gridSpan"), 1)
        if _continues(child(properties, "hMerge")):
            yield from (Cell(left, continues=True) for _ in range(width))
        elif _continues(child(properties, "vMerge")) and at < len(above):
            left = above[at].text
            yield from (Cell(left, continues=True) for _ in range(width))
        else:
            left = cell_text(node)
            yield Cell(left)
            yield from (Cell(left, continues=True) for _ in range(width - 1))
        at += width


def _continues(merge: Any) -> bool:
    """Tell a merge that goes on from one that begins (ECMA-376 part 1, 17.18.57)."""
    return merge is not None and value_of(merge) != "restart"


def _count(node: Any, otherwise: int) -> int:
    text = value_of(node)
    return min(int(text), _WIDEST) if text and text.isdecimal() else otherwise


def _inner(parent: Any, name: str) -> Iterator[Any]:
    for node in parent:
        if node.tag == qualified(name):
            yield node
        elif node.tag in _WRAPPERS:
            yield from _inner(node, name)
