"""Tables that list categories from left to right, turned so that each is a row."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.rules.guide_columns import is_category_name, squeezed
from handlers.rules.lines import Row
from handlers.rules.section_titles import section_title

_NARROWEST = 3  # columns: the titles and two categories
_FEWEST = 3  # rows with a section's title


def upright(table: Sequence[Row]) -> Sequence[Row]:
    """Turn a table whose first column holds the titles of sections; give any other as it is."""
    width = len(table[0]) if table else 0
    even = width >= _NARROWEST and all(len(row) == width for row in table)
    if not even or any(cell.continues for row in table for cell in row):
        return table
    titles = sum(_is_title(row[0].text) for row in table)
    headed = is_category_name(squeezed(table[0][0].text)) and all(cell.text.strip() for cell in table[0])
    others = any(_is_title(cell.text) for row in table for cell in row[1:])
    if not headed or others or titles < _FEWEST:
        return table
    return list(zip(*table, strict=True))


def _is_title(text: str) -> bool:
    title = section_title(squeezed(text))
    return title is not None and title.alone
