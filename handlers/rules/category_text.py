"""One category of a guide as a value: its sections, materials, funding and period."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from handlers.rules.clauses import Clauses, clauses, joined, without_stop
from handlers.rules.funding import Doubt, FundingReading, read_funding
from handlers.rules.guide import Category, Sections
from handlers.rules.guide_strays import tells_contact
from handlers.rules.half_width import half_width
from handlers.rules.marks import opening_mark
from handlers.rules.outline import Draft
from handlers.rules.passages import Passage, texts
from handlers.rules.periods import read_period
from handlers.rules.problems import Level, Problem
from handlers.rules.project_counts import project_counts
from handlers.rules.section_titles import SectionKind

# How a section that was read by its likely kind is told.
_KIND_NAMES = {
    SectionKind.RESEARCH: "研究内容",
    SectionKind.CONDITIONS: "申报条件",
    SectionKind.MATERIALS: "申报材料",
    SectionKind.SUPPORT: "支持方式与强度",
    SectionKind.CONTACTS: "联系人",
    SectionKind.OTHER: "其他小节",
}
_ITEM = 25  # characters of an item on a line of its own
_SIGNS = re.compile(r"[,。;:●•]|^[-*·◆■]")
_STOPS = "。；;!?:)"
_COUNT_ALONE = re.compile(
    r"(?:本(?:项目|方向|类别|榜单))?(?:原则上)?(?:拟|计划)?(?:支持|立项|资助|遴选)(?:项目)?[^,。;]{0,4}\d{1,3}\s?[项个家](?:左右|以内)?[。;]?"
)
_PREAMBLE = "说明"  # the title given to text between a category's heading and its first section
# Where a period is looked for, with the section's own words before the text.
_PERIOD_ORDER = (
    SectionKind.MATERIALS,
    SectionKind.CONDITIONS,
    SectionKind.SUPPORT,
    SectionKind.RESEARCH,
    SectionKind.OTHER,
)


def read_category(draft: Draft, number: str, topic: int | None) -> tuple[Category, list[Problem]]:
    """Read a category's sections and the facts in them; contacts are read elsewhere."""
    sections = _sections(draft)
    materials = _material_lines(draft)
    support = _lines(draft, SectionKind.SUPPORT)
    funding = _funding(support, draft)
    period = read_period(_period_texts(draft))
    found = clauses(materials)
    problems = [
        *_section_notes(draft, number),
        *_funding_problems(draft, funding, number),
        *_material_problems(found, number),
        *_merged_problems(draft, number),
    ]
    if period.doubt:
        problems.append(Problem(Level.WARNING, "period", period.doubt, line=draft.line, category=number))
    code = draft.code if draft.code != number else None
    items = _listed(materials) or _materials(found)
    return Category(
        number, topic, draft.name, sections, items, funding.funding, period.period, (), code
    ), problems


def _funding(support: Sequence[Passage], draft: Draft) -> FundingReading:
    """Read 支持方式; where it says no amount, those in parentheses behind the category's name."""
    own = read_funding(support)
    if not own.funding.items and draft.priced:
        printed = Passage(draft.line, draft.priced, half_width(draft.priced))
        return read_funding([*support, printed])
    return _counted_elsewhere(own, draft)


def _counted_elsewhere(reading: FundingReading, draft: Draft) -> FundingReading:
    """Take the number of projects from a line of another section that says nothing else: 拟支持2项."""
    items = reading.funding.items
    others = [line for part in draft.parts if SectionKind.SUPPORT not in part.kinds for line in part.lines]
    told = [line.half for line in others if _COUNT_ALONE.fullmatch(line.half)]
    counts = list(project_counts(told[0])) if len(told) == len(items) == 1 else []
    if len(counts) != 1 or items[0].count is not None or counts[0].type == "floor":
        return reading
    item = replace(items[0], count=counts[0].count, count_type=counts[0].type, min_count=counts[0].low)
    doubt = Doubt(Level.WARNING, f"项数取自支持方式一节之外的“{told[0]}”，请您核对。")
    return replace(reading, funding=replace(reading.funding, items=(item,)), doubts=(*reading.doubts, doubt))


def _sections(draft: Draft) -> Sections:
    """Give the text of each kind; a merged section stands under each kind that its title names."""
    text = {kind: texts(_lines(draft, kind)) or None for kind in SectionKind if kind is not SectionKind.OTHER}
    other = {part.name: texts(part.lines) for part in draft.parts if SectionKind.OTHER in part.kinds}
    preamble = texts(draft.preamble)
    if preamble:
        other[_PREAMBLE] = preamble
    return Sections(
        text[SectionKind.RESEARCH],
        text[SectionKind.CONDITIONS],
        text[SectionKind.MATERIALS],
        text[SectionKind.SUPPORT],
        text[SectionKind.CONTACTS],
        other,
    )


def _lines(draft: Draft, kind: SectionKind) -> list[Passage]:
    return [line for part in draft.parts if kind in part.kinds for line in part.lines]


def _material_lines(draft: Draft) -> list[Passage]:
    """Give the lines that list materials; a section merged with contacts loses the lines of these."""
    return [
        line
        for part in draft.parts
        if SectionKind.MATERIALS in part.kinds
        for line in part.lines
        if SectionKind.CONTACTS not in part.kinds or not tells_contact(line)
    ]


def _merged_problems(draft: Draft, number: str) -> Iterator[Problem]:
    """Tell of contacts on the line of the materials: what belongs to which is for a person."""
    for part in draft.parts:
        if {SectionKind.MATERIALS, SectionKind.CONTACTS} <= set(part.kinds):
            mixed = [line for line in part.lines if tells_contact(line) and "。" in line.half[:-1]]
            text = "申报材料与联系人写在同一行，请您核对。"
            for field in ("materials", "contacts") if mixed else ():
                yield Problem(Level.WARNING, field, text, line=mixed[0].number, category=number)


def _materials(found: Clauses) -> tuple[str, ...]:
    """Give one item a clause; prose is one item."""
    if found.items:
        return tuple(item for each in found.items if (item := without_stop(each.text)))
    lead = without_stop(found.lead)
    return (lead,) if lead else ()


def _listed(block: Sequence[Passage]) -> tuple[str, ...]:
    """Give short lines without numbers and signs as items; nothing where the text is prose or numbered."""
    lines = [line.text.strip() for line in block if line.half]
    plain = all(len(line) <= _ITEM and not _SIGNS.search(half_width(line)) for line in lines)
    semicolons = all(line[-1] in "；;" for line in lines[:-1])
    numbered = any(opening_mark(line.half) or line.level is not None for line in block)
    if len(lines) < 2 or numbered or not (plain or semicolons):  # noqa: PLR2004
        return ()
    return tuple(without_stop(line) for line in lines)


def _period_texts(draft: Draft) -> Iterator[str]:
    for kind in _PERIOD_ORDER:
        for part in draft.parts:
            if part.kinds[0] is kind:
                body = joined(line.text.strip() for line in part.lines)
                yield f"{part.name}:{body}" if kind is SectionKind.OTHER else body


def _section_notes(draft: Draft, number: str) -> Iterator[Problem]:
    forms = [part.form for part in draft.parts]
    usual = max(forms, key=forms.count, default="bare")
    for part in draft.parts:
        if len(part.kinds) > 1:
            text = f"“{part.name}”合为一节，内容同时列在各节。"
            yield Problem(Level.NOTE, "sections", text, line=part.line, category=number)
        if part.unknown:
            text = f"“{part.name}”不是常见的小节名，按{_KIND_NAMES[part.kinds[0]]}读入，请您核对。"
            yield Problem(Level.WARNING, "sections", text, line=part.line, category=number)
        elif part.form != usual:
            text = f"“{part.name}”的编号写法与其他小节不同，照小节读入。"
            yield Problem(Level.NOTE, "sections", text, line=part.line, category=number)
    if told := [line for line in draft.preamble if line.half]:
        text = f"类别名称之下、各小节之前有一段文字，列在“{_PREAMBLE}”。"
        whole = told[-1].half[-1] in _STOPS  # what is no sentence may be the rest of the name
        yield Problem(
            Level.NOTE if whole else Level.WARNING,
            "sections",
            text,
            line=draft.preamble[0].number,
            category=number,
        )


def _funding_problems(draft: Draft, reading: FundingReading, number: str) -> Iterator[Problem]:
    part = next((part for part in draft.parts if SectionKind.SUPPORT in part.kinds), None)
    line = part.line if part else draft.line
    for doubt in reading.doubts:
        yield Problem(doubt.level, "funding", doubt.message, line=line, category=number)


def _material_problems(found: Clauses, number: str) -> Iterator[Problem]:
    printed = [each.number for each in found.items if each.number is not None]
    if not printed or printed == list(range(1, len(printed) + 1)):
        return
    if printed == list(range(printed[0], printed[0] + len(printed))) and len(printed) > 1:
        text = f"申报材料的编号从{printed[0]}开始，照序读入。"
        yield Problem(Level.NOTE, "materials", text, line=found.items[0].line, category=number)
    else:
        text = "申报材料的编号不连续，请您核对是否漏读。"
        yield Problem(Level.WARNING, "materials", text, line=found.items[0].line, category=number)
