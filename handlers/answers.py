"""Word an answer from the guide or the task table for the person who asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from handlers.rules.answer import NOTICE, NOTICE_NAME, Answer, Fact, Gap, Intent, Outcome, Part
from handlers.rules.facts import SECTION_NAMES
from handlers.wording import one_line, say

_SECTIONS: Final = {**SECTION_NAMES, NOTICE: NOTICE_NAME}
_TABLE: Final = (Intent.TASK, Intent.DUE, Intent.UNIT)  # what is answered from the task table
_NUMBERED: Final = 5  # categories that the line of sources names one by one
_NAME: Final = 80  # characters of a task's text that stand for it
# What must not stand in an answer that the guide does not give: numbers to call, mailboxes, amounts.
_MISLEADING: Final = re.compile(r"\d{5,}|@|\d(?:\.\d+)?\s*(?:万|亿|元|%)|[一二三四五六七八九十百]+万")
_ECHOED: Final = 30  # characters of the asker's words that are repeated


@dataclass(frozen=True, slots=True)
class Entry:
    """A category or a task in an answer, with what is said of it."""

    number: str
    name: str
    lines: tuple[Fact, ...]


def render(answer: Answer) -> str:
    """Word an answer, one paragraph a question; below it the days that the office set."""
    paragraphs = [_part(part, answer) for part in answer.parts]
    if answer.days:
        paragraphs.append(say("answer_days", days=answer.days, alone=len(answer.categories) == 1))
    return "\n\n".join(filter(None, paragraphs))


def worded(answer: Answer) -> Answer:
    """Return the answer with its text."""
    return replace(answer, text=render(answer))


def _part(part: Part, answer: Answer) -> str:
    stated = _stated(part, answer) if part.facts else ""
    unsaid = _unsaid(part, answer) if part.gap else ""
    heard = say("answer_heard", names=part.heard) if part.heard else ""
    return "\n\n".join(filter(None, (heard, stated, unsaid)))


def _unsaid(part: Part, answer: Answer) -> str:
    page = "answer_clarify" if part.outcome is Outcome.CLARIFY else "answer_none"
    return say(
        page,
        gap=part.gap or Gap.OUTSIDE,
        subject=_harmless(part.subject),
        choices=part.choices,
        offices=part.offices,
        year=answer.year,
        tasks=part.intent in _TABLE,
        intent=part.intent,
    )


def _stated(part: Part, answer: Answer) -> str:
    entries = _entries(part.facts)
    same = _shared(entries)
    page = "answer_shared" if same else "answer_list" if len(entries) > 1 else "answer_one"
    return say(
        page,
        entries=entries,
        shared=same,
        heading=part.heading,
        tasks=bool(part.tasks),
        source=_source(part, answer),
        intent=part.intent,
    )


def _entries(facts: Iterable[Fact]) -> tuple[Entry, ...]:
    """Gather the facts by category or task, in their order."""
    held: dict[tuple[str, str], list[Fact]] = {}
    for fact in facts:
        held.setdefault((fact.number or "", fact.name), []).append(fact)
    return tuple(Entry(number, _short(name), tuple(lines)) for (number, name), lines in held.items())


def _shared(entries: Sequence[Entry]) -> tuple[Fact, ...]:
    """Return the facts that all of several entries state alike, else nothing."""
    said = {tuple((fact.label, fact.value) for fact in entry.lines) for entry in entries}
    telling = all(fact.value for entry in entries for fact in entry.lines)
    return entries[0].lines if len(entries) > 1 and len(said) == 1 and telling else ()


def _source(part: Part, answer: Answer) -> str:
    year = next((source.year for source in part.sources if source.year), answer.year)
    if part.tasks:
        return say("answer_source", kind="任务表", year=year, numbers=_few(part.tasks), section="")
    numbers = tuple(dict.fromkeys(source.category for source in part.sources if source.category))
    sections = tuple(dict.fromkeys(source.section for source in part.sources if source.section))
    section = (
        "、".join(_SECTIONS.get(each, each) for each in sections)
        if len(sections) <= len(SECTION_NAMES)
        else ""
    )
    return say("answer_source", kind="指南", year=year, numbers=_few(numbers), section=section)


def _few(numbers: tuple[str, ...]) -> str:
    return "、".join(numbers) if len(numbers) <= _NUMBERED else ""


def _short(name: str) -> str:
    line = one_line(name)
    return line if len(line) <= _NAME else line[:_NAME] + "…"


def _harmless(subject: str | None) -> str:
    """Return the asker's words only where they cannot be taken for a fact."""
    line = one_line(subject or "")
    return "" if _MISLEADING.search(line) or len(line) > _ECHOED * 2 else line
