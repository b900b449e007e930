"""Portable documents with text as running lines."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from handlers.rules.half_width import half_width
from handlers.rules.lines import Document, Line
from handlers.rules.marks import opening_mark
from handlers.rules.pdf_lines import page_lines
from handlers.rules.problems import Unreadable
from handlers.rules.section_titles import section_title

if TYPE_CHECKING:
    from pypdf import PdfReader

_BROKEN = "这个 PDF 文件已损坏，打不开，请您重新导出后再试。"
_SCANNED = "这个 PDF 里没有文字，多半是扫描件，请您提供 Word、Excel 或文本文件。"
_MOST_PAGES = 2000
_EDGE = 2  # lines at the top and at the foot that may run through all pages
_FEWEST_PAGES = 2
_MOST = 0.6  # of the pages
_STOPS = "。；;，,、：:"
_FEWEST_CHARACTERS = 20  # below this a file has page numbers at most


def pdf_document(raw: bytes) -> Document:
    """Read the text of a .pdf file page by page; lines stay broken as they are printed.

    Raises Unreadable where the file is broken, behind a password, too long, or holds only pictures.
    """
    try:
        lines = list(_text_lines(_opened(raw)))
    except Unreadable:
        raise
    except Exception as error:  # the library answers a mangled file with nearly any exception
        raise Unreadable(_BROKEN) from error
    if sum(len(re.sub(r"\s", "", line)) for line in lines) < _FEWEST_CHARACTERS:
        raise Unreadable(_SCANNED)
    return Document(tuple(Line(number, text) for number, text in enumerate(lines, start=1)))


def _opened(raw: bytes) -> PdfReader:
    from pypdf import PasswordType, PdfReader

    reader = PdfReader(io.BytesIO(raw))
    # Many files only forbid changes: they open with an empty password.
    if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
        raise Unreadable("这个文件设了密码，请您去掉密码后再导入。")
    if len(reader.pages) > _MOST_PAGES:
        raise Unreadable(f"这个 PDF 超过{_MOST_PAGES}页，请您只导入需要的部分。")
    return reader


def _text_lines(reader: PdfReader) -> Iterator[str]:
    """Give the lines page by page; a running head stands once."""
    pages = [list(page_lines(page)) for page in reader.pages]
    running = _running_heads(pages)
    seen: set[str] = set()
    for page in pages:
        edges = set(_edges(page))
        for place, line in enumerate(page):
            text = line.strip()
            if not (place in edges and text in running and text in seen):
                yield line
            seen.add(text)


def _running_heads(pages: Sequence[Sequence[str]]) -> set[str]:
    """Find the lines at the top or the foot of most pages; a section's title may stand there by chance."""
    counts = Counter(text for page in pages for text in {page[place].strip() for place in _edges(page)})
    needed = max(_FEWEST_PAGES, len(pages) * _MOST)
    often = (text for text, count in counts.items() if text and count >= needed)
    return {text for text in often if _is_plain(half_width(text))}


def _is_plain(half: str) -> bool:
    mark = opening_mark(half)
    return mark is None and section_title(half) is None and half[-1] not in _STOPS


def _edges(page: Sequence[str]) -> list[int]:
    filled = [place for place, line in enumerate(page) if line.strip()]
    return [*filled[:_EDGE], *filled[-_EDGE:]]
