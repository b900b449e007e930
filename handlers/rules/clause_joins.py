"""Join clauses of a message that only together ask."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from handlers.rules.answer import Intent
from handlers.rules.applicants import KINDS
from handlers.rules.case import WHICH
from handlers.rules.clause_kinds import (
    Asked,
    asks,
    asks_surely,
    complete,
    of_all,
    only_tells,
    pays_so,
    plainly_asks,
    silent,
)
from handlers.rules.clause_roles import is_over, signals, tells
from handlers.rules.detail_words import written_as
from handlers.rules.index import Index
from handlers.rules.question_content import content_text
from handlers.rules.quoted_clauses import counts_as
from handlers.rules.reading import Reading, read_clause
from handlers.rules.scope import How, Scope, scope
from handlers.rules.sides import named_scope
from handlers.rules.task_asked import (
    asks_nothing,
    asks_of_table,
    names_task,
    names_unit,
    only_asks,
    points_at_task,
    speaks_of_tasks,
)
from handlers.rules.task_weights import asks_of_guide

# What makes 我们公司 a question for what companies can apply for.
_EACH: Final = re.compile("分别|各自|都")
_PAID: Final = re.compile("给|拨|发|付|打款|到账|补|拿")  # when the money comes
_OPEN: Final = re.compile("能|可以|可否|适合|符合|哪|什么|吗|么|有没有|机会")
_FOR_US: Final = re.compile("[能可我咱]|适合|符合")  # 60万以上的我们能报哪些
_WHETHER: Final = re.compile("[吗么不没吧]$")
_WHO: Final = re.compile("我们|我司|咱们|本(?:公司|单位|企业|校|院|所)|(?:我们?)?是")  # tells who asks


def joined(before: Asked, clause: Asked, index: Index, *, named: bool) -> Asked | None:
    """Join two clauses that only together ask; None where each stands for itself.

    `named` tells whether any clause of the message names a category.
    """
    if _says_how(before[0], clause[0]) and not clause[1].ids:
        return clause[0], before[1]  # 什么时候给钱，事前还是事后: the second says what the first means
    if plainly_asks(before, index) and not (plainly_asks(clause, index) or asks(clause) or clause[1].ids):
        return None  # 多少钱，我好跟老板汇报: what only accompanies a question
    if _told_of(before[0], clause[0], index, named=named) or _asks_of(before, clause):
        # 双碳平台，要交哪些材料
        reading, wide = _read_both(before, clause, index)
        alone = not before[1].ids and len(wide.ids) == 1  # 解决难题的攻关，是哪个项目
        # 研学那个和特色镇那个，分别归谁: none of them drops out.
        fewer = _EACH.search(clause[0].text) is not None and set(wide.ids) < set(before[1].ids)
        return reading, wide if (wide.sure and not fewer) or alone else before[1]
    if _named_behind(before, clause, index):
        # 财务公司行不行，农业园区那个; 什么时候完成，院士恳谈会那个任务; 讲座算吗，我们是科创中心的
        return (before[0], clause[1]) if tells(clause[0].text) else _read_both(clause, before, index)
    return _read_both(before, clause, index) if _asks_on(before, clause, index) else None


def _asks_on(before: Asked, clause: Asked, index: Index) -> bool:
    """Tell whether a clause asks on about what the one before says."""
    return (
        _goes_into_detail(before, clause, index)  # 财务报告必须事务所出吗, 要哪一年的
        or _counts_in(before, clause)  # 一年不少于10场活动，讲座算进去吗
        or _unit_asks(before[0], clause[0], index)  # 我是团市委的，任务表里我们要配合哪条
        or _kind_wants(before, clause, index)  # 我在高新区管委会上班，有哪个项目是我们能报的
        or _asks_which_of(before[0], clause[0])  # 最少给多少钱，是哪个项目
    )


def _read_both(first: Asked, second: Asked, index: Index) -> Asked:
    reading = read_clause(f"{first[0].text} {second[0].text}", index)
    return reading, named_scope(reading, index)


def _asks_which_of(before: Reading, reading: Reading) -> bool:
    """Tell whether a clause only asks which one it is that the one before describes."""
    which = bool(reading.intents) and set(reading.intents) <= WHICH
    described = pays_so(before)
    return described and which and not reading.points and not reading.content.unknown


def _asks_of(before: Asked, clause: Asked) -> bool:
    """Tell whether a clause asks about the category that the one before only names."""
    reading, meant = clause
    asking = (
        bool(before[0].wishes) and _WHETHER.search(before[0].text) is not None
    )  # 能报科技杯吗，要写方案不
    named = before[1].sure and not (asks_surely(before) or asking or tells(before[0].text))
    return named and not meant.sure and not reading.named.any


def _named_behind(before: Asked, clause: Asked, index: Index) -> bool:
    """Tell whether a clause only names the category or the task that the one before asks about."""
    category = _asks_without_name(before) and _only_names(*clause)
    return category or (only_asks(before[0]) and _of_task(clause[0], before[0], index))


def _only_names(reading: Reading, meant: Scope) -> bool:
    return meant.sure and not (asks((reading, meant)) or signals(reading.text))


def _asks_without_name(before: Asked) -> bool:
    """Tell whether a clause asks something without saying of what: 种植户行不行, 要什么条件."""
    reading, meant = before
    asking = asks(before) or signals(reading.text)
    return bool(meant.how >= How.TEXT and asking and not only_tells(before) and not of_all(reading))


def _goes_into_detail(before: Asked, clause: Asked, index: Index) -> bool:
    """Tell whether a clause asks for a form alone, of the thing about which the one before asks."""
    rest, forms = written_as(clause[0].text)
    plain = not before[0].sure and before[1].sure and signals(before[0].text)
    alone = bool(forms) and not clause[0].sure and not content_text(rest, index).strip(" 要?!")
    return plain and alone


def _counts_in(before: Asked, clause: Asked) -> bool:
    """Tell whether a clause asks if something counts as what the one before only speaks of."""
    plain = before[1].ids and before[1].how is How.TEXT and not signals(before[0].text)
    return bool(plain) and counts_as(clause[0].text) and not clause[1].ids


def _kind_wants(before: Asked, clause: Asked, index: Index) -> bool:
    """Tell whether a clause asks what there is for the kind of applicant that the one before tells of."""
    reading, meant = clause
    kind = not signals(before[0].text) and any(each.said.search(before[0].text) for each in KINDS)
    which = bool(reading.intents) and set(reading.intents) <= {Intent.LIST, Intent.CATEGORY}
    form = _FOR_US if pays_so(reading) else _OPEN
    if not (kind and which and form.search(reading.text)) or meant.sure or reading.named.any:
        return False
    return index.table is None or not points_at_task(reading, index.table, index)


def _unit_asks(before: Reading, reading: Reading, index: Index) -> bool:
    """Tell whether a unit of the table that only says who it is asks for its tasks."""
    table = index.table
    if table is None or not (tells(before.text) and speaks_of_tasks(reading.text)):
        return False
    return names_unit(before, index) and ("我" in reading.text or not points_at_task(reading, table, index))


def _says_how(before: Reading, reading: Reading) -> bool:
    """Tell whether a clause asks in plain words for the way of paying that the one before circumscribes."""
    paid = before.outside is not None and _PAID.search(before.outside[1]) is not None
    way = reading.intents == (Intent.MODE,) or (bool(reading.ways) and not reading.wishes)
    return paid and way and not reading.points


def _told_of(before: Reading, reading: Reading, index: Index, *, named: bool) -> bool:
    """Tell whether only the clause before says what a clause asks of: 给孩子办转学，找哪个部门."""
    if _of_task(before, reading, index):
        return True
    strange = bool(before.content.unknown or before.content.terms) and not before.kind and not named
    strange = strange and not scope(before, index).ids and not _WHO.match(before.text)
    strange = strange and not (speaks_of_tasks(before.text) or is_over(before.text))
    plain = all(asks_nothing(term.word) for term in reading.content.terms) and not reading.content.unknown
    plain = plain and not complete((reading, scope(reading, index)), index)
    return silent(before) and strange and plain and reading.sure and not reading.kind


def _of_task(before: Reading, reading: Reading, index: Index) -> bool:
    """Tell whether a clause asks on about a task that the one before only names: 院士恳谈会那条，谁牵头."""
    plain = replace(before, wishes=before.wishes if signals(before.text) else ())
    own = speaks_of_tasks(before.text) and asks_of_table(before.text)  # 任务210的时限，还有责任单位
    named = index.table is not None and silent(plain) and not own and names_task(before.text, index.tasks)
    return named and not asks_of_guide(reading) and only_asks(reading)
