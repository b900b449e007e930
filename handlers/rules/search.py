"""Answer questions from the funding guide and the task table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from handlers.rules.answer import Answer, Gap, Intent, Outcome, Part
from handlers.rules.case import WHICH
from handlers.rules.courtesy import courtesy
from handlers.rules.decisions import decide
from handlers.rules.guide import Guide
from handlers.rules.index import Index, guide_index
from handlers.rules.outside import hostile, other_year_said, years_said
from handlers.rules.parts import asked_back, gap
from handlers.rules.places import places_named
from handlers.rules.reading import Reading, read_clause
from handlers.rules.scope import How, Scope, scope
from handlers.rules.spelling import LIMIT, folded
from handlers.rules.synonyms import standard
from handlers.rules.task_asked import asks_nothing, speaks_of_tasks
from handlers.rules.task_questions import task_part
from handlers.rules.task_weights import asks_of_guide
from handlers.rules.tasks import TaskTable
from handlers.rules.typed_words import question_words

_CLAUSES: Final = re.compile(
    r"[?!。;\n]+|,(?!\d)|(?<!\d),|(?:另外|还有(?!没|[^?!。;,\n]{0,12}[吗么])|顺便|再问(?:一下)?|还想问)(?=.)"
)
# 6。3 and 壹之叁: numbers of categories.
_DOT_TYPED: Final = re.compile(r"(?<!\d)(\d{1,2})[。．](?=\d{1,2}(?!\d))")
_FORMAL: Final = re.compile(
    "[壹贰叁肆伍陆柒捌玖](?=[之点.\\-号类])|(?<=[之点第.\\-题类])[壹贰叁肆伍陆柒捌玖]"
)
_PLAIN_DIGITS: Final = dict(zip("壹贰叁肆伍陆柒捌玖", "一二三四五六七八九", strict=True))
# A blank behind a question that is complete stands for a comma.
_BLANK_STOP: Final = re.compile(
    r"(?<=[钱少谁吗呢么啊呀吧錢誰嗎麼])[ \t\u3000]+(?=[\u4e00-\u9fff\d][\u4e00-\u9fff\d.])"
)
# 我们是一所大学，可以申请什么: who asks belongs to what they ask.
_WHO_ASKS: Final = re.compile(
    r"((?:我们?|咱们?|本单位|我司|我(?:们)?(?:公司|单位))(?:是|属于)|作为)([^,。?!;\n]{1,20})[,。]"
)
# 除了甲科还有哪些科室: one question.
_EXCEPT: Final = re.compile(r"(除[^,。?!;\n]{1,16}),?还有")
# 甲还有乙都找谁: one question.
_AND_ALSO: Final = re.compile(r"(?:以及|还有)(?=[^,。?!;\n]{1,20}(?:都|分别|各))")
# What makes 我们公司 a question for what companies can apply for.
_OPEN: Final = re.compile("能|可以|可否|适合|符合|哪|什么|吗|么|有没有|机会")
_AND: Final = re.compile("以及|[和与跟及、]")
_EACH: Final = re.compile("分别|各自|各(?=是|给|有|要|找|多少|几)")
_STORY: Final = re.compile("我们?|我司|咱们?|本(?:公司|单位|企业|校|院|所)|俺")  # a clause about who asks
_WHO: Final = re.compile("我们|我司|咱们|本(?:公司|单位|企业|校|院|所)|(?:我们?)?是")  # tells who asks
_WHETHER: Final = re.compile("(?:吗|么|行不行|可不可以|能不能|算不算)$|(?:能|可|算)(?:否|不)$")
_WEAKEST: Final = (Outcome.NONE, Outcome.CLARIFY, Outcome.LIST, Outcome.ANSWER)
_PARTS: Final = 6  # questions in one message that are answered


def build_index(
    guide: Guide, table: TaskTable | None = None, aliases: Mapping[str, str] = MappingProxyType({})
) -> Index:
    """Build what questions are looked up in; `aliases` are operators' words for ids of categories."""
    return guide_index(guide, table, aliases)


def answer(index: Index, question: str) -> Answer:
    """Answer a question from the guide and the task table; the text is worded by `handlers.answers`."""
    typed = _DOT_TYPED.sub(r"\1.", _BLANK_STOP.sub(",", question[:LIMIT]))
    text = _FORMAL.sub(lambda digit: _PLAIN_DIGITS[digit[0]], folded(typed))
    parts = _parts(_standard(text, index), index)
    return _joined(question, parts, index)


def _standard(text: str, index: Index) -> str:
    """Read misspelt question words, pinyin and English; pinyin throughout is none of the English words."""
    text = question_words(text, lambda said: index.words.knows(said) or index.tasks.knows(said))
    if not re.search("[a-z]{3}", text):
        return standard(text)
    return standard(index.spoken.spoken(standard(index.spoken.spoken(text, whole=True))))


def _parts(text: str, index: Index) -> tuple[Part, ...]:
    thanks = courtesy(text) if text else None
    if thanks is not None or not re.search(r"\w", text):
        why = Gap.THANKS if thanks else Gap.GREETING if thanks is False else Gap.NOTHING_SAID
        return (asked_back(Intent.GREETING if thanks is not None else Intent.OTHER, (), why),)
    if hostile(text):
        return (gap(index, Gap.ORDER, Intent.OTHER),)
    readings = _readings(text, index)
    if not readings:
        return (asked_back(Intent.OTHER, (), Gap.NOTHING_SAID),)
    return _decided(readings, index)


def _readings(text: str, index: Index) -> tuple[tuple[Reading, Scope], ...]:
    clauses = [
        clause.strip()
        for clause in _CLAUSES.split(_AND_ALSO.sub("和", _EXCEPT.sub(r"\1有", _WHO_ASKS.sub(r"\1\2 ", text))))
        if clause and clause.strip()
    ]
    found: list[tuple[Reading, Scope]] = []
    when_and_where = ""
    for said in clauses:
        if courtesy(said) is not None:
            continue
        clause = f"{when_and_where} {said}".strip()
        reading = read_clause(clause, index)
        meant = _both(reading, scope(reading, index), index)
        before = found[-1] if found else None
        if before and (_asks_of(before, reading, meant) or _told_of(before[0], reading, index)):
            # 双碳平台，要交哪些材料: only together they ask.
            found.pop()
            reading = read_clause(f"{before[0].text} {clause}", index)
            joined = scope(reading, index)
            meant = joined if joined.sure else before[1]
        elif before and _only_names(reading, meant) and _asks_if(before):
            # 财务公司行不行，农业园区那个: the category stands behind.
            found.pop()
            reading = read_clause(f"{clause} {before[0].text}", index)
            meant = scope(reading, index)
        when_and_where = ""
        if before and _asks_which(reading) and (before[0].rank or before[0].demands or before[0].ways):
            # 最少给多少钱，是哪个项目: only together they ask.
            found.pop()
            reading = read_clause(f"{before[0].text} {clause}", index)
            meant = scope(reading, index)
        if not reading.empty or (index.table and speaks_of_tasks(clause)):
            found.append((reading, meant))
        elif years_said(clause) or other_year_said(clause) or places_named(clause):
            when_and_where = clause
    if not found and when_and_where:  # 后年还有吗
        reading = read_clause(when_and_where, index)
        found.append((reading, scope(reading, index)))
    return tuple(_merged(found))


def _both(reading: Reading, meant: Scope, index: Index) -> Scope:
    """Find the categories on both sides of an 和 where the whole clause points to one of them."""
    sides = _AND.split(reading.said) if len(meant.ids) == 1 and meant.how is How.NAME else ()
    if not 1 < len(sides) <= _PARTS:
        return meant
    found = [scope(read_clause(side, index), index) for side in sides]
    most = 2 if _EACH.search(reading.text) else 1  # of one side
    ids = tuple(dict.fromkeys(number for side in found for number in side.ids))
    if meant.ids[0] not in ids or any(not side.sure or len(side.ids) > most for side in found):
        return meant
    return Scope(tuple(sorted(ids, key=index.positions.__getitem__)), How.NAME)


def _merged(found: list[tuple[Reading, Scope]]) -> list[tuple[Reading, Scope]]:
    """Give each clause the categories that it leaves out, and join clauses that only together ask."""
    told = [meant for _, meant in found if meant.ids]
    asking = [pair for pair in found if _asks(pair[0])]
    if not told or not asking:
        return found if len(found) < 2 else (asking or found[:1])  # noqa: PLR2004
    kept: list[tuple[Reading, Scope]] = []
    surely = [meant for meant in told if meant.sure]
    last = next(iter(surely), told[0])
    for position, (reading, meant) in enumerate(found):
        previous, last = last, meant if meant.sure or (meant.ids and not surely) else last
        asks = _asks(reading) and not (_states(reading, meant) and len(asking) > 1)
        if asks:
            own = meant if meant.ids or reading.content.unknown or _whole(reading) else last
            kept.append((reading, _surer(own, last if last.sure else previous)))
        elif meant.sure and not _asked_later(found, position) and not _STORY.match(reading.text):
            before = kept[-1][0].wishes if kept else ()
            kept.append((replace(reading, wishes=before), meant))
    return kept


def _surer(own: Scope, named: Scope) -> Scope:
    """Prefer a category that the message names to those of which this clause's words merely speak."""
    several = own.how is How.TEXT and len(own.ids) > 1
    vague = several and len(named.ids) == 1 and named.ids[0] in own.ids
    vague = vague or (
        named.sure and (several or (own.how is How.TEXT and set(own.ids) & set(named.ids) != set()))
    )
    return named if vague else own


def _states(reading: Reading, meant: Scope) -> bool:
    """Tell whether a clause only repeats an amount of a category that it names: 给100万."""
    return meant.ids != () and not reading.wishes and not reading.rank and not _OPEN.search(reading.text)


def _asks(reading: Reading) -> bool:
    demands = reading.demands if not reading.kind or _OPEN.search(reading.text) else reading.demands[:-1]
    return bool(reading.wishes or reading.ways or demands or reading.rank or reading.outside)


def _asks_which(reading: Reading) -> bool:
    """Tell whether a clause only asks which one it is."""
    return (
        bool(reading.intents)
        and set(reading.intents) <= WHICH
        and not reading.points
        and not reading.content.unknown
    )


def _asks_of(before: tuple[Reading, Scope], reading: Reading, meant: Scope) -> bool:
    """Tell whether a clause asks about the category that the one before only names."""
    named = before[1].sure and not _asks_surely(before[0])
    return named and not meant.sure and not reading.named.any


def _only_names(reading: Reading, meant: Scope) -> bool:
    return meant.sure and not (_asks(reading) or reading.outside)


def _asks_if(before: tuple[Reading, Scope]) -> bool:
    """Tell whether a clause without a category asks whether something is so: 种植户行不行."""
    reading, meant = before
    return bool(not meant.sure and not reading.outside and _WHETHER.search(reading.text))


def _told_of(before: Reading, reading: Reading, index: Index) -> bool:
    """Tell whether only the clause before says what a clause asks of: 给孩子办转学，找哪个部门."""
    task = index.table is not None and speaks_of_tasks(before.text) and not asks_of_guide(reading)
    strange = bool(before.content.unknown or before.content.terms) and not before.kind
    strange = strange and not scope(before, index).ids and not _WHO.match(before.text)
    strange = strange and not speaks_of_tasks(before.text)
    silent = not (before.wishes or before.outside or before.named.any or before.numbers.ids)
    plain = all(asks_nothing(term.word) for term in reading.content.terms) and not reading.content.unknown
    return (
        silent
        and (task or strange)
        and plain
        and (reading.sure or (task and bool(reading.wishes)))
        and not reading.kind
    )


def _asks_surely(reading: Reading) -> bool:
    return reading.sure or bool(not reading.wishes and _asks(reading))


def _whole(reading: Reading) -> bool:
    """Tell whether a clause asks about all categories at once."""
    return bool(reading.rank or reading.demands or reading.ways) and Intent.LIST in reading.intents


def _asked_later(found: Sequence[tuple[Reading, Scope]], position: int) -> bool:
    """Tell whether a following clause asks about the categories of this one."""
    for reading, meant in found[position + 1 :]:
        if _asks(reading):
            return not meant.ids or bool(set(meant.ids) & set(found[position][1].ids))
    return False


def _decided(readings: Sequence[tuple[Reading, Scope]], index: Index) -> tuple[Part, ...]:
    parts: list[Part] = []
    for reading, own in readings[:_PARTS]:
        tasks = parts[-1].tasks if parts else ()
        meant = _listed_before(parts[-1], reading, index) if parts and not own.ids else own
        again = (
            task_part(_of_tasks(reading, tasks, index), meant, index) if _goes_on(reading, tasks) else None
        )
        part = again or task_part(reading, meant, index) or decide(reading, meant, index)
        parts.append(replace(part, heard=reading.heard) if reading.heard else part)
    return tuple(dict.fromkeys(parts))


def _listed_before(part: Part, reading: Reading, index: Index) -> Scope:
    """Give a clause without a category those that the answer before lists: 70万的有几个，分别谁负责."""
    few = 1 < len(part.categories) <= min(_PARTS, len(index.categories) - 1)
    fields = set(reading.intents) - WHICH - {Intent.DEADLINE}
    other = reading.points or reading.content.unknown or reading.demands or reading.ways or reading.rank
    whole = part.outcome in (Outcome.LIST, Outcome.ANSWER) and reading.sure and not reading.outside
    return Scope(part.categories, How.NUMBER) if few and fields and whole and not other else Scope()


def _goes_on(reading: Reading, tasks: tuple[str, ...]) -> bool:
    """Tell whether a clause asks on about the tasks of the one before: 205任务有几个节点，什么时候完成."""
    words = (*(term.word for term in reading.content.terms), *reading.content.unknown)
    plain = all(map(asks_nothing, words))
    said = reading.numbers.ids or reading.numbers.topics or reading.aliased or reading.named.any
    said = said or reading.named.unknown or reading.numbers.unknown
    return 0 < len(tasks) <= _PARTS and plain and not (said or reading.outside)


def _of_tasks(reading: Reading, tasks: tuple[str, ...], index: Index) -> Reading:
    said = " ".join(f"任务{number}" for number in tasks)
    return read_clause(f"{said} {reading.text}", index)


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
