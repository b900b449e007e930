"""Which columns a guide's table has, told by their names."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from handlers.rules.contact_words import LABELS
from handlers.rules.half_width import half_width
from handlers.rules.lines import Cell
from handlers.rules.section_titles import SectionKind, section_title

_Section = tuple[int, tuple[SectionKind, ...], str]  # its column, what it tells, its title
SECTIONS = 2  # columns of sections that make a table a guide

# The columns that are no sections.
_TOPIC = re.compile(r"专题(?:名称|编号)?|领域|板块|主题")
_CATEGORY = re.compile(
    r"(?:项目|申报|支持|资助)?(?:类别|名称|方向|专项)(?:名称)?|项目|类别/方向|(?:榜单|任务|课题|需求|专项|事项|奖项|政策)(?:名称|题目)|子类|二级类别"
)
_COARSE = re.compile(r"类别|大类|项目类别|专项|专项类别|类型")  # beside a column of names
_TELLING = {SectionKind.RESEARCH, SectionKind.CONDITIONS, SectionKind.MATERIALS}
_SHORT = re.compile(r"(?:经费|资金|金额|额度|标准|强度|数量|项数|名额|方式)(?:\([^()]{1,8}\))?")
_MONEY = re.compile(r"^(?:经费|资金)")
# 资助经费(万元), 拟安排资金: what no title of a section says so
_FUNDS = re.compile(
    r"(?:财政|专项|科技|资助|支持|补助|奖励|扶持|拟|安排|单项){1,3}(?:经费|资金|金额|额度|补助|资助)?(?P<unit>\([^()]{1,8}\))?"
)
# What a column may be called where a section bears a longer title.
_CURT: Mapping[str, str] = {
    "内容": "支持内容",
    "要点": "内容要点",
    "条件": "申报条件",
    "对象": "支持对象",
    "材料": "申报材料",
    "资料": "申报材料",
    "所需材料": "申报材料",
    "期限": "实施期限",
    "时限": "实施期限",
    "周期": "实施期限",
}
_NUMBER = re.compile(r"序号|编号|类别编号|项目编号")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a table's columns stand; `contacts` have the label that each value gets."""

    topic: int | None
    number: int | None
    category: int
    sections: tuple[_Section, ...]
    contacts: tuple[tuple[int, str], ...]


def columns_of(row: Sequence[Cell], fewest: int = SECTIONS) -> Columns | None:
    """Read a row as the head of a guide's table; None where it has fewer sections or no category."""
    names = _names(row)
    sections = _sections(names)
    topic, number, category = _places(names, {place for place, _, _ in sections})
    if category is None:  # 项目方向 may be a category or a section
        category = next((place for place, name in enumerate(names) if _CATEGORY.fullmatch(name)), None)
        sections = [each for each in sections if each[0] != category]
    own = {topic, number, *(place for place, _, _ in sections)}
    labelled = [(place, name) for place, name in enumerate(names) if place not in own and _is_contact(name)]
    if category is None:
        category = _unnamed_column(names, sections, {topic, number, *(place for place, _ in labelled)})
    telling = [place for place, _, _ in sections if not _is_short(squeezed(row[place].text))]
    found = sections if fewest < SECTIONS else telling
    if category is None or len(found) < fewest:  # 项目名称、经费、数量 alone are an overview
        return None
    contacts = [each for each in labelled if each[0] != category]
    return Columns(topic, number, category, tuple(sections), tuple(contacts))


def is_category_name(name: str) -> bool:
    """Tell the name of the column of categories."""
    return _CATEGORY.fullmatch(name) is not None


def _names(row: Sequence[Cell]) -> list[str]:
    """Give the columns' names; the curt ones count beside one that says what is granted."""
    plain = [_section_name(squeezed(cell.text)) for cell in row]
    granting = any(SectionKind.SUPPORT in kinds for _, kinds, _ in _sections(plain))
    return [_CURT.get(name, name) for name in plain] if granting else plain


def _sections(names: Sequence[str]) -> list[_Section]:
    titles = [(place, section_title(name)) for place, name in enumerate(names)]
    return [
        (place, title.kinds, title.name)
        for place, title in titles
        if title and title.alone and SectionKind.CONTACTS not in title.kinds
    ]


def _places(names: Sequence[str], sections: Container[int]) -> tuple[int | None, int | None, int | None]:
    """Find the columns of topics, of numbers and of categories."""
    rest = [(place, name) for place, name in enumerate(names) if place not in sections]
    topic = next((place for place, name in reversed(rest) if _TOPIC.fullmatch(name)), None)
    number = next((place for place, name in rest if _NUMBER.fullmatch(name)), None)
    category = next((place for place, name in rest if _CATEGORY.fullmatch(name)), None)
    named = [place for place, name in enumerate(names) if _CATEGORY.fullmatch(name)]
    if topic is None and len(named) > 1 and _COARSE.fullmatch(names[named[0]]):
        return named[0], number, named[1]
    return topic, number, category


def _is_contact(name: str) -> bool:
    return any(form.match(name) for _, form in LABELS) and name != "序号"


def _unnamed_column(
    names: Sequence[str],
    sections: Sequence[_Section],
    others: Container[int | None],
) -> int | None:
    """Find the column before the sections of a guide, which bears a name of its own: 政策条款, 平台类型."""
    kinds = {kind for _, own, _ in sections for kind in own}
    if SectionKind.SUPPORT not in kinds or not kinds & _TELLING:
        return None
    before = [place for place in range(sections[0][0]) if place not in others and names[place]]
    return before[-1] if before else None


def _is_short(name: str) -> bool:
    funds = _FUNDS.fullmatch(name) is not None and section_title(name) is None
    return funds or _SHORT.fullmatch(name) is not None


def _section_name(name: str) -> str:
    """Give a column's name as a section would bear it: 经费（万元） is 支持经费(万元)."""
    funds = _FUNDS.fullmatch(name)
    if funds and section_title(name) is None:
        return f"支持金额{funds['unit'] or ''}"
    return f"支持{_MONEY.sub('金额', name)}" if _SHORT.fullmatch(name) else name


def squeezed(text: str) -> str:
    """Give a cell's text in half width without blanks."""
    return "".join(half_width(text).split())
