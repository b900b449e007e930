"""Cut a message into its questions: each with what it asks and the categories that it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from handlers.rules.answer import Gap, Intent
from handlers.rules.applicants import KINDS
from handlers.rules.case import WHICH
from handlers.rules.clause_roles import hearsay, signals, tells
from handlers.rules.courtesy import courtesy
from handlers.rules.detail_words import written_as
from handlers.rules.index import Index
from handlers.rules.outside import other_year_said, years_said
from handlers.rules.places import places_named
from handlers.rules.question_content import content_text
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
_PAID: Final = re.compile("给|拨|发|付|打款|到账|补|拿")  # when the money comes
_OPEN: Final = re.compile("能|可以|可否|适合|符合|哪|什么|吗|么|有没有|机会")
_COUNTS: Final = re.compile("(?:多少|几)(?:人次?|[场期次回条例座部]|个人|家企业)")  # a number of what is done
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
        elif not clause[0].empty or (index.table and _of_table(clause[0].text)):
            found.append(clause)
    return tuple(_merged(found))


def _of_table(text: str) -> bool:
    """Tell whether a clause says more of the table than one of its words: 牵头 may be the asker's."""
    return speaks_of_tasks(text) and len(text) > len("牵头")


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
    if _says_how(before[0], clause[0]) and not clause[1].ids:
        return clause[0], before[1]  # 什么时候给钱，事前还是事后: the second says what the first means
    if _told_of(before[0], clause[0], index, named=named) or _asks_of(before, clause):
        # 双碳平台，要交哪些材料
        joined, wide = _read_both(before, clause, index)
        alone = not before[1].ids and len(wide.ids) == 1  # 解决难题的攻关，是哪个项目
        return joined, wide if wide.sure or alone else before[1]
    if _named_behind(before, clause, index):
        # 财务公司行不行，农业园区那个; 什么时候完成，院士恳谈会那个任务
        return _read_both(clause, before, index)
    if _goes_into_detail(before, clause, index):
        return _read_both(before, clause, index)  # 财务报告必须事务所出吗, 要哪一年的
    if _kind_wants(before, clause) or _asks_which_of(before[0], clause[0]):
        # 我在高新区管委会上班，有哪个项目是我们能报的; 最少给多少钱，是哪个项目
        return _read_both(before, clause, index)
    return None


def _read_both(first: Asked, second: Asked, index: Index) -> Asked:
    joined = read_clause(f"{first[0].text} {second[0].text}", index)
    return joined, scope(joined, index)


def _both(reading: Reading, meant: Scope, index: Index) -> Scope:
    """Find the categories on both sides of an 和 where the whole clause points to one of them."""
    sides = _AND.split(reading.said) if meant.ids and meant.how is How.NAME else ()
    if not 1 < len(sides) <= MOST:
        return meant
    found = [scope(read_clause(side, index), index) for side in sides]
    most = 2 if _EACH.search(reading.text) else 1  # of one side
    ids = tuple(dict.fromkeys(number for side in found for number in side.ids))
    told = most > 1  # 科技奖跟研学路线各给多少: one of them in words of its text
    vague = any(not (side.sure or (told and side.how is How.TEXT)) or len(side.ids) > most for side in found)
    if len(meant.ids) > 1 and not set(ids) < set(meant.ids):
        return meant
    if meant.ids[0] not in ids or vague:
        return meant
    return Scope(tuple(sorted(ids, key=index.positions.__getitem__)), How.NAME)


def _merged(found: list[Asked]) -> list[Asked]:
    """Give each clause the categories that it leaves out, and drop what asks nothing beside what does."""
    told = [pair[1] for pair in found if pair[1].ids and (pair[1].sure or not _tells(pair))]
    asking = [pair for pair in found if _asks(pair) and not _tells(pair)]
    # 想申请商标补贴，有多少: what is told says of what is asked.
    foreign = not told and any(reading.outside for reading, _ in found)
    if not asking or foreign:
        asking = [pair for pair in found if _asks(pair)]
    if not asking and not foreign and any(meant.sure for _, meant in found):
        # 财务报告必须事务所出吗: no known intent, yet a question.
        asking = [pair for pair in found if signals(pair[0].text) and not _tells(pair)]
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
        elif meant.sure and not (_asked_later(found, position) or _only_tells(reading, told, meant)):
            before = kept[-1][0].wishes if kept else ()
            kept.append((replace(reading, wishes=before), meant))
    return kept


def _only_tells(reading: Reading, told: Sequence[Scope], meant: Scope) -> bool:
    """Tell whether a clause is only about who asks; what they make is not asked beside another category."""
    other = any(each.sure and each.ids != meant.ids for each in told)
    return _STORY.match(reading.text) is not None or (other and tells(reading.text))


def _tells(pair: Asked) -> bool:
    """Tell whether a clause only tells of whoever asks; one that asks surely of a category does not."""
    reading, meant = pair
    if reading.outside and reading.outside[0] is Gap.ORDER:
        return False
    sure = reading.sure and (meant.sure or meant.how is How.STATEMENT) and not hearsay(reading.text)
    return tells(reading.text) and not sure and not reading.named.any


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
    asked = reading.wishes or reading.rank or _COUNTS.search(reading.text)
    return meant.ids != () and not asked and not _OPEN.search(reading.text)


def _asks(pair: Asked) -> bool:
    reading = pair[0]
    demands = reading.demands if not reading.kind or _OPEN.search(reading.text) else reading.demands[:-1]
    counted = pair[1].sure and _COUNTS.search(reading.text) is not None
    return bool(reading.wishes or reading.ways or demands or reading.rank or reading.outside or counted)


def _asks_which_of(before: Reading, reading: Reading) -> bool:
    """Tell whether a clause only asks which one it is that the one before describes."""
    which = bool(reading.intents) and set(reading.intents) <= WHICH
    described = bool(before.rank or before.demands or before.ways)
    return described and which and not reading.points and not reading.content.unknown


def _asks_of(before: Asked, clause: Asked) -> bool:
    """Tell whether a clause asks about the category that the one before only names."""
    reading, meant = clause
    named = before[1].sure and not _asks_surely(before)
    return named and not meant.sure and not reading.named.any


def _named_behind(before: Asked, clause: Asked, index: Index) -> bool:
    """Tell whether a clause only names the category or the task that the one before asks about."""
    category = _asks_without_name(before) and _only_names(*clause)
    return category or (only_asks(before[0]) and _of_task(clause[0], before[0], index))


def _only_names(reading: Reading, meant: Scope) -> bool:
    return meant.sure and not (_asks((reading, meant)) or signals(reading.text))


def _asks_without_name(before: Asked) -> bool:
    """Tell whether a clause asks something without saying of what: 种植户行不行, 要什么条件."""
    reading, meant = before
    asks = _asks(before) or signals(reading.text)
    return bool(meant.how >= How.TEXT and asks and not _tells(before) and not _whole(reading))


def _goes_into_detail(before: Asked, clause: Asked, index: Index) -> bool:
    """Tell whether a clause asks for a form alone, of the thing about which the one before asks."""
    rest, forms = written_as(clause[0].text)
    plain = not before[0].sure and before[1].sure and signals(before[0].text)
    alone = bool(forms) and not clause[0].sure and not content_text(rest, index).strip(" 要?!")
    return plain and alone


def _kind_wants(before: Asked, clause: Asked) -> bool:
    """Tell whether a clause asks what there is for the kind of applicant that the one before tells of."""
    reading, meant = clause
    kind = _tells(before) and any(each.said.search(before[0].text) for each in KINDS)
    which = bool(reading.intents) and set(reading.intents) <= {Intent.LIST, Intent.CATEGORY}
    return (
        kind and which and _OPEN.search(reading.text) is not None and not meant.sure and not reading.named.any
    )


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
    strange = strange and not speaks_of_tasks(before.text)
    plain = all(asks_nothing(term.word) for term in reading.content.terms) and not reading.content.unknown
    return _silent(before) and strange and plain and reading.sure and not reading.kind


def _of_task(before: Reading, reading: Reading, index: Index) -> bool:
    """Tell whether a clause asks on about a task that the one before only names: 院士恳谈会那条，谁牵头."""
    plain = replace(before, wishes=before.wishes if signals(before.text) else ())
    own = speaks_of_tasks(before.text) and asks_of_table(before.text)  # 任务210的时限，还有责任单位
    named = index.table is not None and _silent(plain) and not own and names_task(before.text, index.tasks)
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
