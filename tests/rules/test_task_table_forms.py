"""The same task table in every file form reads the same."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import docx
import pytest
import xlsxwriter

from handlers.rules.documents import read_document
from handlers.rules.problems import Level
from handlers.rules.task_table import read_tasks
from handlers.rules.tasks import TaskTable

Texts = list[list[str]]
MERGED = (0, 1, 3)  # the columns that hold for all milestones of a task


@pytest.fixture(scope="module")
def original(samples: Path) -> TaskTable:
    return read_tasks(read_document("a.txt", (samples / "tasks-2022.txt").read_bytes()))


@pytest.fixture(scope="module")
def texts(samples: Path) -> Texts:
    document = read_document("a.txt", (samples / "tasks-2022.txt").read_bytes())
    return [[cell.text for cell in row] for row in document.tables[0]]


def _blocks(texts: Texts) -> list[tuple[int, int]]:
    starts = [at for at, row in enumerate(texts) if row[0]] + [len(texts)]
    return list(zip(starts, [end - 1 for end in starts[1:]], strict=False))


def _repeated(texts: Texts) -> Texts:
    full = [list(row) for row in texts]
    for first, last in _blocks(texts):
        for at in range(first, last + 1):
            for column in MERGED:
                full[at][column] = texts[first][column]
    return full


def _delimited(title: str, texts: Texts, delimiter: str) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows([[title], *texts])
    return buffer.getvalue().encode("gb18030")


def _docx(title: str, texts: Texts) -> bytes:
    document = docx.Document()
    document.add_paragraph(title)
    table = document.add_table(rows=len(texts), cols=5)
    for at, row in enumerate(texts):
        for column, text in enumerate(row):
            table.cell(at, column).text = text
    for first, last in _blocks(texts):
        for column in MERGED:
            table.cell(first, column).merge(table.cell(last, column)).text = texts[first][column]
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _xlsx(title: str, texts: Texts) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet()
    sheet.merge_range(0, 0, 0, 4, title)
    for at, row in enumerate(texts, start=1):
        sheet.write_row(at, 0, [int(text) if text.isdecimal() else text for text in row])
    for first, last in _blocks(texts):
        for column in MERGED if last > first else ():
            sheet.merge_range(first + 1, column, last + 1, column, texts[first][column])
    book.close()
    return buffer.getvalue()


def _same(name: str, raw: bytes, original: TaskTable) -> None:
    table = read_tasks(read_document(name, raw))
    assert (table.title, table.year, table.tasks) == (original.title, original.year, original.tasks)
    assert {problem.level for problem in table.problems} <= {Level.NOTE}


@pytest.mark.parametrize(("name", "delimiter"), [("a.csv", ","), ("a.csv", ";"), ("a.txt", "\t")])
def test_delimited_table_reads_the_same(name: str, delimiter: str, texts: Texts, original: TaskTable) -> None:
    _same(name, _delimited(original.title, texts, delimiter), original)


def test_values_repeated_in_each_row_read_the_same(texts: Texts, original: TaskTable) -> None:
    _same("a.csv", _delimited(original.title, _repeated(texts), ","), original)


def test_columns_in_another_order_read_the_same(texts: Texts, original: TaskTable) -> None:
    turned = [[row[column] for column in (4, 3, 0, 1, 2)] for row in _repeated(texts)]
    _same("a.csv", _delimited(original.title, turned, ","), original)


def test_word_table_with_merged_cells_reads_the_same(texts: Texts, original: TaskTable) -> None:
    _same("a.docx", _docx(original.title, texts), original)


def test_excel_table_with_merged_cells_reads_the_same(texts: Texts, original: TaskTable) -> None:
    _same("a.xlsx", _xlsx(original.title, texts), original)
