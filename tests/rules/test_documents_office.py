"""Files as office programs really write them: an old sheet, and a PDF whose runs are drawn out of order."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from handlers.rules.documents import read_document
from handlers.rules.guide_text import read_guide
from handlers.rules.task_table import read_tasks

FILES = Path(__file__).parent / "files"


def test_old_sheet_is_read_with_its_merges_and_dates() -> None:
    table = read_tasks(read_document("tasks.xls", (FILES / "tasks.xls").read_bytes()))
    read = [
        (task.number, task.text, task.lead_unit, [each.due for each in task.milestones])
        for task in table.tasks
    ]
    assert read == [
        ("1", "新建公办幼儿园5所。", "市教育局", [date(2024, 4, 30), date(2024, 12, 31)]),
        ("2", "改造老旧小区32个。", "市住房城乡建设局", [date(2024, 6, 30)]),
    ]
    assert not table.problems


def test_runs_of_a_page_are_read_from_left_to_right() -> None:
    lines = [line.text for line in read_document("guide.pdf", (FILES / "guide.pdf").read_bytes()).lines]
    assert "事后补助，择优支持，每家给予5万元—10万元奖励。" in lines


def test_guide_printed_by_an_office_program_reads_as_typed() -> None:
    guide = read_guide(read_document("guide.pdf", (FILES / "guide.pdf").read_bytes()))
    (category,) = guide.categories
    (item,), (contact,) = category.funding.items, category.contacts
    assert (item.min_wan, item.amount_wan, item.amount_type) == (5, 10, "range")
    assert (contact.department, contact.name, contact.phones) == ("海洋科", "欧阳雪", ("0750-8220246",))
    assert category.materials == ("项目申报书", "营业执照")
