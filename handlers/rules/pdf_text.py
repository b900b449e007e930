"""Portable documents with text as running lines."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from handlers.rules.lines import Document, Line
from handlers.rules.problems import Unreadable

if TYPE_CHECKING:
    from pypdf import PdfReader

_BROKEN = "这个 PDF 文件已损坏，打不开，请您重新导出后再试。"
_SCANNED = "这个 PDF 里没有文字，多半是扫描件，请您提供 Word、Excel 或文本文件。"
_MOST_PAGES = 2000
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
    for page in reader.pages:
        yield from (line.rstrip() for line in page.extract_text().splitlines())
