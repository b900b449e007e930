"""Portable documents: text is read, scans and locked files say so."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader, PdfWriter

from handlers.rules.documents import read_document
from handlers.rules.problems import Unreadable

FONT = "/Type /Font /BaseFont /Song /Subtype"
SYSTEM = "/Registry (Adobe) /Ordering (Identity) /Supplement 0"
LINES = ("江门市2023年申报指南第一页", "一、申报条件：在本市注册。")


def _pdf(lines: tuple[str, ...]) -> bytes:
    """Write a page by hand whose font maps each code to itself (ISO 32000-1, 9.10.3)."""
    codes = sorted({ord(character) for line in lines for character in line})
    mapped = "\n".join(f"<{code:04X}> <{code:04X}>" for code in codes)
    unicode_map = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{mapped}\nendbfchar\nendcmap end end"
    )
    shown = " ".join(f"<{''.join(f'{ord(character):04X}' for character in line)}> Tj T*" for line in lines)
    page = f"BT /F1 12 Tf 14 TL 72 700 Td {shown} ET"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 595 842] >>",
        "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(page)} >>\nstream\n{page}\nendstream",
        f"<< {FONT} /Type0 /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>",
        f"<< {FONT} /CIDFontType2 /DW 1000 /CIDSystemInfo << {SYSTEM} >> >>",
        f"<< /Length {len(unicode_map)} >>\nstream\n{unicode_map}\nendstream",
    )
    body, places = b"%PDF-1.7\n", []
    for number, text in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    trailer = f"trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF"
    return body + f"xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode()


def _written(writer: PdfWriter) -> bytes:
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def test_text_is_read_line_by_line() -> None:
    lines = read_document("a.pdf", _pdf(LINES)).lines
    assert tuple(line.text for line in lines) == LINES
    assert [line.number for line in lines] == [1, 2]


def test_scan_without_text_says_so() -> None:
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    with pytest.raises(Unreadable, match="扫描件"):
        read_document("a.pdf", _written(writer))


def test_locked_file_says_so() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(_pdf(LINES))))
    writer.encrypt("plainly-invented", algorithm="RC4-128")
    with pytest.raises(Unreadable, match="密码"):
        read_document("a.pdf", _written(writer))


def test_file_that_only_forbids_changes_is_read() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(_pdf(LINES))))
    writer.encrypt("", owner_password="plainly-invented", algorithm="RC4-128")
    assert read_document("a.pdf", _written(writer)).lines[0].text == LINES[0]
