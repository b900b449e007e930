"""Cut a message into its questions: each with what it asks and the categories that it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from handlers.rules.answer import Gap, Intent
from handlers.rules.applicants import KINDS
from handlers.rules.case import WHICH
from handlers.rules.clause_roles import signals, tells
from handlers.rules.courtesy import courtesy
from handlers.rules.index import Index
from handlers.rules.outside import other_year_said, years_said
from handlers.rules.places import places_named
from handlers.rules.reading import Reading, read_clause
from handlers.rules.scope import How, Scope, scope
from handlers.rules.task_asked import asks_nothing, asks_of_table, names_task, only_asks, speaks_of_tasks
from handlers.rules.task_weights import asks_of_guide

_CLAUSES: Final = re.compile(
    r"[?!。;\n]+|,(?!\d)|(?<!\d),|-{2,}|—{2,}|(?:另外|还有(?!没|[^?!。;,\n]{0,12}[吗么])|顺便|再问(?:一下)?|还想问)(?=.)"
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
MOST: Final = 6  # questions in one message that are answered

Asked = tuple[Reading, Scope]


def clauses_read(text: str, index: Index) -> tuple[Asked, ...]:
    """Read the questions of a folded message, each with the categories that it or its neighbours name."""
    clauses = [each for each in _cut(text) if courtesy(each) is None]
    said, when_and_where = _with_circumstances(clauses, index)
    if when_and_where and all(reading.empty for reading, _ in said):  # 后年还有吗
        return (_read(when_and_where, index),)
    named = any(meant.sure for _, meant in said)
    found: list[Asked] = []
    for clause in said:
        joined = _joined(found[-1], clause, index, named=named) if found else None
        if joined is not None:
            found[-1] = joined
        elif not clause[0].empty or (index.table and speaks_of_tasks(clause[0].text)):
            found.append(clause)
    return tuple(_merged(found))


def _cut(text: str) -> list[str]:
    whole = _AND_ALSO.sub("和", _EXCEPT.sub(r"\1有", _WHO_ASKS.sub(_with_asker, text)))
    return [clause.strip() for clause in _CLAUSES.split(whole) if clause and clause.strip()]


def _with_asker(match: re.Match[str]) -> str:
    """Take off the comma behind what kind of applicant asks, not behind what they make: 我们是做五金的."""
    kind = any(each.said.search(match[2]) for each in KINDS)
    return f"{match[1]}{match[2]} " if kind else match[0]


def _with_circumstances(clauses: Sequence[str], index: Index) -> tuple[list[Asked], str]:
    """Read clauses; one that only names a year or a place belongs to the next."""
    said: list[Asked] = []
    when_and_where = ""
    for clause in clauses:
        pair = _read(f"{when_and_where} {clause}".strip(), index)
        empty = pair[0].empty and not (index.table and speaks_of_tasks(clause))
        here = pair[0].said
        only = empty and bool(years_said(here) or other_year_said(here) or places_named(here))
        when_and_where = here if only else ""
        said += [] if only else [pair]
    return said, when_and_where


def _read(text: str, index: Index) -> Asked:
    reading = read_clause(text, index)
    return reading, _both(reading, scope(reading, index), index)


def _joined(before: Asked, clause: Asked, index: Index, *, named: bool) -> Asked | None:
    """Join two clauses that only together ask; None where each stands for itself."""
    reading, meant = clause
    told = _told_of(before[0], reading, index, named=named)
    if told or _asks_of(before, reading, meant):
        # 双碳平台，要交哪些材料
        joined = read_clause(f"{before[0].text} {reading.text}", index)
        wide = scope(joined, index)
        return joined, wide if wide.sure else before[1]
    if _asks_without_name(before) and _only_names(reading, meant):
        # 财务公司行不行，农业园区那个: the category stands behind.
        joined = read_clause(f"{reading.text} {before[0].text}", index)
        return joined, scope(joined, index)
    if only_asks(before[0]) and _of_task(reading, before[0], index):
        # 什么时候完成，院士恳谈会那个任务
        joined = read_clause(f"{reading.text} {before[0].text}", index)
        return joined, scope(joined, index)
    if _asks_which(reading) and (before[0].rank or before[0].demands or before[0].ways):
        # 最少给多少钱，是哪个项目
        joined = read_clause(f"{before[0].text} {reading.text}", index)
        return joined, scope(joined, index)
    return None


def _both(reading: Reading, meant: Scope, index: Index) -> Scope:
    """Find the categories on both sides of an 和 where the whole clause points to one of them."""
    sides = _AND.split(reading.said) if len(meant.ids) == 1 and meant.how is How.NAME else ()
    if not 1 < len(sides) <= MOST:
        return meant
    found = [scope(read_clause(side, index), index) for side in sides]
    most = 2 if _EACH.search(reading.text) else 1  # of one side
    ids = tuple(dict.fromkeys(number for side in found for number in side.ids))
    if meant.ids[0] not in ids or any(not side.sure or len(side.ids) > most for side in found):
        return meant
    return Scope(tuple(sorted(ids, key=index.positions.__getitem__)), How.NAME)


def _merged(found: list[Asked]) -> list[Asked]:
    """Give each clause the categories that it leaves out, and drop what asks nothing beside what does."""
    told = [meant for _, meant in found if meant.ids]
    asking = [pair for pair in found if _asks(pair) and not _tells(pair)]
    if not asking:
        asking = [pair for pair in found if _asks(pair)]
    if not told or not asking:
        return found if len(found) < 2 else (asking or found[:1])  # noqa: PLR2004
    kept: list[Asked] = []
    surely = [meant for meant in told if meant.sure]
    last = next(iter(surely), told[0])
    for position, (reading, meant) in enumerate(found):
        previous, last = last, meant if meant.sure or (meant.ids and not surely) else last
        asks = (reading, meant) in asking and not (_states(reading, meant) and len(asking) > 1)
        if asks:
            own = meant if meant.ids or reading.content.unknown or _whole(reading) else last
            kept.append((reading, _surer(own, last if last.sure else previous)))
        elif meant.sure and not _asked_later(found, position) and not _STORY.match(reading.text):
            before = kept[-1][0].wishes if kept else ()
            kept.append((replace(reading, wishes=before), meant))
    return kept


def _tells(pair: Asked) -> bool:
    """Tell whether a clause only tells of whoever asks; one that asks surely of a category does not."""
    reading, meant = pair
    if reading.outside and reading.outside[0] is Gap.ORDER:
        return False
    return tells(reading.text) and not (reading.sure and meant.ids) and not reading.named.any


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


def _asks(pair: Asked) -> bool:
    reading = pair[0]
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


def _asks_of(before: Asked, reading: Reading, meant: Scope) -> bool:
    """Tell whether a clause asks about the category that the one before only names."""
    named = before[1].sure and not _asks_surely(before)
    return named and not meant.sure and not reading.named.any


def _only_names(reading: Reading, meant: Scope) -> bool:
    return meant.sure and not (_asks((reading, meant)) or signals(reading.text))


def _asks_without_name(before: Asked) -> bool:
    """Tell whether a clause asks something without saying of what: 种植户行不行, 要什么条件."""
    reading, meant = before
    asks = _asks(before) or signals(reading.text)
    return bool(meant.how >= How.TEXT and asks and not _tells(before) and not _whole(reading))


def _told_of(before: Reading, reading: Reading, index: Index, *, named: bool) -> bool:
    """Tell whether only the clause before says what a clause asks of: 给孩子办转学，找哪个部门."""
    if _of_task(before, reading, index):
        return True
    strange = bool(before.content.unknown or before.content.terms) and not before.kind and not named
    strange = strange and not scope(before, index).ids and not _WHO.match(before.text)
    strange = strange and not speaks_of_tasks(before.text)
    plain = all(asks_nothing(term.word) for term in reading.content.terms) and not reading.content.unknown
    return _silent(before) and strange and plain and reading.sure and not reading.kind


def _of_task(before: Reading, reading: Reading, index: Index) -> bool:
    """Tell whether a clause asks on about a task that the one before only names: 院士恳谈会那条，谁牵头."""
    silent = _silent(before) and not asks_of_table(before.text)
    named = index.table is not None and silent and names_task(before.text, index.tasks)
    return named and not asks_of_guide(reading) and only_asks(reading)


def _silent(reading: Reading) -> bool:
    """Tell whether a clause asks nothing and gives no number and no contact."""
    return not (reading.wishes or reading.outside or reading.named.any or reading.numbers.ids)


def _asks_surely(pair: Asked) -> bool:
    return pair[0].sure or bool(not pair[0].wishes and _asks(pair))


def _whole(reading: Reading) -> bool:
    """Tell whether a clause asks about all categories at once."""
    return bool(reading.rank or reading.demands or reading.ways) and Intent.LIST in reading.intents


def _asked_later(found: Sequence[Asked], position: int) -> bool:
    """Tell whether a following clause asks about the categories of this one."""
    for reading, meant in found[position + 1 :]:
        if _asks((reading, meant)):
            return not meant.ids or bool(set(meant.ids) & set(found[position][1].ids))
    return False
