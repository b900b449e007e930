"""Guides as offices of many cities print them, each with its expected reading, section texts included.

`NAME.txt` is read as it is. `NAME.docx.txt` and `NAME.xlsx.txt` are built first: `#` is a heading,
`@C text` a paragraph with an automatic number of list C (`@C!` begins it anew, `@X1` is its second level),
`[+in+]` and `[-out-]` are tracked changes, `[[a]]` is a hyperlink, a line of `|` is a row of a table, where
`^` continues the cell above and `<` the one before, and `⏎` is a line break in a cell.
`open` names sections that are not compared.
"""

from __future__ import annotations

import io
import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

import docx
import pytest
import xlsxwriter
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.text.paragraph import Paragraph

from handlers.rules.documents import read_document
from handlers.rules.guide import Category, FundingItem, Guide
from handlers.rules.guide_text import read_guide
from handlers.rules.problems import Level

CITIES = Path(__file__).parent / "guides" / "cities"
NAMES = sorted(path.stem for path in CITIES.glob("*.json"))
SECTIONS = ("research", "conditions", "materials", "support", "contacts")
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
# The automatic lists: the form and the text of the number on each level.
LISTS = {
    "T": [("chineseCounting", "专题%1：")],
    "C": [("decimal", "%1.")],
    "S": [("chineseCounting", "（%1）")],
    "M": [("decimal", "%1.")],
    "X": [("chineseCounting", "%1、"), ("decimal", "%1.%2")],
}
NUMBERED = re.compile(r"@(?P<list>\w)(?P<level>\d?)(?P<anew>!?) (?P<text>.*)")
RUNS = re.compile(r"(\[\+.*?\+\]|\[-.*?-\]|\[\[.*?\]\])")
PRINTED_NUMBER = re.compile(r"^\s*(?:\d+[.．]|（[一二三四五六七八九十]+）)\s*", re.MULTILINE)


class Word:
    """A Word document while it is built from the notation."""

    def __init__(self) -> None:
        self.document: WordDocument = docx.Document()
        self.numbering = self.document.part.numbering_part.element
        for child in list(self.numbering):
            self.numbering.remove(child)
        for place, levels in enumerate(LISTS.values()):
            self.numbering.append(parse_xml(abstract_list(place, levels)))
        self.lists: dict[str, int] = {}
        self.count = 0

    def line(self, line: str) -> None:
        heading = re.match(r"(#+) ", line)
        style = f"Heading {len(heading[1])}" if heading else None
        paragraph = self.document.add_paragraph(style=style)
        text = line[heading.end() :] if heading else line
        if numbered := NUMBERED.match(text):
            self.number(paragraph, numbered)
            text = numbered["text"]
        for part in RUNS.split(text):
            add_run(paragraph, part)

    def number(self, paragraph: Paragraph, found: re.Match[str]) -> None:
        name = found["list"]
        if found["anew"] or name not in self.lists:
            self.count += 1
            self.lists[name] = self.count
            anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
            number = (
                f'<w:num {W} w:numId="{self.count}"><w:abstractNumId w:val="{list(LISTS).index(name)}"/>'
                f"{anew if found['anew'] else ''}</w:num>"
            )
            self.numbering.append(parse_xml(number))
        level, number = found["level"] or "0", str(self.lists[name])
        properties = paragraph._p.get_or_add_pPr()
        properties.append(
            parse_xml(f'<w:numPr {W}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')
        )

    def table(self, rows: list[list[str]]) -> None:
        table = self.document.add_table(len(rows), len(rows[0]))
        for top, left, bottom, right, text in merged_cells(rows):
            cell = table.cell(top, left)
            if (top, left) != (bottom, right):
                cell = cell.merge(table.cell(bottom, right))
            cell.text = text

    def header(self, text: str) -> None:
        self.document.sections[0].header.paragraphs[0].text = text
        self.document.sections[0].footer.paragraphs[0].text = "第 1 页 共 9 页"

    def saved(self) -> bytes:
        stream = io.BytesIO()
        self.document.save(stream)
        return stream.getvalue()


def abstract_list(number: int, levels: list[tuple[str, str]]) -> str:
    told = "".join(
        f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'{"<w:isLgl/>" if place else ""}<w:lvlText w:val="{text}"/></w:lvl>'
        for place, (form, text) in enumerate(levels)
    )
    return f'<w:abstractNum {W} w:abstractNumId="{number}">{told}</w:abstractNum>'


def add_run(paragraph: Paragraph, part: str) -> None:
    inner = part[2:-2]
    if part.startswith("[+"):
        run = f'<w:ins {W} w:id="1" w:author="a"><w:r><w:t>{inner}</w:t></w:r></w:ins>'
    elif part.startswith("[-"):
        run = f'<w:del {W} w:id="2" w:author="a"><w:r><w:delText>{inner}</w:delText></w:r></w:del>'
    elif part.startswith("[["):
        run = f'<w:hyperlink {W} w:anchor="x"><w:r><w:t>{inner}</w:t></w:r></w:hyperlink>'
    else:
        paragraph.add_run(part)
        return
    paragraph._p.append(parse_xml(run))


def merged_cells(rows: list[list[str]]) -> list[tuple[int, int, int, int, str]]:
    """Give top, left, bottom, right and text of every cell."""
    found = []
    for top, row in enumerate(rows):
        for left, text in enumerate(row):
            if text in ("^", "<"):
                continue
            right, bottom = left, top
            while right + 1 < len(row) and row[right + 1] == "<":
                right += 1
            while bottom + 1 < len(rows) and left < len(rows[bottom + 1]) and rows[bottom + 1][left] == "^":
                bottom += 1
            found.append((top, left, bottom, right, text))
    return found


def word_file(text: str) -> bytes:
    word = Word()
    rows: list[list[str]] = []
    for line in [*text.removesuffix("\n").split("\n"), ""]:
        if line.startswith("HEADER "):
            word.header(line.removeprefix("HEADER "))
        elif line.startswith("|"):
            rows.append(line[1:-1].replace("⏎", "\n").split("|"))
        else:
            if rows:
                word.table(rows)
                rows = []
            word.line(line)
    return word.saved()


def sheet_file(text: str) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("指南")
        rows = [line.replace("⏎", "\n").split("|") for line in text.removesuffix("\n").split("\n")]
        for top, left, bottom, right, value in merged_cells(rows):
            if (top, left) != (bottom, right):
                sheet.merge_range(top, left, bottom, right, value)
            elif re.fullmatch(r"\d+(?:\.\d+)?", value):
                sheet.write_number(top, left, float(value))
            else:
                sheet.write_string(top, left, value)
    return stream.getvalue()


BUILDERS = {".docx": word_file, ".xlsx": sheet_file}


def read_city(name: str) -> Guide:
    for suffix, build in BUILDERS.items():
        source = CITIES / f"{name}{suffix}.txt"
        if source.exists():
            return read_guide(read_document(f"{name}{suffix}", build(source.read_text(encoding="utf-8"))))
    return read_guide(read_document(f"{name}.txt", (CITIES / f"{name}.txt").read_bytes()))


def printed(text: str) -> str:
    """Give a section's text without blanks and numbers, which Word counts by itself."""
    return "".join(PRINTED_NUMBER.sub("", text).split())


def sections_of(category: Category, left_open: list[str]) -> dict[str, Any]:
    texts = {kind: getattr(category.sections, kind) for kind in SECTIONS if kind not in left_open}
    told: dict[str, Any] = {kind: printed(text) for kind, text in texts.items() if text}
    if category.sections.other:
        told["other"] = {title: printed(text) for title, text in category.sections.other.items()}
    return told


def item_of(item: FundingItem) -> dict[str, Any]:
    """Give an item as the files hold it: the bound of up_to and percent stands in `amount_wan` alone."""
    told = {key: value for key, value in asdict(item).items() if value is not None}
    if item.amount_type in ("up_to", "percent"):
        told.pop("max_wan", None)
    return told


def category_of(category: Category, left_open: list[str]) -> dict[str, Any]:
    told = {
        "id": category.id,
        "topic": category.topic,
        "name": category.name,
        "code": category.code,
        "materials": list(category.materials),
        "period": category.period and asdict(category.period),
    }
    return {
        **{key: value for key, value in told.items() if value is not None},
        "sections": sections_of(category, left_open),
        "funding": {
            "mode": category.funding.mode,
            "selection": category.funding.selection,
            "items": [item_of(item) for item in category.funding.items],
        },
        "contacts": [
            {**asdict(each), "phones": list(each.phones), "emails": list(each.emails)}
            for each in category.contacts
        ],
    }


def expected_category(wanted: dict[str, Any]) -> dict[str, Any]:
    sections = {kind: text for kind, text in wanted["sections"].items() if kind not in ("open", "other")}
    told: dict[str, Any] = {kind: printed(text) for kind, text in sections.items()}
    if other := wanted["sections"].get("other"):
        told["other"] = {title: printed(text) for title, text in other.items()}
    return {**wanted, "sections": told}


def doubts_of(guide: Guide) -> list[str]:
    found = [problem for problem in guide.problems if problem.level is not Level.NOTE]
    return sorted({f"{problem.category or ''} {problem.field}".strip() for problem in found})


@pytest.mark.parametrize("name", NAMES)
def test_guide_of_another_city_reads_as_expected(name: str) -> None:
    wanted = json.loads((CITIES / f"{name}.json").read_text(encoding="utf-8"))
    guide = read_city(name)
    assert (guide.title, guide.year, guide.area_code) == (
        wanted["title"],
        wanted["year"],
        wanted["area_code"],
    )
    assert [asdict(topic) for topic in guide.topics] == wanted["topics"]
    opened = [each["sections"].get("open", []) for each in wanted["categories"]]
    assert [category_of(each, left) for each, left in zip(guide.categories, opened, strict=True)] == [
        expected_category(each) for each in wanted["categories"]
    ]
    assert doubts_of(guide) == wanted["doubts"]
