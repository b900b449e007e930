"""Facts about tables written for spreadsheets."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from handlers.sheets import Columns, Value, delimited, xlsx

COLUMNS: Columns[Value] = (("甲", 10, lambda row: row), ("乙", 10, lambda _row: "二"))


def unzipped(raw: bytes, name: str) -> bytes:
    with ZipFile(BytesIO(raw)) as archive:
        return archive.read(name)


@pytest.mark.parametrize("text", ["=1+1", "+86 750", "-1", "@sum", "\tx", "\r=1", " =1", "＝1", "＠sum"])
def test_text_that_looks_like_a_formula_is_quoted(text: str) -> None:
    cell = delimited(COLUMNS, [text]).decode("utf-8-sig").partition("\r\n")[2]
    assert cell.lstrip('"').startswith("'")
    raw = xlsx("题", "表", COLUMNS, [text])
    assert b"<f>" not in unzipped(raw, "xl/worksheets/sheet1.xml")
    assert b'quotePrefix="1"' in unzipped(raw, "xl/styles.xml")


@pytest.mark.parametrize("text", ["07508220246", "440781199001011234", "1.10", "2E5", "1-2", "2023/4/5"])
def test_number_that_a_spreadsheet_would_change_stays_text(text: str) -> None:
    assert delimited(COLUMNS, [text]).decode("utf-8-sig").splitlines()[1].startswith(f"'{text},")
    raw = xlsx("题", "表", COLUMNS, [text])
    (_, (cell, _other)) = CalamineWorkbook.from_filelike(BytesIO(raw)).get_sheet_by_index(0).to_python()
    assert cell == text
    assert b'numFmtId="49"' in unzipped(raw, "xl/styles.xml")  # text, also where the cell is edited


@pytest.mark.parametrize("text", ["13800138000", "0750-8220246", "1.1", "SB-2026-000042-7K", "甲-乙"])
def test_text_that_no_spreadsheet_changes_stands_as_it_is(text: str) -> None:
    assert delimited(COLUMNS, [text]).decode("utf-8-sig").splitlines()[1].startswith(f"{text},")


def test_csv_begins_with_a_byte_order_mark_and_has_every_row() -> None:
    raw = delimited(COLUMNS, ["一，", "二"])
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.decode("utf-8-sig") == "甲,乙\r\n一，,二\r\n二,二\r\n"


def test_sheet_has_a_frozen_heading_and_filters() -> None:
    sheet = unzipped(xlsx("题", "表", COLUMNS, ["一"]), "xl/worksheets/sheet1.xml")
    assert b'state="frozen"' in sheet
    assert b"<autoFilter" in sheet


@pytest.mark.parametrize("value", [datetime(2026, 3, 2, 9, 30, tzinfo=UTC), -3, None, "x" * 40_000])
def test_every_kind_of_value_is_written(value: Value) -> None:
    rows = CalamineWorkbook.from_filelike(BytesIO(xlsx("题", "表", COLUMNS, [value])))
    assert len(rows.get_sheet_by_index(0).to_python()) == 2
    line = delimited(COLUMNS, [value]).decode("utf-8-sig").splitlines()[1]
    assert "'" not in line
