"""Any office file as a document: its form is told by its content, its reader by its form."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import PurePath

from handlers.rules.delimited import csv_document, is_tab_separated, tab_separated_tables
from handlers.rules.lines import Document
from handlers.rules.plain_text import (
    cell_per_line_tables,
    decode,
    is_cell_per_line,
    text_lines,
)
from handlers.rules.problems import Unreadable

_HEAD = 8192  # bytes; every sign below stands within
_MOST_LINES = 100_000  # five times the longest yearbook; more is a log or a mistake


class Form(StrEnum):
    """What a file is, whatever its name says."""

    TEXT = "text"  # running lines, tab-separated or cell per line
    CSV = "csv"  # text whose name says that commas part cells
    DOCX = "docx"  # Word since 2007
    SHEET = "sheet"  # Excel, old and new
    PDF = "pdf"  # with text or scanned
    DOC = "doc"  # Word before 2007: to be converted first
    ENCRYPTED = "encrypted"  # an office file behind a password
    EMPTY = "empty"  # nothing but blanks
    PROGRAM = "program"  # .exe and the like
    PICTURE = "picture"  # a scan or a photo
    ARCHIVE = "archive"  # a packed folder
    BROKEN = "broken"  # begins as an office file and is none
    RICH_TEXT = "rich text"  # .rtf
    WEB_PAGE = "web page"  # .html, at times named .xls


# The forms that no reader takes, with the sentence that says what to do instead.
_REFUSALS = {
    Form.DOC: "这是旧版 Word 文件（.doc），请您在 Word 或 WPS 里另存为 .docx 后再导入。",
    Form.ENCRYPTED: "这个文件设了密码，请您去掉密码后再导入。",
    Form.EMPTY: "这个文件是空的，请您检查后重新发送。",
    Form.PROGRAM: "这是程序文件，不是文档，不能导入。",
    Form.PICTURE: "这是图片，读不出文字，请您提供 Word、Excel 或文本文件。",
    Form.ARCHIVE: "这是压缩包，请您解压后导入里面的文档。",
    Form.BROKEN: "这个文件已损坏，打不开，请您重新保存后再试。",
    Form.RICH_TEXT: "这是 RTF 文件，请您在 Word 或 WPS 里另存为 .docx 后再导入。",
    Form.WEB_PAGE: "这是网页文件，请您在 Excel 或 Word 里另存为 .xlsx 或 .docx 后再导入。",
}
# The first bytes of a file, with what it then is.
_SIGNS = (
    (b"%PDF-", Form.PDF),
    (b"MZ", Form.PROGRAM),  # Windows
    (b"\x7fELF", Form.PROGRAM),  # Linux
    (b"\x89PNG", Form.PICTURE),
    (b"\xff\xd8\xff", Form.PICTURE),  # JPEG
    (b"GIF8", Form.PICTURE),
    (b"BM", Form.PICTURE),
    (b"II*\0", Form.PICTURE),  # TIFF
    (b"MM\0*", Form.PICTURE),
    (b"RIFF", Form.PICTURE),  # WebP
    (b"\0\0\0 ftyp", Form.PICTURE),  # HEIC
    (b"Rar!", Form.ARCHIVE),
    (b"7z\xbc\xaf", Form.ARCHIVE),
    (b"\x1f\x8b", Form.ARCHIVE),  # gzip
    (b"{\\rtf", Form.RICH_TEXT),
)
_SHORT_SIGN = 2  # letters; a text may begin so by chance
_ZIP = b"PK"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Streams of an OLE container ([MS-CFB] 2.6.1: names in UTF-16), with what the file then is.
_STREAMS = (
    ("EncryptedPackage", Form.ENCRYPTED),
    ("WordDocument", Form.DOC),
    ("Workbook", Form.SHEET),
    ("Book", Form.SHEET),  # Excel 5 and 95
)
# Members of a zip container, with what the file then is.
_MEMBERS = (
    ("word/document.xml", Form.DOCX),
    ("xl/workbook.xml", Form.SHEET),
    ("xl/workbook.bin", Form.SHEET),
)
# Names that settle the matter where the content shows no sign.
_SUFFIXES = {
    ".csv": Form.CSV,
    ".exe": Form.PROGRAM,
    ".dll": Form.PROGRAM,
    ".bat": Form.PROGRAM,
    ".jpg": Form.PICTURE,
    ".jpeg": Form.PICTURE,
    ".png": Form.PICTURE,
    ".docx": Form.BROKEN,
    ".xlsx": Form.BROKEN,
    ".pdf": Form.BROKEN,
    ".zip": Form.BROKEN,
}
_WEB_SIGNS = (b"<!doctype html", b"<html", b"<table")


def read_document(name: str, raw: bytes) -> Document:
    """Read a file into lines and tables; its name counts only where the content shows no sign.

    Raises Unreadable, with one sentence for people, where it cannot be used.
    """
    form = form_of(name, raw)
    if form in _REFUSALS:
        raise Unreadable(_REFUSALS[form])
    return _READERS[form](raw)


def form_of(name: str, raw: bytes) -> Form:
    """Tell what a file is by its first bytes and members, and by its name where these say nothing."""
    head = raw[:_HEAD]
    if not raw.strip(b"\0\t\n\r \xef\xbb\xbf"):
        return Form.EMPTY
    if head.startswith(_OLE):
        return _ole_form(raw)
    for sign, form in _SIGNS:
        if head.startswith(sign) and not (len(sign) <= _SHORT_SIGN and _is_prose(head)):
            return form
    if head.startswith(_ZIP) and not _is_prose(head):
        return _zip_form(raw)
    if head.lstrip().lower().startswith(_WEB_SIGNS):
        return Form.WEB_PAGE
    return _SUFFIXES.get(PurePath(name).suffix.lower(), Form.TEXT)


def _is_prose(head: bytes) -> bool:
    """Tell a text that happens to begin with a sign's letters: it has no byte that texts lack."""
    return not any(byte < ord("\t") for byte in head)


def _ole_form(raw: bytes) -> Form:
    for stream, form in _STREAMS:
        if stream.encode("utf-16-le") in raw:
            return form
    return Form.BROKEN


def _zip_form(raw: bytes) -> Form:
    from handlers.rules.packed import member_names

    names = member_names(raw)
    if names is None:
        return Form.BROKEN
    return next((form for member, form in _MEMBERS if member in names), Form.ARCHIVE)


def _decoded(raw: bytes) -> str:
    text = decode(raw)
    if text.count("\n") > _MOST_LINES:
        raise Unreadable("这个文件超过 10 万行，不像申报指南或任务表，请您检查后重新发送。")
    return text


def _read_text(raw: bytes) -> Document:
    text = _decoded(raw)
    lines = text_lines(text)
    if is_tab_separated(lines):
        return Document(lines, tab_separated_tables(text))
    return Document(lines, cell_per_line_tables(lines) if is_cell_per_line(lines) else ())


def _read_csv(raw: bytes) -> Document:
    return csv_document(_decoded(raw))


def _read_docx(raw: bytes) -> Document:
    from handlers.rules.docx_text import docx_document

    return docx_document(raw)


def _read_sheet(raw: bytes) -> Document:
    from handlers.rules.sheet_cells import sheet_document

    return sheet_document(raw)


def _read_pdf(raw: bytes) -> Document:
    from handlers.rules.pdf_text import pdf_document

    return pdf_document(raw)


# Each form that can be read, with its reader; the heavy libraries load only with the first such file.
_READERS: dict[Form, Callable[[bytes], Document]] = {
    Form.TEXT: _read_text,
    Form.CSV: _read_csv,
    Form.DOCX: _read_docx,
    Form.SHEET: _read_sheet,
    Form.PDF: _read_pdf,
}
