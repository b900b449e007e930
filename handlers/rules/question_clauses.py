"""Cut a message into its questions: each with what it asks and the categories that it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from handlers.rules.answer import Intent
from handlers.rules.applicants import KINDS
from handlers.rules.clause_joins import joined
from handlers.rules.clause_kinds import (
    Asked,
    asks,
    complete,
    of_all,
    only_tells,
    ordered,
    plainly_asks,
)
from handlers.rules.clause_roles import is_over, signals, tells
from handlers.rules.corpus import Level
from handlers.rules.courtesy import courtesy
from handlers.rules.index import Index
from handlers.rules.matches import Content
from handlers.rules.outside import other_year_said, years_said
from handlers.rules.places import places_named
from handlers.rules.reading import Reading, read_clause
from handlers.rules.scope import How, Scope, scope
from handlers.rules.sides import named_scope
from handlers.rules.task_asked import asks_nothing, names_unit, speaks_of_tasks

_CLAUSES: Final = re.compile(
    r"[?!。;\n]+|,(?!\d)|(?<!\d),|-{2,}|—{2,}|(?:另外|还有(?!没|[^?!。;,\n]{0,12}(?:[吗么]|[没不](?=$|[?!。;,\n])))|顺便|再问(?:一下)?|还想问)(?=.)"
)
# 除了甲科还有哪些科室: one question.
_EXCEPT: Final = re.compile(r"(除[^,。?!;\n]{1,16}),?还有")
# 甲还有乙都找谁: one question.
_AND_ALSO: Final = re.compile(r"(?:以及|还有)(?=[^,。?!;\n]{1,20}(?:都|分别|各))")
_OPEN: Final = re.compile("能|可以|可否|适合|符合|哪|什么|吗|么|有没有|机会")
_COUNTS: Final = re.compile("(?:多少|几)(?:人次?|[场期次回条例座部]|个人|家企业)")  # a number of what is done
_ASKS_HERE: Final = re.compile("请问|想问|请教|咨询|想了解|想知道|打听|烦请|问一?下")  # begins the question
_ASKS: Final = re.compile("[?吗么呢谁怎哪]|什么|多少|如何|是否|[能可]否")  # surely asks
_SHORT: Final = 2  # characters of a word of a section that says little beside a name
_STATUS: Final = re.compile("认定|备案|评定|挂牌|授牌")  # whose money a question after it asks for
_OURS: Final = "我们"  # what is left of a story is one
_STORY: Final = re.compile("我们?|我司|咱们?|本(?:公司|单位|企业|校|院|所)|俺")  # a clause about who asks
MOST: Final = 6  # questions in one message that are answered


def clauses_said(text: str) -> tuple[str, ...]:
    """Return the clauses of a folded message."""
    return tuple(_cut(text))


def clauses_read(text: str, index: Index) -> tuple[Asked, ...]:
    """Read the questions of a folded message, each with the categories that it or its neighbours name."""
    clauses = [each for each in _cut(text) if courtesy(each) is None]
    said, when_and_where = _with_circumstances(clauses, index)
    if when_and_where and all(reading.empty for reading, _ in said):  # 后年还有吗
        return (_read(when_and_where, index),)
    said = _without_stories(said, index)
    named = any(meant.sure for _, meant in said)
    found: list[Asked] = []
    for clause in said:
        both = joined(found[-1], clause, index, named=named) if found else None
        if both is not None:
            found[-1] = both
        elif not clause[0].empty or asks(clause) or (index.table and _of_table(clause[0].text)):
            found.append(clause)
    return tuple(_merged(found, index))


def _without_stories(said: list[Asked], index: Index) -> list[Asked]:
    """Keep of the clauses that only tell what leads to a question the categories and the kind that they name.

    所附盖章不便，请问要原件吗: what stands before 请问 and asks nothing itself is the story.
    """
    if len(said) == 1:
        return said
    texts = [reading.text for reading, _ in said]
    first = next((place for place, text in enumerate(texts) if _ASKS_HERE.search(text)), 0)
    asking = [place for place in range(first, len(said)) if signals(texts[place]) and not tells(texts[place])]
    whole = any(complete(said[place], index) for place in asking)
    if not asking or not (whole or any(meant.sure for _, meant in said)):
        return said
    of_tasks = any(speaks_of_tasks(texts[place]) for place in asking)
    allowed = any(Intent.CONDITIONS in said[place][0].intents for place in asking)
    stories = [
        (place < first or tells(text))
        and place not in asking
        and not (_ASKS.search(text) or said[place][0].named.any)
        and (
            whole
            or (allowed and is_over(text))  # 去年利息逾期了几天，还能申请吗
            or not (said[place][0].outside or _STATUS.search(text))  # 我想投诉评审，找谁
        )
        and not (of_tasks and names_unit(said[place][0], index))  # 我是妇联的，我们要配合哪条
        for place, text in enumerate(texts)
    ]
    if any(meant.sure for (_, meant), story in zip(said, stories, strict=True) if not story):
        return [pair for pair, story in zip(said, stories, strict=True) if not story or ordered(pair[0])]
    return [_named_in(pair, index) if story else pair for pair, story in zip(said, stories, strict=True)]


def _named_in(pair: Asked, index: Index) -> Asked:
    """Read of a clause nothing but what it names: categories and the kind of applicant."""
    reading, meant = pair
    if ordered(reading):
        return pair
    kinds = (match[0] for each in KINDS if (match := each.said.search(reading.text)))
    terms = reading.content.terms if meant.sure else ()
    words = [term.word for term in terms if term.level is Level.TITLE or term.anywhere.bit_count() == 1]
    return _read(" ".join(dict.fromkeys((_OURS, *kinds, *reading.numbers.ids, *words))), index)


def _of_table(text: str) -> bool:
    """Tell whether a clause says more of the table than one of its words: 牵头 may be the asker's."""
    return speaks_of_tasks(text) and len(text) > len("牵头")


def _cut(text: str) -> list[str]:
    whole = _AND_ALSO.sub("和", _EXCEPT.sub(r"\1有", text))
    return [clause.strip() for clause in _CLAUSES.split(whole) if clause and clause.strip()]


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


def _merged(found: list[Asked], index: Index) -> list[Asked]:
    """Give each clause the categories that it leaves out, and drop what asks nothing beside what does."""
    told = [pair[1] for pair in found if pair[1].ids and (pair[1].sure or not only_tells(pair))]
    if len(found) > 1 and not any(meant.sure and not tells(reading.text) for reading, meant in found):
        found = [_told_of(pair, index) for pair in found]
        told = [meant for _, meant in found if meant.sure] or told
    asking = [pair for pair in found if asks(pair) and not only_tells(pair)]
    several = len(found) > 1
    if several and any(_asks_whole(pair, index) for pair in found):
        # 今年想争取点扶持，70万的有哪些: a word for money alone asks nothing beside a question.
        asking = [pair for pair in found if _asks_beside(pair, index)]
    else:
        # 想申请商标补贴，有多少: what is told says of what is asked.
        foreign = any(pair[0].outside and (not told or only_tells(pair)) for pair in found)
        if not asking or foreign:
            asking = [pair for pair in found if asks(pair)]
        if not asking and any(meant.sure for _, meant in found):
            # 财务报告必须事务所出吗: no known intent, yet a question.
            asking = [pair for pair in found if signals(pair[0].text) and not only_tells(pair)]
    if not told or not asking:
        whole = [pair for pair in found if complete(pair, index) and not only_tells(pair)]
        return found if len(found) < 2 else (asking or whole or found[:1])  # noqa: PLR2004
    kept: list[Asked] = []
    surely = [meant for meant in told if meant.sure]
    last = next(iter(surely), told[0])
    for position, (reading, meant) in enumerate(found):
        previous, last = last, meant if meant.sure or (meant.ids and not surely) else last
        wanted = (reading, meant) in asking and not (_states(reading, meant) and len(asking) > 1)
        if wanted:
            own = meant if meant.ids or reading.content.unknown or of_all(reading) else last
            before = previous if len(own.ids) > 1 and previous.sure else last
            kept.append((reading, _surer(own, before if before.sure else previous, reading)))
        elif meant.sure and not (_asked_later(found, position) or _only_tells(reading, told, meant)):
            wishes = kept[-1][0].wishes if kept else ()
            kept.append((replace(reading, wishes=wishes), meant))
    return kept


def _told_of(pair: Asked, index: Index) -> Asked:
    """Take what one category alone treats for its name where a clause only tells: 我们孵化器拿了良好.

    Words that the guide does not know are part of the story: 托举项目做到一半要休产假，能延期吗.
    """
    reading, meant = pair
    if meant.sure or reading.sure or signals(reading.text):
        return pair
    if reading.outside and not is_over(reading.text):  # 想申请发明专利 asks for something
        return pair
    words = [term for term in reading.content.terms if term.exact and _names_thing(term.word)]
    rare = [term for term in words if len(term.word) > _SHORT and term.anywhere.bit_count() == 1]
    told = replace(reading, content=Content(tuple(rare or reading.content.terms), ()))
    found = scope(told, index)
    named = len(found.ids) == 1 and (found.sure or rare) and not (reading.outside and not rare)
    return (replace(reading, outside=None, wishes=()), Scope(found.ids, How.NAME)) if named else pair


def _names_thing(word: str) -> bool:
    """Tell whether a word of a story may name a category: neither a task's word nor who asks."""
    return not (asks_nothing(word) or any(each.said.search(word) for each in KINDS))


def _asks_whole(pair: Asked, index: Index) -> bool:
    """Tell whether a clause surely asks, and says of what."""
    return not only_tells(pair) and plainly_asks(pair, index) and complete(pair, index)


def _asks_beside(pair: Asked, index: Index) -> bool:
    """Tell whether a clause asks something, beside one that surely does."""
    if only_tells(pair):
        return False
    return (
        ordered(pair[0])
        or (asks(pair) and pair[1].sure)
        or (plainly_asks(pair, index) and (asks(pair) or complete(pair, index)))
    )


def _only_tells(reading: Reading, told: Sequence[Scope], meant: Scope) -> bool:
    """Tell whether a clause is only about who asks; what they make is not asked beside another category."""
    other = any(each.sure and each.ids != meant.ids for each in told)
    return _STORY.match(reading.text) is not None or (other and tells(reading.text))


def _surer(own: Scope, named: Scope, reading: Reading) -> Scope:
    """Prefer a category that the message names to those of which this clause's words merely speak."""
    several = own.how is How.TEXT and len(own.ids) > 1
    vague = several and len(named.ids) == 1 and named.ids[0] in own.ids
    # 会影响吗: a short word that some section holds.
    short = all(len(term.word) <= _SHORT for term in reading.content.terms)
    vague = vague or (named.sure and own.how is How.TEXT and short and not reading.sure)
    # 我们这种科技园可以吗, after a name: one of those that are called so.
    vague = vague or (named.sure and len(named.ids) == 1 and set(named.ids) < set(own.ids))
    vague = vague or (
        named.sure and (several or (own.how is How.TEXT and set(own.ids) & set(named.ids) != set()))
    )
    return named if vague else own


def _states(reading: Reading, meant: Scope) -> bool:
    """Tell whether a clause only repeats an amount of a category that it names: 给100万."""
    asked = reading.wishes or reading.rank or _COUNTS.search(reading.text)
    return meant.ids != () and not (asked or reading.outside) and not _OPEN.search(reading.text)


def _asked_later(found: Sequence[Asked], position: int) -> bool:
    """Tell whether a following clause asks about the categories of this one."""
    for reading, meant in found[position + 1 :]:
        if asks((reading, meant)):
            return not meant.ids or bool(set(meant.ids) & set(found[position][1].ids))
    return False


def _read(text: str, index: Index) -> Asked:
    reading = read_clause(text, index)
    return reading, named_scope(reading, index)
