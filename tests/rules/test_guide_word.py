from __future__ import annotations

import io

import docx
import pytest
from docx.document import Document as WordDocument

from handlers.rules.documents import read_document
from handlers.rules.guide import Guide
from handlers.rules.guide_text import read_guide

SECTIONS = (
    ("研究内容", "研究机床。"),
    ("申报条件", "企业。"),
    ("支持方式与强度", "事前资助，择优支持，30万元/项，支持2项。"),
    ("联系人", "制造科：高峰，0660-3366801，zz@example.org"),
)


def read_word(word: WordDocument) -> Guide:
    stream = io.BytesIO()
    word.save(stream)
    return read_guide(read_document("guide.docx", stream.getvalue()))


@pytest.fixture
def headings() -> WordDocument:
    word = docx.Document()
    word.add_heading("某市2024年科技项目申报指南", 0)
    for topic, names in (("先进制造", ("数控机床", "增材制造")), ("生物医药", ("创新药",))):
        word.add_heading(topic, 1)
        for name in names:
            word.add_heading(name, 2)
            for title, text in SECTIONS:
                word.add_heading(title, 3)
                word.add_paragraph(text)
            word.add_heading("申报材料", 3)
            for item in ("申报书", "预算表"):
                word.add_paragraph(item, style="List Number")
    return word


def test_heading_levels_without_numbers_make_topics_and_categories(headings: WordDocument) -> None:
    guide = read_word(headings)
    assert [topic.name for topic in guide.topics] == ["先进制造", "生物医药"]
    assert [(each.id, each.name) for each in guide.categories] == [
        ("1.1", "数控机床"),
        ("1.2", "增材制造"),
        ("2.1", "创新药"),
    ]


def test_automatic_numbers_that_run_on_are_clauses_all_the_same(headings: WordDocument) -> None:
    guide = read_word(headings)
    assert {category.materials for category in guide.categories} == {("申报书", "预算表")}
    assert {problem.field for problem in guide.problems} == {"materials"}


def test_table_with_merged_topic_reads_one_category_a_row() -> None:
    word = docx.Document()
    word.add_paragraph("某市2024年科技项目申报指南")
    rows = (
        ("专题", "项目类别", "研究内容", "支持方式与强度", "联系人及电话"),
        ("专题一 制造", "机床", "研究。", "事前资助，30万元/项。", "制造科 高峰 0660-3366801 zz@example.org"),
        ("", "轴承", "研究。", "事前资助，20万元/项。", "制造科 高峰 3366801 zz@example.org"),
    )
    table = word.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    guide = read_word(word)
    assert [(each.id, each.name, each.funding.items[0].amount_wan) for each in guide.categories] == [
        ("1.1", "机床", 30),
        ("1.2", "轴承", 20),
    ]
    assert {contact.phones for each in guide.categories for contact in each.contacts} == {("0660-3366801",)}
