"""Excel files: addresses, dates, merges, and sheets that are a trap."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

import pytest
import xlsxwriter

from handlers.rules.documents import read_document
from handlers.rules.problems import Unreadable
from handlers.rules.sheet_cells import address


def _book() -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    first = book.add_worksheet("甲")
    first.write_row(1, 1, ("文字", 7, 2.5, True))
    first.write_datetime(2, 1, datetime(2024, 6, 30), book.add_format({"num_format": "yyyy/m/d"}))  # noqa: DTZ001
    first.merge_range(3, 1, 4, 2, "合并")
    first.write(4, 4, "末")
    book.add_worksheet("空")
    book.add_worksheet("乙").write(0, 0, "第二张")
    book.close()
    return buffer.getvalue()


def test_values_are_text_at_their_addresses() -> None:
    first = read_document("a.xlsx", _book()).tables[0]
    assert [(cell.text, cell.address) for cell in first[1][1:]] == [
        ("文字", "B2"),
        ("7", "C2"),
        ("2.5", "D2"),
        ("是", "E2"),
    ]
    assert first[2][1].text == "2024-06-30"


def test_merged_cells_repeat_their_value() -> None:
    first = read_document("a.xlsx", _book()).tables[0]
    covered = [(cell.text, cell.continues) for row in first[3:5] for cell in row[1:3]]
    assert covered == [("合并", False), ("合并", True), ("合并", True), ("合并", True)]


def test_empty_sheet_is_left_out_and_later_sheets_are_named() -> None:
    document = read_document("a.xlsx", _book())
    assert [table[0][0].address for table in document.tables] == ["A1", "乙!A1"]
    assert document.lines[-1].text == "第二张"


@pytest.mark.parametrize(
    ("column", "name"), [(0, "A1"), (25, "Z1"), (26, "AA1"), (701, "ZZ1"), (702, "AAA1")]
)
def test_address_is_the_one_of_spreadsheets(column: int, name: str) -> None:
    assert address(0, column) == name


def test_workbook_without_a_value_is_empty() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    book.add_worksheet()
    book.close()
    with pytest.raises(Unreadable, match="空的"):
        read_document("a.xlsx", buffer.getvalue())


def test_cells_far_apart_are_refused() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet()
    sheet.write(0, 0, "甲")
    sheet.write(1_048_575, 16_383, "乙")
    book.close()
    with pytest.raises(Unreadable, match="范围太大"):
        read_document("a.xlsx", buffer.getvalue())


def test_damaged_sheet_is_refused() -> None:
    source = io.BytesIO(_book())
    target = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            broken = name.startswith("xl/worksheets/sheet1")
            new.writestr(name, b"<worksheet><sheetData><row><c" if broken else old.read(name))
    with pytest.raises(Unreadable):
        read_document("a.xlsx", target.getvalue())


def _changed(member: str, old: bytes, new: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_book())) as source, zipfile.ZipFile(target, "w") as changed:
        for name in source.namelist():
            content = source.read(name)
            changed.writestr(name, content.replace(old, new) if name == member else content)
    return target.getvalue()


@pytest.mark.parametrize(
    ("member", "old", "new"),
    [
        ("xl/sharedStrings.xml", b'uniqueCount="', b'uniqueCount="99999999'),
        ("xl/worksheets/sheet1.xml", b'<c r="B2"', b'<c r="B9999999999"'),
        ("xl/worksheets/sheet1.xml", b'<row r="2"', b'<row r="4294967295"'),
    ],
)
def test_book_that_claims_to_be_vast_is_refused(member: str, old: bytes, new: bytes) -> None:
    with pytest.raises(Unreadable):
        read_document("a.xlsx", _changed(member, old, new))
