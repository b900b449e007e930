"""What a guide says once for all categories of a topic, between the topic's heading and the first of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from handlers.rules.amounts import amounts
from handlers.rules.funding import read_funding
from handlers.rules.funding_words import MODES, SELECTIONS
from handlers.rules.guide import Category
from handlers.rules.guide_general import is_for_all, told_as_filled
from handlers.rules.guide_strays import tells_contact
from handlers.rules.marks import Mark, opening_mark
from handlers.rules.outline import Draft, Outline, Part, TopicDraft
from handlers.rules.passages import Passage, texts
from handlers.rules.periods import read_period
from handlers.rules.problems import Level, Problem
from handlers.rules.section_titles import SectionKind, section_title

_SHARED = {SectionKind.CONDITIONS, SectionKind.MATERIALS, SectionKind.SUPPORT}
# 本专题项目均为…, 本方向每项…: what is said of all of them
_OF_ALL = re.compile(r"本(?:专题|部分|领域|板块|类|方向|章)|(?:以下|各)(?:项目|方向|类别)|均|统一|每[项个家]")
_LASTING = re.compile(
    r"项目(?:的)?(?:实施|执行|研究|建设)?(?:期限|周期|期)(?:均|为|不超过|一般|原则|:)|(?:实施|执行)(?:期限|周期|期)"
)
_NAME = 12  # characters of a sentence that name it


def share_topics(outline: Outline) -> list[Problem]:
    """Give the categories of a topic the sections that stand above all of them, and say so."""
    problems: list[Problem] = []
    for place, topic in enumerate(outline.topics):
        drafts = [draft for draft in outline.drafts if draft.topic == place]
        _sort_preamble(topic)
        for part in [each for each in topic.parts if SectionKind.CONTACTS not in each.kinds]:
            problems.append(_shared(part, drafts))
            if problems[-1].level is Level.WARNING:
                topic.parts.remove(part)
    return problems


def parts_around(lines: Sequence[Passage]) -> list[Part]:
    """Read what stands before or behind a table of categories: sections for all, whom to ask, how paid."""
    parts, loose = list[Part](), list[Passage]()
    opened: Part | None = None
    for line in lines:
        mark = opening_mark(line.half)
        if part := _titled(line, mark):
            parts.append(part)
            opened = part
        elif opened and line.half and not _ends(opened, line, mark):
            opened.lines.append(line)
        else:
            loose.append(line)
            opened = None if line.half else opened
    return [*parts, *parts_behind(loose)]


def _titled(line: Passage, mark: Mark | None) -> Part | None:
    """Read a section's title with the text behind it; a remark on all categories is none."""
    title = section_title(line.half, mark.end if mark else 0)
    if title is None or not (title.alone or title.stop == ":"):
        return None
    if set(title.kinds) == {SectionKind.OTHER} and (tells_contact(line) or _is_paid(line)):
        return None
    rest = replace(line, text=line.text.strip()[title.end :], half=line.half[title.end :].strip())
    form = mark.form if mark else "bare"
    return Part(title.kinds, title.name, line.number, [rest] if rest.half else [], form)


def _ends(part: Part, line: Passage, mark: Mark | None) -> bool:
    """Tell the line that a section does not hold any more: the next number of its row, or whom to ask."""
    asked = tells_contact(line) and SectionKind.CONTACTS not in part.kinds
    return asked or (mark is not None and mark.form == part.form)


def parts_behind(lines: Sequence[Passage]) -> list[Part]:
    """Read the sentences behind a table of categories: whom to ask, and how all are paid and how long."""
    asked = [line for line in lines if tells_contact(line)]
    paid = [line for line in lines if _is_paid(line)]
    said = [line for line in lines if line not in paid and (is_for_all(line) or _LASTING.search(line.half))]
    found = ((SectionKind.CONTACTS, asked), (SectionKind.SUPPORT, paid), (SectionKind.OTHER, said))
    return [_part(kind, own) for kind, own in found if own]


def _sort_preamble(topic: TopicDraft) -> None:
    """Take whom to ask and how projects are paid from the sentences under a topic's heading."""
    asked = [line for line in topic.preamble if tells_contact(line)]
    paid = [line for line in topic.preamble if line not in asked and _is_paid(line)]
    if asked and not any(SectionKind.CONTACTS in part.kinds for part in topic.parts):
        topic.parts.append(_part(SectionKind.CONTACTS, asked))
    if paid:
        topic.parts.append(_part(SectionKind.SUPPORT, paid))


def _part(kind: SectionKind, lines: Sequence[Passage]) -> Part:
    return Part((kind,), lines[0].text.strip()[:_NAME], lines[0].number, list(lines))


def _is_paid(line: Passage) -> bool:
    told = any(words.search(line.half) for _, words in (*MODES, *SELECTIONS)) or any(amounts(line.half))
    return told and _OF_ALL.search(line.half) is not None


def _shared(part: Part, drafts: Sequence[Draft]) -> Problem:
    """Put a section under the categories that all lack it; else tell that it belongs to none."""
    kinds = set(part.kinds)
    lacking = not any(kinds & set(own.kinds) for draft in drafts for own in draft.parts)
    if drafts and kinds <= _SHARED and lacking:
        for draft in drafts:
            draft.parts.append(part)
        text = f"“{part.name}”写在专题之下，列在其中每个类别，请您核对。"
        return Problem(Level.WARNING, "sections", text, line=part.line)
    text = f"“{part.name}”写在专题之下，没有列入类别。"
    return Problem(Level.NOTE, "sections", text, line=part.line)


def with_topic_facts(
    categories: Sequence[Category], outline: Outline
) -> tuple[list[Category], list[Problem]]:
    """Fill in how projects are paid, and how long they run, where only their topic says so."""
    filled = [
        _filled(category, outline.topics[draft.topic]) if draft.topic is not None else category
        for draft, category in zip(outline.drafts, categories, strict=True)
    ]
    return filled, list(told_as_filled(categories, filled, "所在专题"))


def _filled(category: Category, topic: TopicDraft) -> Category:
    general = [line for part in topic.parts if SectionKind.SUPPORT in part.kinds for line in part.lines]
    others = [part for part in topic.parts if SectionKind.CONTACTS not in part.kinds]
    if not others:
        return category
    own, read = category.funding, read_funding(general).funding
    funding = replace(
        own,
        mode=own.mode or read.mode,
        selection=own.selection or read.selection,
        items=own.items or read.items,
    )
    period = category.period or read_period(texts(part.lines) for part in others).period
    return replace(category, funding=funding, period=period)
