"""Word files: numbers, tracked changes, links, merged cells, what is no content."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from handlers.rules.documents import read_document
from handlers.rules.docx_numbers import number_text
from handlers.rules.lines import Document

W = nsdecls("w")


def _read(build: Callable[[Any], None]) -> Document:
    document = docx.Document()
    build(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return read_document("a.docx", buffer.getvalue())


def _texts(build: Callable[[Any], None]) -> list[str]:
    return [line.text for line in _read(build).lines]


def _paragraph(document: Any, inner: str) -> None:
    document.element.body.insert(
        len(document.element.body) - 1, parse_xml(f"<w:p {W} {nsdecls('r')}>{inner}</w:p>")
    )


def _list(document: Any, number: int, forms: tuple[tuple[str, str], ...]) -> None:
    """Define a list whose levels have these forms and patterns."""
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for at, (form, text) in enumerate(forms)
    )
    root = document.part.numbering_part.element
    root.insert(0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="{number}">{levels}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {W} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'))


def _numbered(document: Any, number: int, level: int, text: str) -> None:
    _paragraph(
        document,
        f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
        f"<w:r><w:t>{text}</w:t></w:r>",
    )


def test_automatic_numbers_are_text_and_restart_under_each_heading() -> None:
    def build(document: Any) -> None:
        _list(document, 90, (("chineseCounting", "（%1）"), ("decimal", "%2."), ("decimal", "%2.%3")))
        for level, text in (
            (0, "条件"),
            (1, "甲"),
            (1, "乙"),
            (2, "细"),
            (0, "材料"),
            (1, "丙"),
            (1, "2022年"),
        ):
            _numbered(document, 90, level, text)

    document = _read(build)
    expected = ["（一）条件", "1.甲", "2.乙", "2.1 细", "（二）材料", "1.丙", "2. 2022年"]
    assert [line.text for line in document.lines] == expected
    assert [line.level for line in document.lines] == [1, 2, 2, 3, 1, 2, 2]


def test_list_with_a_start_of_its_own_begins_there() -> None:
    def build(document: Any) -> None:
        _list(document, 90, (("decimal", "%1、"),))
        root = document.part.numbering_part.element
        root.append(
            parse_xml(
                f'<w:num {W} w:numId="91"><w:abstractNumId w:val="90"/>'
                '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
            )
        )
        for number, text in ((90, "甲"), (90, "乙"), (91, "丙"), (91, "丁")):
            _numbered(document, number, 0, text)

    assert _texts(build) == ["1、甲", "2、乙", "5、丙", "6、丁"]


def test_headings_state_their_depth() -> None:
    def build(document: Any) -> None:
        document.add_heading("专题一", 1)
        document.add_heading("项目类别1", 2)
        document.add_paragraph("正文")

    assert [line.level for line in _read(build).lines] == [1, 2, None]


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("<w:r><w:t>原</w:t></w:r><w:ins w:id='1'><w:r><w:t>增</w:t></w:r></w:ins>", "原增"),
        ("<w:r><w:t>原</w:t></w:r><w:del w:id='1'><w:r><w:delText>删</w:delText></w:r></w:del>", "原"),
        ("<w:moveFrom w:id='1'><w:r><w:t>旧</w:t></w:r></w:moveFrom><w:r><w:t>新</w:t></w:r>", "新"),
        ("<w:moveTo w:id='1'><w:r><w:t>移来</w:t></w:r></w:moveTo>", "移来"),
        ("<w:hyperlink r:id='x'><w:r><w:t>a@example.org</w:t></w:r></w:hyperlink>", "a@example.org"),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r><w:r><w:t>显</w:t></w:r>", "显"),
        ("<w:sdt><w:sdtContent><w:r><w:t>控件</w:t></w:r></w:sdtContent></w:sdt>", "控件"),
        ("<w:smartTag><w:r><w:t>标记</w:t></w:r></w:smartTag>", "标记"),
        ("<w:r><w:t>上</w:t><w:noBreakHyphen/><w:t>下</w:t></w:r>", "上-下"),
    ],
)
def test_text_is_what_stands_after_all_changes(inner: str, text: str) -> None:
    assert _texts(lambda document: _paragraph(document, inner)) == [text]


def test_paragraph_whose_end_was_deleted_goes_on_in_the_next() -> None:
    def build(document: Any) -> None:
        deleted = "<w:pPr><w:rPr><w:del w:id='1'/></w:rPr></w:pPr>"
        _paragraph(document, f"{deleted}<w:r><w:t>前半</w:t></w:r>")
        _paragraph(document, "<w:r><w:t>后半</w:t></w:r>")

    assert _texts(build) == ["前半后半"]


def test_line_break_within_a_paragraph_parts_lines_of_one_number() -> None:
    document = _read(lambda new: _paragraph(new, "<w:r><w:t>上</w:t><w:br/><w:t>下</w:t></w:r>"))
    assert [(line.number, line.text) for line in document.lines] == [(1, "上"), (1, "下")]


def test_headers_footers_and_contents_are_no_content() -> None:
    def build(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "页眉"
        document.sections[0].footer.paragraphs[0].text = "第1页"
        document.styles.add_style("toc 1", 1)
        document.add_paragraph("专题一……1", style="toc 1")
        document.add_paragraph("专题一")

    assert _texts(build) == ["专题一"]


def test_text_box_is_read_once_behind_its_paragraph() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent>"
    markup = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    inner = (
        f"<w:r><w:t>段</w:t></w:r><w:r><mc:AlternateContent xmlns:mc='{markup}'><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert _texts(lambda document: _paragraph(document, inner)) == ["段", "框"]


def test_merged_cells_repeat_their_value_in_the_table_and_stand_once_in_the_lines() -> None:
    def build(document: Any) -> None:
        table = document.add_table(rows=2, cols=3)
        table.cell(0, 0).merge(table.cell(1, 0)).text = "甲"
        table.cell(0, 1).merge(table.cell(0, 2)).text = "乙\n丙"
        table.cell(1, 1).text = "丁"

    document = _read(build)
    (table,) = document.tables
    assert [[(cell.text, cell.continues) for cell in row] for row in table] == [
        [("甲", False), ("乙\n丙", False), ("乙\n丙", True)],
        [("甲", True), ("丁", False), ("", False)],
    ]
    assert [line.text for line in document.lines] == ["甲\t乙", "丙", "丁"]
    assert (table[1][1].address, table[1][1].line) == ("B2", 2)


def test_table_within_a_cell_is_part_of_its_text() -> None:
    def build(document: Any) -> None:
        cell = document.add_table(rows=1, cols=1).cell(0, 0)
        cell.text = "外"
        cell.add_table(rows=1, cols=2).cell(0, 1).text = "内"

    assert _read(build).tables[0][0][0].text == "外\n内"


@pytest.mark.parametrize(
    ("form", "value", "text"),
    [
        ("decimal", 12, "12"),
        ("chineseCounting", 21, "二十一"),
        ("chineseCountingThousand", 11, "十一"),
        ("japaneseCounting", 3, "三"),
        ("chineseLegalSimplified", 2, "贰"),
        ("ideographTraditional", 2, "乙"),
        ("decimalEnclosedCircleChinese", 3, "③"),
        ("decimalFullWidth", 10, "１０"),
        ("decimalZero", 7, "07"),
        ("upperLetter", 28, "BB"),
        ("lowerLetter", 1, "a"),
        ("upperRoman", 14, "XIV"),
        ("lowerRoman", 4, "iv"),
        ("unknownForm", 5, "5"),
    ],
)
def test_number_is_written_in_its_form(form: str, value: int, text: str) -> None:
    assert number_text(value, form) == text
