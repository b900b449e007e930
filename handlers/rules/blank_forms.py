"""The blank forms that a guide encloses behind its categories, which are no part of what it offers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from handlers.rules.amounts import amounts
from handlers.rules.half_width import half_width
from handlers.rules.lines import Document, Line
from handlers.rules.marks import opening_mark
from handlers.rules.problems import Level, Problem
from handlers.rules.section_titles import SectionKind, section_title

_ENCLOSURE = re.compile(
    r"附\s?[件表录]\s?(?:[\d一二三四五六七八九十]{1,2})?(?:[-.]\d)?\s?(?:[:.、\s]\s*(?P<title>.{0,50}))?"
)
# 项目申报书（格式）, 申报信息表, 承诺书
_FORM = re.compile(
    r".{0,40}(?:(?:申报|申请|推荐|登记|信息|汇总|审核|意见|调查|承诺|预算|自评|评分)(?:书|表)|(?:申报|申请|登记)单|承诺函|任务书|可行性研究报告"
    r"|提纲|模板|模版|样表|样式|范本|格式)(?:\(?(?:格式|模板|样式|样表|范本|提纲|编写提纲|参考)\)?)?"
)
_NO_FORM = re.compile(r"联系|咨询|通讯|一览|指南")
# 申报单位：, 申报单位（盖章）：　　, □通过 □不通过, 年　月　日
_BLANK = re.compile(r"[:_]\s*$|[:_]\s{3,}|\((?:盖章|公章|签章|签字)\)|□|(?<!\d)\s*年\s+月\s+日")
_FEWEST_BLANKS = 3  # lines to fill in that show a form without a form's name
_TITLE_LINES = 3  # behind 附件2, in which the form's name stands
_PHONE = re.compile(r"\d{7}|@")
_LEFT_OUT = "“{name}”是空白表格或格式，没有读入。"


def without_forms(document: Document) -> tuple[Document, list[Problem]]:
    """Leave out the enclosures behind the categories that are forms to fill in, and say which."""
    forms = [each for each in _enclosures(document.lines) if _is_form(each)]
    if not forms:
        return document, []
    gone = {line.number for form in forms for line in form}
    told = [Problem(Level.NOTE, "sections", _told(form), line=form[0].number) for form in forms]
    lines = tuple(line for line in document.lines if line.number not in gone)
    tables = tuple(
        table for table in document.tables if not any(cell.line in gone for row in table for cell in row)
    )
    return replace(document, lines=lines, tables=tables), told


def _enclosures(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """Give each enclosure behind the first section on how projects are paid, with its heading."""
    halves = [half_width(line.text).strip() for line in lines]
    paid = (place for place, half in enumerate(halves) if _grants(half))
    first = next(paid, len(lines))
    starts = [place for place in range(first, len(lines)) if _ENCLOSURE.fullmatch(halves[place])]
    for start, end in pairwise([*starts, len(lines)]):
        yield lines[start:end]


def _grants(half: str) -> bool:
    mark = opening_mark(half)
    title = section_title(half, mark.end if mark else 0)
    return any(amounts(half)) or (title is not None and SectionKind.SUPPORT in title.kinds)


def _is_form(form: Sequence[Line]) -> bool:
    """Tell a form by its name, or by what is to be filled in; it grants nothing and names no phone."""
    halves = [half_width(line.text).strip() for line in form]
    if any(any(amounts(half)) or _PHONE.search(half) for half in halves[1:]):
        return False
    enclosure = _ENCLOSURE.fullmatch(halves[0])
    below = [half for half, line in zip(halves, form, strict=True) if half and line.cell is None][1:]
    titles = [(enclosure["title"] or "") if enclosure else "", *below[:_TITLE_LINES]]
    names = [name for name in titles if ":" not in name and "\t" not in name]
    named = any(_FORM.fullmatch(name) for name in names)
    blanks = sum(_BLANK.search(half) is not None for half in halves)
    return not any(_NO_FORM.search(name) for name in names) and (named or blanks >= _FEWEST_BLANKS)


def _told(form: Sequence[Line]) -> str:
    texts = [line.text.strip() for line in form[:_TITLE_LINES] if line.text.strip()]
    return _LEFT_OUT.format(name=" ".join(texts[:2])[:30])
