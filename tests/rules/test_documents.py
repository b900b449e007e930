"""Text files become lines and tables; what cannot be used says why in one sentence."""

from __future__ import annotations

import io
import zipfile

import pytest

from handlers.rules.documents import Form, form_of, read_document
from handlers.rules.lines import Document
from handlers.rules.problems import Unreadable

TEXT = "申报指南\n一、条件\n在本市注册。\n"


def _texts(document: Document) -> list[str]:
    return [line.text for line in document.lines]


@pytest.mark.parametrize(
    "raw",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("gb18030"),
        TEXT.encode("utf-16"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
    ],
    ids=["utf-8", "bom", "gb18030", "utf-16", "crlf", "cr"],
)
def test_encoding_and_line_ends_make_no_difference(raw: bytes) -> None:
    assert _texts(read_document("a.txt", raw)) == ["申报指南", "一、条件", "在本市注册。"]


def test_form_feed_cuts_a_line_without_counting() -> None:
    document = read_document("a.txt", "第一页\n\f第二页\n末行\f又一页\n".encode())
    assert [(line.number, line.text) for line in document.lines] == [
        (1, "第一页"),
        (2, "第二页"),
        (3, "末行"),
        (3, "又一页"),
    ]


def test_hard_wrapped_lines_stay_lines() -> None:
    document = read_document("a.txt", "围绕我市产业发展情况，研究优化和\n提升评价体系。\n".encode())
    assert len(document.lines) == 2


def test_few_broken_bytes_leave_the_rest_readable() -> None:
    raw = bytearray((TEXT * 20).encode())
    raw[100] = 0xFF
    texts = _texts(read_document("a.txt", bytes(raw)))
    assert texts[-1] == "在本市注册。"
    assert any("\ufffd" in text for text in texts)


def test_cell_per_line_export_is_a_table() -> None:
    text = "标题\n\n\t序号\n\t单位\n\n\t1\n\t市科技局\n市税务局\n\n\t\n\t市财政局\n\n表后文字\n"
    document = read_document("a.txt", text.encode())
    (table,) = document.tables
    assert [[cell.text for cell in row] for row in table] == [
        ["序号", "单位"],
        ["1", "市科技局\n市税务局"],
        ["", "市财政局"],
    ]
    assert (table[1][1].line, _texts(document)[-1]) == (7, "表后文字")


def test_empty_line_within_a_cell_does_not_end_its_row() -> None:
    text = "\t甲\n\t乙\n\t丙\n\n\t1\n\t二\n\n续\n\t三\n"
    (table,) = read_document("a.txt", text.encode()).tables
    assert [cell.text for cell in table[1]] == ["1", "二\n续", "三"]


def test_tab_separated_cells_may_hold_line_breaks() -> None:
    text = '标题\n序号\t单位\n1\t"市科技局\n市税务局"\n2\t市财政局\n'
    (table,) = read_document("a.txt", text.encode()).tables
    assert [cell.text for cell in table[1]] == ["1", "市科技局\n市税务局"]
    assert table[2][0].line == 5


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "，"])
def test_csv_delimiter_is_found(delimiter: str) -> None:
    raw = f"序号{delimiter}单位\n1{delimiter}市科技局\n".encode("gb18030")
    document = read_document("a.csv", raw)
    assert [[cell.text for cell in row] for row in document.tables[0]] == [
        ["序号", "单位"],
        ["1", "市科技局"],
    ]
    assert _texts(document) == ["序号\t单位", "1\t市科技局"]


def test_stray_quotation_mark_swallows_no_rows() -> None:
    rows = "\n".join(f"{number},甲" for number in range(100))
    (table,) = read_document("a.csv", f'序号,任务\n1,"甲\n{rows}\n'.encode()).tables
    assert len(table) >= 100


def _zip(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in members.items():
            container.writestr(name, content)
    return buffer.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("a.txt", b"", "空的"),
        ("a.docx", b"", "空的"),
        ("a.txt", b"\xef\xbb\xbf \r\n", "空的"),
        ("a.exe", b"MZ\x90\x00\x03\x00", "程序"),
        ("a.docx", b"MZ\x90\x00\x03\x00", "程序"),
        ("a.txt", b"\x7fELF\x02\x01\x01\x00", "程序"),
        ("a.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF", "图片"),
        ("a.pdf", b"\x89PNG\r\n\x1a\n\x00", "图片"),
        ("a.zip", _zip({"a.txt": b"a"}), "压缩包"),
        ("a.rar", b"Rar!\x1a\x07\x00", "压缩包"),
        ("a.docx", _zip({"word/document.xml": b"<w:document/>"})[:-30], "损坏"),
        ("a.docx", _zip({"word/document.xml": b"<broken"}), "损坏"),
        ("a.xlsx", _zip({"xl/workbook.xml": b"<broken"}), "损坏"),
        ("a.docx", "只是文字".encode(), "损坏"),
        ("a.doc", OLE + "WordDocument".encode("utf-16-le"), "另存为 .docx"),
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "密码"),
        ("a.xls", OLE, "损坏"),
        ("a.xls", OLE + "Workbook".encode("utf-16-le"), "损坏"),
        ("a.rtf", b"{\\rtf1\\ansi}", "RTF"),
        ("a.xls", b"<html><table></table></html>", "网页"),
        ("a.pdf", b"%PDF-1.7\nnothing", "损坏"),
        ("a.bin", bytes(range(256)) * 40, "不是可以读出的文字"),
    ],
)
def test_unusable_file_says_why_in_one_sentence(name: str, raw: bytes, said: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_document(name, raw)
    sentence = str(caught.value)
    assert said in sentence
    assert sentence.count("。") == 1
    assert sentence.endswith("。")


def test_content_counts_more_than_the_name() -> None:
    assert form_of("指南.docx", b"%PDF-1.7\n%\x00") is Form.PDF
    assert form_of("说明.txt", "MZ 是一个程序的开头".encode()) is Form.TEXT


@pytest.mark.parametrize(
    ("member", "size"), [("word/document.xml", 80 << 20), ("word/media/image1.bmp", 300 << 20)]
)
def test_zip_bomb_is_refused_before_it_is_opened(member: str, size: int) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("word/document.xml" if "media" in member else "xl/workbook.xml", b"<a/>")
        with container.open(member, "w", force_zip64=True) as inner:
            for _ in range(size >> 20):
                inner.write(bytes(1 << 20))
    with pytest.raises(Unreadable, match="安全"):
        read_document("a.docx", buffer.getvalue())
