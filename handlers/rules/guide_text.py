"""A funding guide's text as a value."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import replace

from handlers.rules.amounts import amounts
from handlers.rules.blank_forms import without_forms
from handlers.rules.category_text import read_category
from handlers.rules.contact_scope import assign_contacts, listed_entries
from handlers.rules.contact_tables import ContactRow, Named, contact_tables
from handlers.rules.guide import Category, Guide
from handlers.rules.guide_checks import check_guide
from handlers.rules.guide_general import share_general, with_general_facts
from handlers.rules.guide_numbers import Numbers, number_guide
from handlers.rules.guide_outline import read_outline
from handlers.rules.guide_strays import split_labels, stray_lines
from handlers.rules.guide_tables import TableOutline, outline_of_tables
from handlers.rules.guide_title import Title, body_start, read_title, title_line
from handlers.rules.half_width import half_width
from handlers.rules.labelled_tables import outline_of_labels
from handlers.rules.lines import Document
from handlers.rules.listed_categories import part_listed
from handlers.rules.notice_text import read_notice
from handlers.rules.outline import Draft, Outline
from handlers.rules.overviews import is_overview, join_overview, names_of_both, without_doubles
from handlers.rules.passages import Passage, passages
from handlers.rules.phone_areas import completed, find_area
from handlers.rules.problems import Level, Problem, Unreadable
from handlers.rules.section_splits import split_sections
from handlers.rules.section_titles import SectionKind
from handlers.rules.shared_mailboxes import department_mailboxes, with_shared_mailbox
from handlers.rules.topic_parts import parts_around, share_topics, with_topic_facts
from handlers.rules.topic_words import take_topic_word
from handlers.rules.untitled_clauses import with_titles
from handlers.rules.untitled_support import take_untitled_support

_TELLING = {SectionKind.RESEARCH, SectionKind.CONDITIONS, SectionKind.MATERIALS, SectionKind.SUPPORT}
_PRICED = re.compile(r"(?<=.)[（(]([^（）()]{2,40})[)）]$")
_MOST_CATEGORIES = 3000  # no office has more; a text that seems to is something else
_MOST_LINES = 50_000
_MOST_ROWS = 10_000
_TOO_LONG = "这个文件有{lines}行，远多于一份申报指南，没有读入。"
_UNREAD_TABLE = "文件里的表格与正文的项目类别对不上，没有读入，请您核对其中的金额和联系人。"
_NO_GUIDE = "这个文件里没有读到项目类别及其研究内容、申报条件、支持方式等小节，看来不是申报指南。"


def read_guide(document: Document) -> Guide:
    """Read topics, categories, sections and facts of a guide, and tell every doubt.

    Raises Unreadable where the document is no guide at all.
    """
    _refuse_oversize(document)
    document, left_out = without_forms(document)
    found, problems = passages(document.lines)
    lines = tuple(split_sections(found))
    start = body_start(lines)
    outline, rows, joined = _outline(lines[start:], document)
    if not _is_guide(outline):
        outline, unsure = _by_text(lines[start:], document)
        joined = [*joined, *unsure]
    if not _is_guide(outline):
        raise Unreadable(_NO_GUIDE)
    title = read_title(outline.cover)
    split_labels(outline)
    _take_amounts(outline)
    told = [
        *left_out,
        *joined,
        *part_listed(outline),
        *share_topics(outline),
        *share_general(outline),
        *take_untitled_support(outline),
        *_name_unnamed(outline, title),
    ]
    guide, doubts = _read(outline, title, rows, [*lines[:start], *outline.cover])
    told += [*problems, *_title_problems(title), *doubts, *check_guide(guide, outline)]
    notice = read_notice(lines[:start], outline)
    return replace(
        guide, notice=notice, problems=tuple(sorted(dict.fromkeys(told), key=lambda each: each.line or 0))
    )


def _refuse_oversize(document: Document) -> None:
    """Refuse what has more lines or rows than any guide; 300 pages have some 15,000 lines."""
    rows = max((len(table) for table in document.tables), default=0)
    if len(document.lines) > _MOST_LINES or rows > _MOST_ROWS:
        raise Unreadable(_TOO_LONG.format(lines=max(len(document.lines), rows)))


def _outline(lines: Sequence[Passage], document: Document) -> tuple[Outline, list[ContactRow], list[Problem]]:
    """Cut the guide to pieces: by its table where it is printed as one, else by its lines."""
    listed = list(contact_tables(document.tables))
    taken = {number for table in listed for number in table.lines}
    rows = [row for table in listed for row in table.rows]
    tabled = outline_of_tables(document.tables, lines) or outline_of_labels(document.tables)
    if joined := _beside_overview(lines, document, taken, tabled):
        return joined[0], rows, joined[1]
    if tabled is None:
        return read_outline([each for each in lines if each.number not in taken]), rows, []
    tabled.outline.drafts = without_doubles(tabled.outline.drafts)
    end = max(tabled.lines, default=len(document.lines))  # cells of sheets bear no line
    around = [each for each in lines if each.number not in tabled.lines]
    tabled.outline.cover = [each for each in around if each.number <= end]
    tabled.outline.closing = [each for each in around if each.number > end]
    tabled.outline.parts += parts_around(tabled.outline.closing)
    title = title_line(tabled.outline.cover) or 0
    before = [each for each in tabled.outline.cover if each.number > title]
    tabled.outline.cover_parts += parts_around(before)
    return tabled.outline, [] if tabled.lines & taken else rows, []


def _by_text(lines: Sequence[Passage], document: Document) -> tuple[Outline, list[Problem]]:
    """Read the text alone where its tables are no guide: a list of amounts in other names, or none."""
    inside = {cell.line for table in document.tables for row in table for cell in row}
    outline = read_outline([each for each in lines if each.number not in inside])
    if inside and _is_guide(outline):
        return outline, [Problem(Level.WARNING, "funding", _UNREAD_TABLE)]
    titled, problems = with_titles(lines)
    return read_outline(titled), problems


def _beside_overview(
    lines: Sequence[Passage], document: Document, taken: Container[int], tabled: TableOutline | None
) -> tuple[Outline, list[Problem]] | None:
    """Read the text of categories whose amounts stand in a table beside it; None where there is no such."""
    found = tabled or outline_of_tables(document.tables, fewest=1)
    if found is None or not is_overview(found.outline):
        return None
    text = [each for each in lines if each.number not in found.lines and each.number not in taken]
    outline = read_outline(text)
    if not names_of_both(outline, found.outline):
        return None
    return outline, join_overview(outline, found.outline)


def _read(
    outline: Outline, title: Title, rows: Sequence[ContactRow], notice: Sequence[Passage]
) -> tuple[Guide, list[Problem]]:
    word = take_topic_word(outline)
    numbers = number_guide(outline)
    named = [
        _named(draft, number, numbers, word)
        for draft, number in zip(outline.drafts, numbers.ids, strict=True)
    ]
    assigned = assign_contacts(outline, named, rows)
    area = find_area([entry for each in assigned for entry in each.entries], title.text, notice)
    problems = [*numbers.problems, *area.problems]
    categories: list[Category] = []
    for draft, name, given in zip(outline.drafts, named, assigned, strict=True):
        category, doubts = read_category(draft, name.id, name.topic)
        contacts, unsure = completed(given.entries, area, name.id, given.line or draft.line)
        categories.append(replace(category, contacts=contacts))
        problems += [*doubts, *given.problems, *unsure, *stray_lines(draft, name.id)]
    categories, told = with_topic_facts(categories, outline)
    problems += told
    whole, doubts = with_general_facts(categories, outline)
    guide, told = _with_mailboxes(
        Guide(title.text, title.year, area.code, numbers.topics, tuple(whole)), outline
    )
    return guide, [*problems, *doubts, *told]


def _with_mailboxes(guide: Guide, outline: Outline) -> tuple[Guide, list[Problem]]:
    offices = department_mailboxes(guide, listed_entries(outline))
    found = [
        with_shared_mailbox(category, offices, draft.line)
        for draft, category in zip(outline.drafts, guide.categories, strict=True)
    ]
    categories = tuple(category for category, _ in found)
    return replace(guide, categories=categories), [problem for _, told in found for problem in told]


def _name_unnamed(outline: Outline, title: Title) -> list[Problem]:
    """Name the only category of a topic after the topic, the only one of a guide after the guide."""
    problems: list[Problem] = []
    counts = Counter(draft.topic for draft in outline.drafts)
    for draft in outline.drafts:
        if draft.name or counts[draft.topic] > 1:
            continue
        if draft.topic is not None:
            draft.name = outline.topics[draft.topic].name
            text = "这个专题没有分项目类别，作为一个类别，名称取自专题。"
            problems.append(Problem(Level.NOTE, "name", text, line=draft.line))
        elif title.text:
            draft.name = title.text
            text = "指南没有分项目类别，整份作为一个类别，名称取自标题，请您核对。"
            problems.append(Problem(Level.WARNING, "name", text, line=draft.line))
    return problems


def _take_amounts(outline: Outline) -> None:
    """Part the names of categories from amounts in parentheses behind them: 膜材料（30万元/项，2项）."""
    for draft in outline.drafts:
        found = _PRICED.search(draft.name)
        if found and any(amounts(half_width(found[1]))):
            draft.name, draft.priced = draft.name[: found.start()].rstrip(), found[1]


def _named(draft: Draft, number: str, numbers: Numbers, word: str | None) -> Named:
    topic = numbers.topics[draft.topic] if draft.topic is not None else None
    return Named(number, draft.name, topic.number if topic else None, topic.name if topic else "", word)


def _is_guide(outline: Outline) -> bool:
    """Tell a guide by its categories' sections; where none is numbered two kinds of them must be there.

    The column of tasks in a task table sounds like a section too.
    """
    printed = {kind for draft in outline.drafts for part in draft.parts for kind in part.kinds}
    kinds = printed & _TELLING
    if any(draft.name for draft in outline.drafts):
        said = printed | {kind for part in outline.parts for kind in part.kinds}
        kinds = kinds and said - {SectionKind.OTHER}  # any table has columns of its own
    headed = bool(outline.topics) or any(
        draft.name and (draft.number or draft.code) for draft in outline.drafts
    )
    enough = bool(kinds) if headed else len(kinds) > 1
    return enough and len(outline.drafts) <= _MOST_CATEGORIES


def _title_problems(title: Title) -> list[Problem]:
    if title.doubt is None:
        return []
    return [Problem(Level.WARNING, "year" if title.text else "title", title.doubt, line=1)]
