"""Decide what to answer to one clause of a question about the guide."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from handlers.rules.answer import Gap, Intent, Part
from handlers.rules.case import WHICH, Case, case
from handlers.rules.details import of_detail
from handlers.rules.doubts import (
    HOW_TO,
    beside,
    described,
    doubtful,
    elsewhere,
    granted,
    strange,
    strange_before,
    unheard,
)
from handlers.rules.facts import DAY, facts
from handlers.rules.filters import DENIED, Filter
from handlers.rules.gaps import unstated
from handlers.rules.guide import Category
from handlers.rules.index import Index
from handlers.rules.listings import besides, busiest, demanded, everything, themed
from handlers.rules.modifiers import about_something_else
from handlers.rules.parts import LISTED, asked_back, gap, listed, named, stated
from handlers.rules.payments import payment
from handlers.rules.quoted_clauses import covered, held, of_clause, of_each, quoted, silent
from handlers.rules.reading import Reading
from handlers.rules.reverse import of_contact
from handlers.rules.scope import How, Scope
from handlers.rules.spelling import folded
from handlers.rules.sums import reckoned

_ASKING: Final = re.compile("什么|多少|怎么|如何|吗|几|哪|谁|是否|有没有|多大|多高|何|么$|的")
# Asks for the day that ends it, not for when it begins.
_CLOSES: Final = re.compile("截止|最[晚迟后]|几号|哪一?天|还[能可来]|过期|结束")
_GRANT: Final = re.compile("补贴|补助|资助|奖励|扶持")
_SHARE: Final = re.compile("比例|配比|百分之几十?|几个点|几成|一半|对半")
_ALL: Final = re.compile(
    "所有|全部|每一?个|各个?(?:项目|类别)|哪些(?:项目|类别)|(?:几个|哪些|哪几个|什么)(?:科室?|部门|老师|联系人|邮箱)|(?:科室|部门|联系人|老师|邮箱|电话)(?:都)?(?:有哪些|有几个|一览|列表|清单|汇总)"
)
_CLAIM_BEFORE: Final = re.compile(
    "(?:是不是|是否|有没有|有无|可是|真(?:的)?(?:有|是|给)|确认(?:是|有)?)[^,。?!]{0,6}$"
)
_CLAIM_BEHIND: Final = re.compile(
    "(?:元|块)?(?:钱)?(?:/?每?[项个年家])?(?:对|没错|是)?(?:吗|么|吧|不|对不对|是不是|没)"
)
# What only some categories state: without a category, those that do are listed.
_RARE: Final = frozenset({Intent.PERIOD, Intent.COST})


def decide(reading: Reading, meant: Scope, index: Index) -> Part:
    """Answer one clause; the first rule that has something to say wins."""
    found = case(reading, meant, index)
    return next(part for part in (rule(found) for rule in _RULES) if part is not None)


def _denied(case: Case) -> Part | None:
    """Ask back where a list is wanted of what is not so: 不归高新技术科管的, 不用自筹的."""
    starts = [start for start, _ in case.reading.named.spans]
    starts += [wish.start for wish in case.reading.wishes if wish.intent in _RARE]
    if case.meant.sure or not any(DENIED.search(case.text[:start]) for start in starts):
        return None
    return asked_back(Intent.LIST, (), Gap.NOTHING_SAID)


def _of_field(case: Case) -> Part | None:
    """State a field of the categories that are meant: the ordinary question."""
    asked = _by_percent(_fields(case), case)
    if not asked or not case.meant.ids or doubtful(case):
        return None
    if Intent.DEADLINE in asked and not _says_when(case):
        return _without_deadline(case, tuple(intent for intent in asked if intent is not Intent.DEADLINE))
    told = case.meant.how is How.TEXT and _told(case, asked[0])
    if told:
        return stated(case.index, case.about, asked)
    unsure = _short(case) or _of_thing(case) or len(case.about) > LISTED
    if case.meant.how is How.TEXT and len(case.about) > 1 and unsure:
        return asked_back(asked[0], case.about, Gap.WHICH_CATEGORY)
    if asked == (Intent.CONDITIONS,) and len(case.about) > 1 and not (case.reading.sure or case.reading.kind):
        return asked_back(asked[0], case.about, Gap.WHICH_CATEGORY)
    return _with_sums(case, stated(case.index, case.about, asked))


def _says_when(case: Case) -> bool:
    """Tell whether a category says when it opens; that the time is told later is no closing day."""
    told = [fact for each in case.about for fact in facts(each, Intent.DEADLINE)]
    opens = case.meant.sure and not _CLOSES.search(case.text)
    return any(opens or DAY.search(fact.value) for fact in told)


def _by_percent(asked: tuple[Intent, ...], case: Case) -> tuple[Intent, ...]:
    """Read a share as the amount where the grant is one and nobody else pays: 补贴按多少比例."""
    shared = [wish for wish in case.reading.wishes if wish.intent is Intent.COST]
    plain = bool(shared) and all(_SHARE.fullmatch(wish.word) for wish in shared)
    grants = all(_pays_a_share(each) for each in case.about)
    if not (plain and grants) or any(facts(each, Intent.COST) for each in case.about):
        return asked
    return tuple(dict.fromkeys(Intent.AMOUNT if each is Intent.COST else each for each in asked))


def _pays_a_share(category: Category) -> bool:
    return any(item.percent for item in category.funding.items) or "%" in (category.sections.support or "")


def _with_sums(case: Case, part: Part) -> Part:
    """Add what the amounts come to where that is asked: 两年加起来多少."""
    sums = reckoned(case.text, case.about) if part.intent is Intent.AMOUNT else ()
    return replace(part, facts=(*part.facts, *sums))


def _of_thing(case: Case) -> bool:
    """Tell whether money for a thing is asked for that several categories speak of: 众创空间补贴."""
    return any(
        _GRANT.match(wish.word) and case.text[: wish.start].endswith(term.word)
        for wish in case.reading.wishes
        for term in case.reading.content.terms
    )


def _of_status(case: Case) -> Part | None:
    """Refuse money for a status that no category pays: 众创空间备案给不给钱."""
    return gap(case.index, Gap.OUTSIDE, Intent.OTHER) if granted(case) else None


def _told(case: Case, intent: Intent) -> bool:
    """Tell whether the very facts that are asked for hold all words of the clause: 台山开平的分担比例."""
    terms = [folded(term.word) for term in case.reading.content.terms]
    held = (facts(each, intent) for each in case.about[:LISTED])
    return len(terms) > 1 and all(
        any(all(word in folded(fact.value) for word in terms) for fact in found) for found in held
    )


def _short(case: Case) -> bool:
    """Tell whether only words of two characters lead to the categories: too little to be sure."""
    return all(len(term.word) <= 2 for term in case.reading.content.terms)  # noqa: PLR2004


def _fields(case: Case) -> tuple[Intent, ...]:
    """Tell what is asked of the categories, also where only a demand's words say so."""
    reading = case.reading
    asked = tuple(intent for intent in case.intents if intent not in WHICH or intent is Intent.COUNT)
    if not case.meant.sure:
        return asked
    if reading.ways and Intent.MODE not in asked:
        asked = (*asked, Intent.MODE) if reading.sure else (Intent.MODE,)
    if reading.kind and not reading.sure:
        asked = (Intent.CONDITIONS,)
    elif reading.rank or reading.demands:
        # 后补助是50万吗: the amount comes before the way.
        lasting = all("年" in each.name for each in reading.demands) and not reading.rank
        measure = Intent.PERIOD if lasting else Intent.AMOUNT
        if not reading.sure:
            asked = (measure, *asked)
        elif measure not in asked and any(_claimed(demand, case.text) for demand in reading.demands):
            asked = (*asked, measure)  # 是不是一百万，支持几家
    return asked


def _claimed(demand: Filter, text: str) -> bool:
    """Tell whether an amount is not given but asked about: 是不是一百万, 一百万对吗."""
    before, behind = text[: demand.start], text[demand.end :]
    return _CLAIM_BEFORE.search(before) is not None or _CLAIM_BEHIND.match(behind) is not None


def _without_deadline(case: Case, others: tuple[Intent, ...]) -> Part:
    silent = gap(case.index, Gap.DEADLINE, Intent.DEADLINE, case.about, subject=named(case.about))
    if not others:
        return silent
    part = stated(case.index, case.about, others)
    return replace(part, outcome=silent.outcome, gap=silent.gap, subject=silent.subject, about=silent.about)


def _everything(case: Case) -> Part | None:
    """List what there is; one category that is found by its sections shows the sentence that was meant."""
    part = everything(case)
    if part is None or len(case.about) != 1 or case.meant.how not in (How.TEXT, How.STATEMENT):
        return part
    shown = [fact.value for fact in part.facts]
    found = [fact for fact in held(case) if not any(fact.value in value for value in shown)]
    sources = (*quoted(case, tuple(found)).sources, *part.sources) if found else part.sources
    return replace(part, facts=(*found, *part.facts), sources=tuple(dict.fromkeys(sources)))


def _of_category(case: Case) -> Part | None:
    """Tell which category it is, or what it is about."""
    how = case.meant.how
    if not case.meant.ids:
        return None
    if (_about_unknown(case) and not described(case)) or beside(case):
        about = case.about if case.meant.sure else ()
        return gap(case.index, Gap.OUTSIDE, Intent.OTHER, about, subject=next(iter(case.unknown), None))
    if how is How.TEXT and HOW_TO.search(case.text) and not case.intents:
        return gap(case.index, Gap.OUTSIDE, Intent.OTHER)
    if len(case.about) == 1:
        return stated(case.index, case.about, [Intent.CATEGORY])
    if how in (How.TEXT, How.NAME) and not case.reading.wishes:
        return asked_back(Intent.CATEGORY, case.about, Gap.WHAT_ABOUT)
    return listed(case.index, case.about, Intent.LIST)


def _about_unknown(case: Case) -> bool:
    """Tell whether something that the guide does not know is asked about: 特派员一个月工资."""
    unknown = case.unknown
    head = bool(unknown) and case.text.rstrip("?!。吗呢").endswith(unknown[-1])
    asked = head or case.meant.how is How.TEXT or _ASKING.search(case.text) is not None
    return strange_before(case) or (bool(unknown) and asked)


def _of_all(case: Case) -> Part | None:
    """State what was asked of all categories, or of those that state it, where none is named."""
    if elsewhere(case):
        return None
    asked, categories = case.fields, case.index.categories
    if Intent.DEADLINE in asked:
        return gap(case.index, Gap.DEADLINE, Intent.DEADLINE)
    if Intent.MODE in asked or case.reading.ways:
        return stated(case.index, categories[:LISTED], [Intent.MODE])
    if asked and asked[0] in _RARE and (stating := case.index.stating(asked[0])):
        return stated(case.index, stating, asked[:1])
    if asked and _ALL.search(case.text) and len(categories) <= LISTED:
        return stated(case.index, categories, asked)
    return None


def _ask_back(case: Case) -> Part:
    """Ask which category is meant, or say that the guide does not treat what was asked."""
    if elsewhere(case):
        return gap(case.index, Gap.OUTSIDE, Intent.OTHER, subject=next(iter(case.unknown), None))
    if unheard(case):
        return gap(case.index, Gap.OUTSIDE, Intent.OTHER)
    asked = next(iter(case.fields), next(iter(case.intents), Intent.OTHER))
    if not case.reading.sure:
        return asked_back(asked, (), Gap.NOTHING_SAID)
    return asked_back(asked, case.index.categories, Gap.WHICH_CATEGORY)


_RULES: Final[tuple[Callable[[Case], Part | None], ...]] = (
    payment,  # how the money is paid out
    covered,  # a sentence of the category beats a word that it does not have
    unstated,  # orders, other years and places
    besides,  # what else fulfils a demand
    of_each,  # the same of each of a few categories
    of_clause,  # the sentences of a category that hold what is asked about
    silent,  # what none of its sentences speaks of
    about_something_else,  # what a category does not speak of
    _denied,  # what is not so
    busiest,  # who has the most categories
    demanded,  # lists under demands and ranks
    of_contact,  # from a contact to what they are in charge of
    themed,  # what treats a subject
    strange,  # what no sentence explains
    _everything,  # lists of a topic, of the whole guide
    of_detail,  # a sentence of the one category
    _of_status,  # money for what no category pays
    _of_field,  # a field of the categories that are meant
    _of_category,  # what a category is about
    _of_all,  # a field where no category is named
    _ask_back,  # always has something to say
)
