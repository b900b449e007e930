"""Word documents as running lines with their tables."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from handlers.rules.delimited import row_lines
from handlers.rules.docx_numbers import Label, Numbering, read_numbering
from handlers.rules.docx_styles import Styles, child, qualified, read_styles, value_of
from handlers.rules.docx_tables import table_rows
from handlers.rules.lines import Document, Line, Row
from handlers.rules.packed import refuse_bomb
from handlers.rules.problems import Unreadable

_BROKEN = "这个 Word 文件已损坏，打不开，请您在 Word 或 WPS 里重新保存后再试。"
# What is not the text as it stands: deleted words, properties, the second copy of a text box, ruby.
_LEFT_OUT = {
    *map(qualified, ("del", "moveFrom", "pPr", "rPr", "sdtPr", "tblPr", "txbxContent", "rt")),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}
_CHARACTERS = {
    qualified("tab"): "\t",
    qualified("br"): "\n",
    qualified("cr"): "\n",
    qualified("noBreakHyphen"): "-",
}
# What only wraps paragraphs and tables.
_WRAPPERS = set(map(qualified, ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")))


def docx_document(raw: bytes) -> Document:
    """Read a .docx file: insertions and links count, deletions, headers and footers do not.

    Automatic numbers become text. Raises Unreadable where the file is broken or dangerous to open.
    """
    refuse_bomb(raw)
    try:
        return _read(raw)
    except Unreadable:
        raise
    except Exception as error:  # the library answers a mangled file with nearly any exception
        raise Unreadable(_BROKEN) from error


def _read(raw: bytes) -> Document:
    import docx
    from docx.opc.constants import RELATIONSHIP_TYPE

    opened = docx.Document(io.BytesIO(raw))
    roots = {
        relation.reltype: getattr(relation.target_part, "element", None)
        for relation in opened.part.rels.values()
        if not relation.is_external
    }
    styles = read_styles(roots.get(RELATIONSHIP_TYPE.STYLES))
    numbering = read_numbering(roots.get(RELATIONSHIP_TYPE.NUMBERING), styles)
    walk = _Walk(styles, numbering)
    walk.take(opened.element.body)
    return Document(tuple(walk.lines), tuple(walk.tables))


@dataclass(slots=True)
class _Walk:
    """The document so far, while its blocks pass by in order."""

    styles: Styles
    numbering: Numbering
    lines: list[Line] = field(default_factory=list)
    tables: list[tuple[Row, ...]] = field(default_factory=list)
    _number: int = 0
    _carried: str = ""  # the text of a paragraph whose end was deleted

    def take(self, parent: Any) -> None:
        for block in _blocks(parent):
            if block.tag == qualified("tbl"):
                self._take_table(block)
            elif not self.styles.is_contents(block):
                self._take_paragraph(block)

    def _take_paragraph(self, paragraph: Any) -> None:
        text = self._carried + paragraph_text(paragraph)
        if _is_joined_to_next(paragraph):
            self._carried = text
            return
        self._carried = ""
        label = self.numbering.label(paragraph)
        level = self.styles.heading(paragraph) or (label.level if label else None)
        self._number += 1
        for part in _labelled(label, text).split("\n"):
            self.lines.append(Line(self._number, part, level=level))
        for box in _boxes(paragraph):
            self.take(box)

    def _take_table(self, table: Any) -> None:
        prefix = f"表{len(self.tables) + 1}!" if self.tables else ""
        rows = table_rows(table, self._cell_text, self._number + 1, prefix)
        self._number += len(rows)
        self.tables.append(rows)
        self.lines.extend(row_lines(rows))

    def _cell_text(self, cell: Any) -> str:
        parts: list[str] = []
        for block in _blocks(cell):
            if block.tag == qualified("tbl"):
                rows = table_rows(block, self._cell_text, 0, "")
                parts += [line.text for line in row_lines(rows)]
            else:
                parts.append(_labelled(self.numbering.label(block), paragraph_text(block)))
        return "\n".join(stripped for part in parts if (stripped := part.strip()))


def paragraph_text(paragraph: Any) -> str:
    """Give a paragraph's text as it stands once all tracked changes are accepted."""
    return "".join(_pieces(paragraph))


def _pieces(node: Any) -> Iterator[str]:
    for inner in node:
        if inner.tag in _LEFT_OUT or _is_hidden(inner):
            continue
        if inner.tag == qualified("t"):
            yield inner.text or ""
        elif inner.tag in _CHARACTERS:
            yield _CHARACTERS[inner.tag]
        else:
            yield from _pieces(inner)


def _is_hidden(node: Any) -> bool:
    vanish = child(child(node, "rPr"), "vanish") if node.tag == qualified("r") else None
    return vanish is not None and value_of(vanish) not in ("0", "false")


def _is_joined_to_next(paragraph: Any) -> bool:
    """Tell that the mark at the paragraph's end was deleted (ECMA-376 part 1, 17.13.5.15)."""
    return child(child(child(paragraph, "pPr"), "rPr"), "del") is not None


def _blocks(parent: Any) -> Iterator[Any]:
    for node in parent:
        if node.tag in (qualified("p"), qualified("tbl")):
            yield node
        elif node.tag in _WRAPPERS and not _is_contents(node):
            yield from _blocks(node)


def _is_contents(node: Any) -> bool:
    gallery = next(node.iter(qualified("docPartGallery")), None) if node.tag == qualified("sdt") else None
    return value_of(gallery) == "Table of Contents"


def _boxes(paragraph: Any) -> Iterator[Any]:
    """Give the text boxes anchored in a paragraph, of two copies only the one for today's Word."""
    for node in paragraph:
        if node.tag == qualified("txbxContent"):
            yield node
        elif node.tag not in _LEFT_OUT:
            yield from _boxes(node)


def _labelled(label: Label | None, text: str) -> str:
    if label is None or not label.text:
        return text
    # A blank keeps the number apart from digits: 1. 2022年.
    blank = " " if text[:1].isdigit() or (label.text[-1].isalnum() and text) else ""
    return f"{label.text}{blank}{text}"
