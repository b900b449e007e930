"""A funding guide's text as a value."""

from __future__ import annotations

from dataclasses import replace

from handlers.rules.category_text import read_category
from handlers.rules.contact_scope import Assigned, assign_contacts
from handlers.rules.guide import Category, Guide
from handlers.rules.guide_checks import check_guide
from handlers.rules.guide_numbers import number_guide
from handlers.rules.guide_outline import read_outline
from handlers.rules.guide_title import Title, body_start, read_title
from handlers.rules.lines import Document
from handlers.rules.outline import Outline
from handlers.rules.passages import passages
from handlers.rules.phone_areas import completed, find_area
from handlers.rules.problems import Level, Problem, Unreadable
from handlers.rules.section_titles import SectionKind

_TELLING = {SectionKind.RESEARCH, SectionKind.CONDITIONS, SectionKind.MATERIALS, SectionKind.SUPPORT}
_NO_GUIDE = "这个文件里没有读到项目类别及其研究内容、申报条件、支持方式等小节，看来不是申报指南。"


def read_guide(document: Document) -> Guide:
    """Read topics, categories, sections and facts of a guide, and tell every doubt.

    Raises Unreadable where the document is no guide at all.
    """
    lines, problems = passages(document.lines)
    outline = read_outline(lines[body_start(lines) :])
    if not _is_guide(outline):
        raise Unreadable(_NO_GUIDE)
    title = read_title(outline.cover)
    guide, found = _read(outline, title)
    found = [*problems, *_title_problems(title), *found, *check_guide(guide, outline)]
    return replace(guide, problems=tuple(sorted(dict.fromkeys(found), key=lambda each: each.line or 0)))


def _read(outline: Outline, title: Title) -> tuple[Guide, list[Problem]]:
    numbers = number_guide(outline)
    assigned = assign_contacts(outline, numbers.ids)
    area = find_area([entry for each in assigned for entry in each.entries])
    problems = [*numbers.problems, *area.problems]
    categories: list[Category] = []
    for place, draft in enumerate(outline.drafts):
        number = numbers.ids[place]
        category, doubts = read_category(draft, number, numbers.topic_of(draft))
        contacts, unsure = completed(
            assigned[place].entries, area, number, _contact_line(assigned[place], draft.line)
        )
        categories.append(replace(category, contacts=contacts))
        problems += [*doubts, *assigned[place].problems, *unsure]
    return Guide(title.text, title.year, area.code, numbers.topics, tuple(categories)), problems


def _contact_line(assigned: Assigned, otherwise: int) -> int:
    return assigned.line or otherwise


def _is_guide(outline: Outline) -> bool:
    kinds = {kind for draft in outline.drafts for part in draft.parts for kind in part.kinds}
    return bool(kinds & _TELLING)


def _title_problems(title: Title) -> list[Problem]:
    if title.doubt is None:
        return []
    return [Problem(Level.WARNING, "year" if title.text else "title", title.doubt, line=1)]
