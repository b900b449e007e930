"""Answer questions from the funding guide and the task table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from handlers.rules.answer import Answer, Gap, Intent, Outcome, Part
from handlers.rules.case import WHICH
from handlers.rules.clause_roles import signals
from handlers.rules.courtesy import courtesy
from handlers.rules.decisions import decide
from handlers.rules.digits_said import digits_said
from handlers.rules.guide import Guide
from handlers.rules.handed_in_tasks import of_milestone
from handlers.rules.index import Index, guide_index
from handlers.rules.notice_answers import of_notice
from handlers.rules.outside import hostile
from handlers.rules.parts import asked_back, gap
from handlers.rules.question_clauses import MOST, clauses_read, clauses_said
from handlers.rules.quoted_clauses import counts_as
from handlers.rules.reading import Reading
from handlers.rules.scope import How, Scope
from handlers.rules.spelling import LIMIT, folded
from handlers.rules.synonyms import standard
from handlers.rules.task_asked import speaks_of_tasks
from handlers.rules.task_clauses import going_on, with_names
from handlers.rules.task_numbers import with_steps
from handlers.rules.task_questions import task_part
from handlers.rules.tasks import TaskTable
from handlers.rules.told_as_well import with_nearest, with_sentences, with_stories
from handlers.rules.typed_words import question_words

# 6。3: the number of a category.
_DOT_TYPED: Final = re.compile(r"(?<!\d)(\d{1,2})[。．](?=\d{1,2}(?!\d))")
# A blank behind a question that is complete stands for a comma.
_BLANK_STOP: Final = re.compile(
    r"(?<=[钱少谁吗呢么啊呀吧錢誰嗎麼])[ \t\u3000]+(?=[\u4e00-\u9fff\d][\u4e00-\u9fff\d.])"
)
# What one clause says of the year or the place holds for those behind it.
_ELSEWHERE: Final = frozenset({Gap.YEAR, Gap.PLACE, Gap.NUMBER})
_WEAKEST: Final = (Outcome.NONE, Outcome.CLARIFY, Outcome.LIST, Outcome.ANSWER)


def build_index(
    guide: Guide, table: TaskTable | None = None, aliases: Mapping[str, str] = MappingProxyType({})
) -> Index:
    """Build what questions are looked up in; `aliases` are operators' words for ids of categories."""
    return guide_index(guide, table, aliases)


def answer(index: Index, question: str) -> Answer:
    """Answer a question from the guide and the task table; the text is worded by `handlers.answers`."""
    typed = _DOT_TYPED.sub(r"\1.", _BLANK_STOP.sub(",", question[:LIMIT]))
    typed = with_steps(typed, index.table) if index.table else typed
    text = digits_said(folded(typed))
    text = index.around.sub("", text) if index.around else text
    parts = _parts(with_names(_standard(text, index), index), index)
    return _joined(question, parts, index)


def _standard(text: str, index: Index) -> str:
    """Read misspelt question words, pinyin and English; pinyin throughout is none of the English words."""
    text = question_words(text, index.knows)
    if not re.search("[a-z]{3}", text):
        return standard(text)
    text = index.spoken.spoken(text, whole=True)
    if index.table and re.search("[a-z]{3}", text):
        text = index.spoken_of_tasks.spoken(text, whole=True)
    return standard(index.spoken.spoken(standard(text)))


def _parts(text: str, index: Index) -> tuple[Part, ...]:
    thanks = courtesy(text) if text else None
    if thanks is not None or not re.search(r"\w", text):
        why = Gap.THANKS if thanks else Gap.GREETING if thanks is False else Gap.NOTHING_SAID
        return (asked_back(Intent.GREETING if thanks is not None else Intent.OTHER, (), why),)
    if hostile(text):
        return (gap(index, Gap.ORDER, Intent.OTHER),)
    readings = clauses_read(text, index)
    if not readings:
        return (asked_back(Intent.OTHER, (), Gap.NOTHING_SAID),)
    said = clauses_said(text)
    told = tuple(clause for clause in said if not signals(clause))
    parts = tuple(with_stories(part, told, index) for part in _decided(readings, index))
    return with_nearest(parts, said, index)


def _decided(readings: Sequence[tuple[Reading, Scope]], index: Index) -> tuple[Part, ...]:
    parts: list[Part] = []
    before: Reading | None = None
    for reading, own in readings[:MOST]:
        tasks = parts[-1].tasks if parts else ()
        meant = _listed_before(parts[-1], reading, index) if parts and not own.ids else own
        further = (
            going_on(before, reading, tasks, index) if before and _asks_on(reading, own, tasks) else None
        )
        again = task_part(further, Scope(), index) if further else None
        before = further if again and further else reading
        if parts and _refused_before(parts[-1], reading):
            continue
        of_guide = bool(parts) and meant.sure and reading.outside and not speaks_of_tasks(reading.text)
        tasked = None if of_guide else task_part(reading, meant, index)
        part = again or tasked or decide(reading, meant, index)
        part = of_milestone(reading, part, index) or of_notice(reading, part, index) or part
        if parts and part.outcome is Outcome.NONE and _counted_in(reading, parts[-1]):
            continue  # 到哪些单位去，医院算不算在内: the sentence quoted tells
        if _said_before(part, parts):
            continue
        part = with_sentences(part, reading, index)
        parts.append(replace(part, heard=reading.heard) if reading.heard else part)
    return tuple(dict.fromkeys(parts))


def _counted_in(reading: Reading, before: Part) -> bool:
    """Tell whether a clause asks whether something counts as what the answer before speaks of."""
    return before.outcome is Outcome.ANSWER and bool(before.sources) and counts_as(reading.text)


def _said_before(part: Part, parts: Sequence[Part]) -> bool:
    """Tell whether all that a part states of tasks stands in the answers before it."""
    told = {fact for before in parts for fact in before.facts}
    return bool(part.tasks) and bool(part.facts) and set(part.facts) <= told and part.gap is None


def _refused_before(part: Part, reading: Reading) -> bool:
    """Tell whether a clause only asks on about what was refused: 发明专利怎么申请，要多少钱."""
    elsewhere = part.gap in _ELSEWHERE or (part.gap in (Gap.OUTSIDE, Gap.DEADLINE) and not part.about)
    silent = not (
        reading.points or reading.content.unknown or reading.demands or reading.ways or reading.rank
    )
    return part.outcome is Outcome.NONE and elsewhere and silent and "今年" not in reading.said


def _listed_before(part: Part, reading: Reading, index: Index) -> Scope:
    """Give a clause without a category those that the answer before lists: 70万的有几个，分别谁负责."""
    one = part.intent is Intent.LIST  # 给得最多的是哪个，大约多少
    few = 1 - one < len(part.categories) <= min(MOST, len(index.categories) - 1)
    fields = set(reading.intents) - WHICH - {Intent.DEADLINE}
    other = reading.points or reading.content.unknown or reading.demands or reading.ways or reading.rank
    whole = part.outcome in (Outcome.LIST, Outcome.ANSWER) and (one or reading.sure) and not reading.outside
    return Scope(part.categories, How.NUMBER) if few and fields and whole and not other else Scope()


def _asks_on(reading: Reading, own: Scope, tasks: tuple[str, ...]) -> bool:
    """Tell whether a clause may ask on about the tasks of the one before, and names nothing of the guide."""
    said = reading.numbers.ids or reading.numbers.topics or reading.aliased or reading.named.any
    said = said or reading.named.unknown or reading.numbers.unknown
    return bool(tasks) and not (said or reading.outside or (own.sure and reading.sure))


def _joined(question: str, parts: Sequence[Part], index: Index) -> Answer:
    outcome = next(each for each in _WEAKEST if any(part.outcome is each for part in parts))
    return Answer(
        question,
        outcome,
        _lead(parts),
        _union([part.categories for part in parts]),
        _union([part.tasks for part in parts]),
        sources=tuple(dict.fromkeys(source for part in parts for source in part.sources)),
        parts=tuple(parts),
        choices=tuple(dict.fromkeys(choice for part in parts for choice in part.choices)),
        offices=_union([part.offices for part in parts]),
        hand_over=any(part.outcome is Outcome.NONE and part.gap is not Gap.ORDER for part in parts),
        year=index.guide.year,
    )


def _lead(parts: Sequence[Part]) -> Intent:
    """Name the intent of the first question, or what is asked of the categories that it only lists."""
    first = parts[0]
    counted = first.intent is Intent.COUNT and any(fact.section for fact in first.facts)
    if first.intent not in WHICH or not first.categories or counted:
        return first.intent
    later = (
        part
        for part in parts[1:]
        if part.intent not in WHICH and set(part.categories) <= set(first.categories)
    )
    return next((part.intent for part in later if part.categories), first.intent)


def _union(columns: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for column in columns for value in column))
