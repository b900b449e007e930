"""Task tables out of Word and Excel files: merged cells, dates, automatic numbers."""

from __future__ import annotations

import io
from datetime import date, datetime

import docx
import xlsxwriter
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from handlers.rules.documents import read_document
from handlers.rules.problems import Level
from handlers.rules.task_table import read_tasks
from handlers.rules.tasks import TaskTable

HEADER = ("序号", "工作任务", "节点计划", "责任单位", "完成时限")


def _docx_with(rows: tuple[tuple[str, ...], ...], merges: tuple[tuple[int, int, int, int], ...]) -> bytes:
    document = docx.Document()
    document.add_paragraph("2024年重点工作任务分解表")
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            table.cell(at, column).text = text
    for top, left, bottom, right in merges:
        table.cell(top, left).merge(table.cell(bottom, right))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _tasks(name: str, raw: bytes) -> TaskTable:
    return read_tasks(read_document(name, raw))


def test_cells_merged_down_hold_for_every_row_of_word_tables() -> None:
    rows = (
        HEADER,
        ("1", "甲任务（牵头单位：市科技局）", "（1）起步", "市科技局\n市财政局", "6月底"),
        ("", "", "（2）收尾", "", ""),
        ("2", "乙任务", "", "市教育局", "9月30日"),
    )
    merges = ((1, 0, 2, 0), (1, 1, 2, 1), (1, 3, 2, 3), (1, 4, 2, 4), (3, 1, 3, 2))
    table = _tasks("a.docx", _docx_with(rows, merges))
    first, second = table.tasks
    assert (table.title, table.year) == ("2024年重点工作任务分解表", 2024)
    assert [step.units for step in first.milestones] == [("市科技局", "市财政局")] * 2
    assert [step.due for step in first.milestones] == [date(2024, 6, 30)] * 2
    assert (second.text, second.milestones[0].text) == ("乙任务", "乙任务")
    assert {problem.level for problem in table.problems} <= {Level.NOTE}


def test_section_row_over_all_columns_is_no_task() -> None:
    rows = (HEADER, ("一、平台", "", "", "", ""), ("1", "甲任务", "", "市科技局", "6月底"))
    table = _tasks("a.docx", _docx_with(rows, ((1, 0, 1, 4),)))
    assert [task.text for task in table.tasks] == ["甲任务"]


def test_two_header_rows_of_word_name_lead_and_support() -> None:
    rows = (
        ("序号", "任务", "责任分工", "", "时限"),
        ("", "", "牵头单位", "配合单位", ""),
        ("1", "甲", "市科技局", "市财政局、市审计局", "上半年"),
    )
    merges = ((0, 2, 0, 3), (0, 0, 1, 0), (0, 1, 1, 1), (0, 4, 1, 4))
    task = _tasks("a.docx", _docx_with(rows, merges)).tasks[0]
    assert (task.lead_unit, task.units) == ("市科技局", ("市科技局", "市财政局", "市审计局"))
    assert task.milestones[0].due == date(2024, 6, 30)


def test_automatic_numbers_in_cells_are_the_tasks_numbers() -> None:
    document = docx.Document()
    document.add_paragraph("2024年任务表")
    table = document.add_table(rows=3, cols=4)
    for column, text in enumerate(("序号", "工作任务", "责任单位", "完成时限")):
        table.cell(0, column).text = text
    for row, name in ((1, "甲"), (2, "乙")):
        table.cell(row, 0).paragraphs[0].style = document.styles["List Number"]
        for column, text in enumerate((name, "市科技局", "6月底"), start=1):
            table.cell(row, column).text = text
    buffer = io.BytesIO()
    document.save(buffer)
    assert [task.number for task in _tasks("a.docx", buffer.getvalue()).tasks] == ["1", "2"]


def test_row_deleted_in_tracked_changes_is_gone() -> None:
    raw = _docx_with(
        (HEADER[:2] + HEADER[3:], ("1", "甲", "市科技局", "6月"), ("2", "乙", "市科技局", "7月")), ()
    )
    document = docx.Document(io.BytesIO(raw))
    properties = document.tables[0].rows[1]._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:del"))
    assert properties.find(qn("w:del")) is not None
    buffer = io.BytesIO()
    document.save(buffer)
    assert [task.number for task in _tasks("a.docx", buffer.getvalue()).tasks] == ["2"]


def _xlsx() -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet("任务")
    day = book.add_format({"num_format": 'm"月"d"日"'})
    sheet.merge_range(0, 0, 0, 4, "2024年重点任务清单")
    sheet.write_row(1, 0, HEADER)
    sheet.merge_range(2, 0, 3, 0, 7)
    sheet.merge_range(2, 1, 3, 1, "甲任务")
    sheet.merge_range(2, 3, 3, 3, "市科技局、各县（市、区）政府")
    sheet.write(2, 2, "（1）起步")
    sheet.write(3, 2, "（2）收尾")
    sheet.write_datetime(2, 4, datetime(2024, 6, 30), day)  # noqa: DTZ001 - sheets know no zone
    sheet.write_number(3, 4, 45657)
    sheet.write_row(4, 0, ("8", "乙任务", "", "市教育局", "6.3"))
    hidden = book.add_worksheet("旧")
    hidden.write_row(0, 0, HEADER)
    hidden.write_row(1, 0, ("1", "旧任务", "", "市科技局", "6月"))
    hidden.hide()
    book.close()
    return buffer.getvalue()


def test_excel_dates_serials_and_merges_are_read() -> None:
    table = _tasks("a.xlsx", _xlsx())
    first = table.tasks[0]
    assert (table.title, table.year, first.number) == ("2024年重点任务清单", 2024, "7")
    assert [step.due for step in first.milestones] == [date(2024, 6, 30), date(2024, 12, 31)]
    assert first.units == ("市科技局", "各县（市、区）政府")


def test_hidden_sheet_is_left_out() -> None:
    assert [task.text for task in _tasks("a.xlsx", _xlsx()).tasks] == ["甲任务", "乙任务"]


def test_number_that_may_have_lost_a_zero_is_no_date_and_told_with_its_cell() -> None:
    table = _tasks("a.xlsx", _xlsx())
    told = [problem for problem in table.problems if (problem.task, problem.field) == ("8", "due")]
    assert table.tasks[1].milestones[0].due is None
    assert [(problem.level, problem.cell) for problem in told] == [(Level.WARNING, "A5")]
