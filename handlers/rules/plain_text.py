"""Text files as a document: bytes to text, text to lines, the cell-per-line export to tables."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from handlers.rules.lines import Cell, Line, Row
from handlers.rules.problems import Unreadable

# What stands at the very start of a file and names its encoding.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),  # "Unicode" in the old Windows editor
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Without a mark, in this order: the first that fits without damage, else the one with the least.
_ENCODINGS = ("utf-8", "gb18030")
_DAMAGE_LIMIT = 0.02  # above this share of unreadable characters nobody can tell what the text says
_BREAKS = re.compile(r"\r\n|\r|\n")
_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1f\x7f]")


def decode(raw: bytes) -> str:
    """Turn the bytes of a text file into text; a damaged character becomes U+FFFD.

    Raises Unreadable where the bytes are no text in UTF-8, UTF-16 with a mark, or GB18030.
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            text = raw.decode(encoding, errors="replace").removeprefix("\ufeff")
            return _checked(text)
    for encoding in _ENCODINGS:
        try:
            return _checked(raw.decode(encoding))
        except UnicodeDecodeError:
            continue
    damaged = [raw.decode(encoding, errors="replace") for encoding in _ENCODINGS]
    return _checked(min(damaged, key=_damage))


def text_lines(text: str) -> tuple[Line, ...]:
    """Cut text into lines numbered as an editor numbers them; a form feed cuts without counting."""
    lines: list[Line] = []
    for number, line in enumerate(_BREAKS.split(text), start=1):
        if "\f" in line:
            lines.extend(Line(number, part) for part in line.split("\f") if part)
        else:
            lines.append(Line(number, line))
    while lines and not lines[-1].text.strip():
        lines.pop()
    return tuple(lines)


@dataclass(slots=True)
class _OpenRow:
    """A row of the cell-per-line export while its lines arrive."""

    cells: list[tuple[int, list[str]]] = field(default_factory=list)

    def row(self) -> Row:
        return tuple(Cell("\n".join(part for part in parts if part), line) for line, parts in self.cells)


def is_cell_per_line(lines: Sequence[Line]) -> bool:
    """Tell whether lines look like the export in which every cell has a line of its own."""
    opened = [line.text for line in lines if line.text.startswith("\t")]
    lonely = [text for text in opened if "\t" not in text[1:]]
    return len(lonely) > 1 and len(lonely) * 10 >= len(opened) * 9


def cell_per_line_tables(lines: Sequence[Line]) -> tuple[tuple[Row, ...], ...]:
    """Read the cell-per-line export: a TAB opens a cell, an empty line ends the row.

    A line without a TAB continues the cell above. After an empty line it ends the table, unless the
    row before it is short of cells: then the empty line stood inside a cell.
    """
    return tuple(tuple(draft.row() for draft in table) for table in _drafts(lines))


def _drafts(lines: Sequence[Line]) -> Iterator[list[_OpenRow]]:
    table: list[_OpenRow] = []
    row_open = False
    for line in lines:
        text = line.text
        if text.startswith("\t"):
            if not row_open:
                table.append(_OpenRow())
            table[-1].cells.append((line.number, [text[1:].strip()]))
            row_open = True
        elif not text.strip():
            row_open = False
        elif row_open or _is_short(table):
            table[-1].cells[-1][1].append(text.strip())
            row_open = True
        elif table:
            yield table
            table = []
    if table:
        yield table


def _is_short(table: list[_OpenRow]) -> bool:
    return bool(table) and 1 < len(table[-1].cells) < len(table[0].cells)


def _damage(text: str) -> float:
    bad = text.count("\ufffd") + text.count("\0") + len(_CONTROLS.findall(text))
    return bad / max(len(text), 1)


def _checked(text: str) -> str:
    if _damage(text) > _DAMAGE_LIMIT:
        raise Unreadable("这个文件不是可以读出的文字，请您用 UTF-8 编码另存后再试。")
    return text.replace("\0", "\ufffd")
