"""Add to an answer the sentences of its category that hold what a clause asks beside a field."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from handlers.rules.answer import Fact, Gap, Intent, Outcome, Part, Source
from handlers.rules.case import Case, case
from handlers.rules.detail_words import written_as
from handlers.rules.facts import facts
from handlers.rules.index import Index
from handlers.rules.quoted_clauses import held, nearest, quoted, weight_of_words
from handlers.rules.reading import Reading, read_clause
from handlers.rules.scope import How, Scope
from handlers.rules.spelling import folded_print

# 有没有我们能报的项目
_FOR_US: Final = re.compile("(?:我们?|咱们?|我司|企业|公司)[^,。?!]{0,4}(?:能|可以?)(?:申?报|申请|参加|做)")
_LACKS: Final = re.compile("没|不|未|只|才|刚")
_STORIES: Final = 2  # sentences that a story adds
# What only says which category is meant: 做高企画像的那个项目.
_NAMING: Final = re.compile("[^,。?!]*(?:[那这]一?[个项类条种]|的?(?:项目|专项|类别|专题))(?![^,。?!]{0,2}$)")
_TOLD_MORE: Final = frozenset(
    {Intent.AMOUNT, Intent.COUNT, Intent.CONDITIONS, Intent.PERIOD, Intent.CATEGORY}
)
_NEAR: Final = 0.4  # of a clause that the nearest sentence has to hold
_BESIDE: Final = 2.5  # weight that the nearest sentence has to hold
_LEAST: Final = 3.0  # weight of the words, beside what is measured, that a sentence must hold
# Fields that say nothing of what else is asked.
_WHOLE: Final = frozenset({Intent.CATEGORY, Intent.CONDITIONS, Intent.RESEARCH, Intent.COST})
# 交付以后还要维护几年: the time of something else than the project, if a sentence holds it.
_LASTS: Final = re.compile(r"\d\s*(?:个月|年|天|日)")


def with_stories(part: Part, told: Sequence[str], index: Index) -> Part:
    """Add to conditions the sentences on what somebody says to lack: 还不是入库的特派员，能报吗."""
    if part.gap is Gap.FIELD and len(part.about) == 1:
        readings = (read_clause(clause, index) for clause in told)
        return next((new for each in readings if (new := _instead(part, each, index)) is not part), part)
    if (
        part.intent is not Intent.CONDITIONS
        or len(part.categories) != 1
        or part.outcome is not Outcome.ANSWER
    ):
        return part
    about = Scope(part.categories, How.NAME)
    cases = (case(read_clause(clause, index), about, index) for clause in told if _LACKS.search(clause))
    return _with(part, [fact for each in cases for fact in held(each)][:_STORIES], index)


def with_nearest(parts: tuple[Part, ...], clauses: Sequence[str], index: Index) -> tuple[Part, ...]:
    """Add to the answers on one category the sentence nearest to what else is said, if one is near."""
    about = {number for part in parts for number in part.categories}
    last = next((place for place, part in enumerate(parts) if _may_add(part)), None)
    if len(about) != 1 or last is None or any(part.outcome is not Outcome.ANSWER for part in parts):
        return parts
    shown = folded_print("|".join(fact.value for part in parts for fact in part.facts))
    near = [_nearest(clause, shown, parts[last], index) for clause in clauses]
    kept = max(near, key=lambda each: each[0], default=(0.0, None))
    if kept[1] is None:
        return parts
    return (*parts[:last], _with(parts[last], [kept[1]], index), *parts[last + 1 :])


def _may_add(part: Part) -> bool:
    return len(part.categories) == 1 and not part.tasks and part.intent in _TOLD_MORE


def _nearest(clause: str, shown: str, part: Part, index: Index) -> tuple[float, Fact | None]:
    said = _NAMING.sub(lambda match: " " * len(match[0]), clause)
    found = case(read_clause(said, index), Scope(part.categories, How.NAME), index)
    share, weight, fact = nearest(found, shown)
    near = share >= _NEAR and weight >= _BESIDE * index.scale
    return (weight, fact) if near else (0.0, None)


def with_sentences(part: Part, reading: Reading, index: Index) -> Part:
    """Add the sentences of the one category of an answer that cover the rest of what a clause says."""
    if part.gap is Gap.FIELD and len(part.about) == 1:
        return _instead(part, reading, index)
    if part.outcome is not Outcome.ANSWER or len(part.categories) != 1 or part.tasks:
        return part
    found = case(reading, Scope(part.categories, How.NAME), index)
    return _with(part, _more(found, part), index)


def _with(part: Part, told: Sequence[Fact], index: Index) -> Part:
    """Add the sentences that are not shown yet."""
    shown = [fact.value for fact in part.facts]
    more = tuple(fact for fact in dict.fromkeys(told) if not any(fact.value in value for value in shown))
    if not more:
        return part
    sources = tuple(Source(index.guide.year, fact.number or "", None, fact.section) for fact in more)
    # A sentence comes before a summary, and behind a field that was asked for.
    whole = (*more, *part.facts) if part.intent is Intent.CATEGORY else (*part.facts, *more)
    return replace(part, facts=whole, sources=tuple(dict.fromkeys((*part.sources, *sources))))


def _instead(part: Part, reading: Reading, index: Index) -> Part:
    """Quote the sentences that hold what is asked where the field itself is not stated: 劳务占几成."""
    found = case(reading, Scope(part.about, How.NAME), index)
    told = held(found)
    return quoted(found, told) if told else part


def _asks_for_us(found: Case, part: Part) -> bool:
    """Tell whether somebody asks what they may apply for, and gets no more than what it is about."""
    return (
        part.intent in (Intent.RESEARCH, Intent.CATEGORY, Intent.LIST)
        and _FOR_US.search(found.text) is not None
    )


def _more(found: Case, part: Part) -> tuple[Fact, ...]:
    if _asks_for_us(found, part):
        return facts(found.about[0], Intent.CONDITIONS)
    measured = written_as(found.text)[1]
    if not (measured or part.intent in _WHOLE or part.intent is Intent.PERIOD):
        return ()
    told = held(found)
    if weight_of_words(found) < _LEAST and not (measured and len(told) == 1):
        return ()
    if part.intent is Intent.PERIOD and not measured:
        return tuple(fact for fact in told if _LASTS.search(fact.value))
    return told
