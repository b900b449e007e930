"""Contacts that stand in a table of their own, with the categories that each row is for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from handlers.rules.contact_lines import ContactReading, read_contacts
from handlers.rules.contact_words import LABELS, SERVED, is_department
from handlers.rules.half_width import half_width
from handlers.rules.lines import Cell, Row
from handlers.rules.marks import opening_mark, ordinal
from handlers.rules.passages import Passage

_HEADER_ROWS = 3  # rows that are looked at for the names of columns
_LONGEST = 20  # characters of a column's name

# What a column says which row belongs to which category.
REFERENCE = re.compile(
    r"(?:负责|对应|适用|所属|分管|受理|承办|咨询)?的?(?:项目|申报|支持|指南)?(?:类别|专题|方向|领域|板块|名称|项目)(?:名称|编号|序号|代码|范围)?"
)
# The word that a bare number of such a column stands for: 1、2 under 项目类别.
_COUNTED = (
    ("专题", re.compile(r".*(?:专题|领域|板块).*")),
    ("方向", re.compile(r".*方向")),
    ("类别", re.compile(r".*(?:类别|方向|项目|序号|编号).*")),
)
# What a column says about whom to ask.
_CONTACT = re.compile(
    r".*(?:联系人|姓名|经办人|电话|手机|联系方式|邮箱|邮件|E-?mail|科室|处室|股室|机构|部门|单位).*",
    re.IGNORECASE,
)
_REACHED = re.compile(r"联系|电话|手机|邮箱|邮件|姓名")
# 专题二, 专题二、三, 专题一至三
_PRINTED = r"(?:[一二三四五六七八九十]{1,3}|\d{1,2})(?![.\d]|-\d)"
_LINK = r"(?:[、,和与及至~]|-)"
_TOPIC_ROW = rf"{_PRINTED}(?:{_LINK}(?:专题|板块|领域|模块|主题)?{_PRINTED})*"
_CATEGORY_ROW = rf"{_PRINTED}(?:{_LINK}(?:项目类别|类别|方向|项目|课题|榜单)?{_PRINTED})*"
_TOPIC = re.compile(
    rf"(?:专题|板块|领域|模块|主题|第(?={_TOPIC_ROW}(?:专题|部分|类|板块|领域)))\s?({_TOPIC_ROW}|[A-Z](?![A-Za-z\d]))|([A-Z])(?=类)"
)
_CATEGORY = re.compile(
    rf"(?:类别|方向|项目|课题|榜单|第(?={_CATEGORY_ROW}(?:项|个项目)))\s?({_CATEGORY_ROW})"
)
# 01项目, 1、2号榜单: the number before its word
_COUNTED_BEFORE = re.compile(rf"(?<![\d.\-年第])({_CATEGORY_ROW})\s?号?(?:项目类别|类别|方向|项目|课题|榜单)")
_STEP = re.compile(rf"([至~-]?)[^一二三四五六七八九十\d至~A-Z-]*({_PRINTED}|[A-Z])")
_HEADING = re.compile(r"^(?:项目类别|类别|方向|专题)[\d一二三四五六七八九十]{0,3}[:.、]?")
_NUMBER = re.compile(r"(?<![\d.])(\d{1,2})[.\-](\d{1,2})(?![\d.])")
_FOR_ALL = re.compile(r"^(?:全部|所有|各类?别?|各专题|其他|其它)")
# 石化新材料项目：工业科 汪海 …, 01项目：…, also behind a number of its own
_LISTED = re.compile(
    r"(?:\(?[\d一二三四五六七八九十]{1,2}[)、.](?!\d)\s*)?"
    r"((?:第|\d{1,2}(?:[、,至-]\d{1,2}){0,9}号?(?:项目|类别|方向|课题|榜单)[^:@,。;\d]{0,20}|[^:@,。;\d]{2,60})(?:\d{1,2}(?!\d)[^:@,。;\d]{0,60}){0,12}[一二三四五六七八九十]{0,3}):\s*(.*)"
)
_SHORTEST = 3  # characters of a name's part that still name a category


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One row: what it says it is for, whom to ask, and its line."""

    references: tuple[str, ...]
    reading: ContactReading
    line: int


@dataclass(frozen=True, slots=True)
class Named:
    """A category as rows may name it."""

    id: str
    name: str
    topic: int | None
    topic_name: str
    topic_word: str | None = None  # 方向, where topics are counted so


@dataclass(frozen=True, slots=True)
class ContactTable:
    """A table of contacts, with the numbers of the lines that it takes up."""

    rows: tuple[ContactRow, ...]
    lines: frozenset[int]


def contact_tables(tables: Sequence[Sequence[Row]]) -> Iterator[ContactTable]:
    """Find the tables that list whom to ask for which category."""
    for table in tables:
        head = next((place for place, row in enumerate(table[:_HEADER_ROWS]) if _is_header(row)), None)
        if head is not None and len(table) > head + 1:
            numbers = frozenset(cell.line for row in table[head:] for cell in row if cell.line)
            yield ContactTable(tuple(_rows(table, head)), numbers)


def listed_rows(lines: Sequence[Passage], named: Sequence[Named]) -> list[ContactRow]:
    """Read lines that each say which category they are for: 石化新材料项目：工业科，汪海，….

    Lines behind such a one that name no category go on with it; none where no line names any.
    """
    blocks: list[tuple[str, list[str], int]] = []
    for each in lines:
        found = _LISTED.match(each.half)
        said = found[1].strip() if found else ""
        meant = found is not None and any(is_for((said,), name) for name in named)
        other = blocks and said and not any(form.match(said) for _, form in LABELS)  # 技术支持：…
        office = is_department(said) and not any(_is_whole(said, name) for name in named)
        if found and not (office or SERVED.fullmatch(said)) and (meant or other):
            blocks.append((said, [found[2]], each.number))
        elif blocks:
            blocks[-1][1].append(each.half)
        else:
            return []
    return [ContactRow((said,), read_contacts("\n".join(texts)), line) for said, texts, line in blocks]


def _is_whole(said: str, category: Named) -> bool:
    """Tell whether words hold all of a category's name: 绿色建材、重点实验室 is no office."""
    return bool(category.name) and half_width(category.name) in said


def is_for(references: Sequence[str], category: Named) -> bool:
    """Tell whether a row's cells name a category: by name, by number, by its topic, or all."""
    cells = [_plain(cell) for cell in references]
    if category.topic_word:
        cells = [cell.replace(category.topic_word, "专题") for cell in cells]
    if any(_is_named(cell, category.name) for cell in cells):
        return True
    numbers = {number for cell in cells for number in _ids(cell)}
    if numbers:
        return bool(numbers & {category.id, f"*.{category.id.rpartition('.')[2]}"}) and _fits_topic(
            cells, category
        )
    if any(_FOR_ALL.match(cell) for cell in cells):
        return True
    topical = bool(_topics(cells)) or any(_is_named(cell, category.topic_name) for cell in cells)
    return len(cells) == 1 and topical and _fits_topic(cells, category)


def _ids(cell: str) -> Iterator[str]:
    """Give the numbers that a cell names: 1.2 whole, 专题一项目类别2, 项目类别2 under any topic."""
    for first, second in _NUMBER.findall(cell):
        yield f"{int(first)}.{int(second)}"
    topics = [(match.start(), match[1] or match[2]) for match in _TOPIC.finditer(cell)]
    for match in () if _CATEGORY.search(cell) else _COUNTED_BEFORE.finditer(cell):
        yield from (f"*.{number}" for number in _numbers(match[1]))
    for match in _CATEGORY.finditer(cell):
        near = [printed for place, printed in topics if place < match.start()][-1:]
        own = list(_numbers(near[0])) if near else []
        yield from (f"{own[0] if len(own) == 1 else '*'}.{number}" for number in _numbers(match[1]))


def _topics(cells: Sequence[str]) -> set[int]:
    rows = [row or letter for cell in cells for row, letter in _TOPIC.findall(cell)]
    return {number for row in rows for number in _numbers(row)}


def _numbers(row: str) -> Iterator[int]:
    """Give the numbers of a row such as 一、三至五."""
    last = 0
    for link, printed in _STEP.findall(row):
        number = ordinal(printed) or 0
        yield from range(last + 1 if link and last else number, number + 1)
        last = number


def _fits_topic(cells: Sequence[str], category: Named) -> bool:
    topics = _topics(cells)
    if category.topic is None and topics:  # 第二类 in a guide without topics
        return category.id in {str(number) for number in topics}
    named = [cell for cell in cells if _is_named(cell, category.topic_name)]
    return not topics or category.topic in topics or bool(named)


def _is_named(cell: str, name: str) -> bool:
    """Tell whether a cell holds a name, or a telling part of it behind its number."""
    name = _plain(name)
    if not name:
        return False
    mark = opening_mark(cell)
    bare = _HEADING.sub("", cell[mark.end :] if mark else cell)
    return name in cell or (len(bare) >= _SHORTEST and bare in name)


def is_head(names: Sequence[str]) -> bool:
    """Tell whether words are the names of such a table's columns."""
    known = all(REFERENCE.fullmatch(name) or _CONTACT.fullmatch(name) or name == "序号" for name in names)
    return known and _heads_table(names)


def _is_header(row: Row) -> bool:
    return _heads_table([_name(cell) for cell in row])


def _heads_table(names: Sequence[str]) -> bool:
    reached = any(_REACHED.search(name) and _CONTACT.fullmatch(name) for name in names)
    referring = any(REFERENCE.fullmatch(name) for name in names)
    return reached and referring and all(len(name) <= _LONGEST for name in names)


def _name(cell: Cell) -> str:
    return _plain(cell.text)


@lru_cache(maxsize=4096)  # each row is held against each category
def _plain(text: str) -> str:
    return "".join(half_width(text).split())


def _rows(table: Sequence[Row], head: int) -> Iterator[ContactRow]:
    names = [_name(cell) for cell in table[head]]
    above: list[str] = []
    for row in table[head + 1 :]:
        texts = [
            above[place]
            if place < len(above) and (cell.continues or _plain(cell.text) == "同上")
            else cell.text
            for place, cell in enumerate(row)
        ]
        above = texts
        pairs = list(zip(names, texts, strict=False))
        references = tuple(counted(name, text) for name, text in pairs if REFERENCE.fullmatch(name) and text)
        block = "\n".join(f"{name}：{text}" for name, text in pairs if _CONTACT.fullmatch(name) and text)
        line = next((cell.line for cell in row if cell.line), None) or 0
        if references and block:
            yield ContactRow(references, read_contacts(block), line)


def counted(name: str, text: str) -> str:
    """Give a bare number, or a row of such, the word that its column counts."""
    if not re.fullmatch(rf"{_CATEGORY_ROW}|[A-Z]", "".join(half_width(text).split())):
        return text
    return next((f"{word}{text}" for word, names in _COUNTED if names.fullmatch(name)), text)
