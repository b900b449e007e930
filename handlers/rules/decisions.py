"""Decide what to answer to one clause of a question about the guide."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from handlers.rules.answer import Fact, Gap, Intent, Part, Source
from handlers.rules.case import WHICH, Case, case
from handlers.rules.corpus import Level
from handlers.rules.facts import SECTION_NAMES, facts, sections, sentences
from handlers.rules.fillers import COMMON
from handlers.rules.filters import DENIED
from handlers.rules.gaps import unstated
from handlers.rules.guide import Category
from handlers.rules.index import Index
from handlers.rules.listings import busiest, demanded, everything, foreign, themed
from handlers.rules.parts import LISTED, asked_back, gap, listed, named, stated
from handlers.rules.question_content import content_text
from handlers.rules.reading import Reading
from handlers.rules.reverse import of_contact
from handlers.rules.scope import How, Scope, vague
from handlers.rules.spelling import folded

# A bare word of a section does not make a how-to question one about a category.
_HOW_TO: Final = re.compile("怎么|如何|怎样|为什么|咋|为何")
_YES_NO: Final = re.compile("吗|么$|是不是|要不要|需不需要|有没有")
# What is counted in the sections: 多少场, 几期.
_MEASURED: Final = re.compile("(?:多少|几)(人次|[例场次期座部台种条亩头篇届批人家名](?!额|民|才)|(?=[\u4e00-\u9fff]{2}))(?!项目|名额|万|元|钱|经费|资金|补|资助|类|专题|年|月|天|个|项)")
_DIGIT: Final = re.compile(r"\d|[一二三四五六七八九十百]+[个家场期次项条人名]")
# A number of something other than money, projects or years.
_COUNTED: Final = re.compile("(?:多少|几)(?:个|名|位|家|条|场)?(?=[\u4e00-\u9fff]{2})(?!.{0,2}(?:项目|名额|万|元|钱|经费|资金|补|资助|类|专题|年|月|天))")
# What has to be done stands in these sections.
_DUTY: Final = re.compile("一定|必须|要不要|是否|能不能|能否|可不可以|须|得要")
_DUTIES: Final = frozenset({"conditions", "materials"})
_APPLY: Final = re.compile("报|申请")
_ASKING: Final = re.compile("什么|多少|怎么|如何|吗|几|哪|谁|是否|有没有|多大|多高|何|么$|的")
_ALL: Final = re.compile("所有|全部|每一?个|各个?(?:项目|类别)|哪些(?:项目|类别)")
# Intents that a detail may be asked with.
_PLAIN: Final = frozenset({Intent.LIST, Intent.CATEGORY})
# What is asked of the word before it.
_MEASURES: Final = frozenset({Intent.AMOUNT, Intent.COUNT, Intent.PERIOD})
# What only some categories state: without a category, those that do are listed.
_RARE: Final = frozenset({Intent.PERIOD, Intent.COST})
# What a quoted sentence answers, by the section that it stands in.
_SECTION_INTENTS: Final = MappingProxyType(
    {
        "research": Intent.RESEARCH,
        "conditions": Intent.CONDITIONS,
        "materials": Intent.MATERIALS,
        "support": Intent.AMOUNT,
    }
)
_WEIGHT: Final = 4.0  # of the content of a clause that can be judged by it
_MOSTLY: Final = 0.7  # of a clause that the guide has to explain where only a short word leads to it
_PARTLY: Final = 0.4  # and where a longer one does
_LITTLE: Final = 0.3  # of a clause that asks for something without naming it
_CHINESE_PAIR: Final = re.compile("[\u4e00-\u9fff]{2}")
_QUOTED: Final = 3  # sentences that answer a detail


def decide(reading: Reading, meant: Scope, index: Index) -> Part:
    """Answer one clause; the first rule that has something to say wins."""
    found = case(reading, meant, index)
    return next(part for part in (rule(found) for rule in _RULES) if part is not None)


def _of_detail(case: Case) -> Part | None:
    """Quote the sentences of the one category that tell a detail."""
    reading = case.reading
    asked = any(wish.strong and wish.intent not in _PLAIN for wish in reading.wishes)
    measured = _MEASURED.search(case.text)
    other = asked or reading.ways or reading.rank or _may_apply(reading) or reading.demands
    other = other or (case.unknown and not measured)
    if len(case.about) != 1 or other:
        return None
    told = case.meant.how is How.STATEMENT or (case.meant.how is How.TEXT and _YES_NO.search(case.text))
    if not case.meant.sure and not told:
        return None
    found = _quotes(case.about[0], _details(case), measured)
    if measured and not _APPLY.search(case.text) and not any(_DIGIT.search(fact.value) for fact in found):
        return _unmeasured(case)
    if _DUTY.search(case.text):
        found = tuple(sorted(found, key=lambda fact: fact.section not in _DUTIES))
    if not found:
        return None
    number, year = case.about[0].id, case.index.guide.year
    sources = tuple(dict.fromkeys(Source(year, number, None, fact.section) for fact in found))
    intent = _SECTION_INTENTS.get(found[0].section or "", Intent.OTHER)
    return replace(
        stated(case.index, case.about, [Intent.CATEGORY], lead=intent), facts=found, sources=sources
    )


def _unmeasured(case: Case) -> Part | None:
    """Say that no number is stated where one is asked of something: 需要多少研发人员."""
    counted = _COUNTED.search(case.text)
    return gap(case.index, Gap.FIELD, Intent.OTHER, case.about) if counted else None


def _denied(case: Case) -> Part | None:
    """Ask back where a list is wanted of what is not so: 不归高新技术科管的, 不用自筹的."""
    starts = [start for start, _ in case.reading.named.spans]
    starts += [wish.start for wish in case.reading.wishes if wish.intent in _RARE]
    if case.meant.sure or not any(DENIED.search(case.text[:start]) for start in starts):
        return None
    return asked_back(Intent.LIST, (), Gap.NOTHING_SAID)


def _may_apply(reading: Reading) -> bool:
    """Tell whether a clause asks if some kind of applicant may apply: all conditions answer that."""
    return reading.kind is not None and _APPLY.search(reading.text) is not None


def _details(case: Case) -> list[str]:
    """Return the words that the category's sections hold and its name does not."""
    entry = case.index.positions[case.about[0].id]
    return [
        term.word
        for term in case.reading.content.terms
        if not term.holders[Level.TITLE] >> entry & 1 and term.holders[Level.TEXT] >> entry & 1
    ]


def _quotes(category: Category, details: list[str], measured: re.Match[str] | None) -> tuple[Fact, ...]:
    forms = [re.escape(word) for word in details]
    forms += [rf"\d\s*余?(?:多)?{measured[1]}"] if measured and measured[1] else []
    held = [
        (sum(re.search(form, folded(sentence)) is not None for form in forms), key, sentence)
        for key, text in sections(category).items()
        for sentence in (sentences(text) if forms else ())
    ]
    most = max((count for count, _, _ in held), default=0)
    told = [(key, sentence) for count, key, sentence in held if count == most and count][:_QUOTED]
    return tuple(
        Fact(category.id, category.name, SECTION_NAMES.get(key, key), text, key) for key, text in told
    )


def _of_field(case: Case) -> Part | None:
    """State a field of the categories that are meant: the ordinary question."""
    asked = _fields(case)
    if not asked or not case.meant.ids or _doubtful(case):
        return None
    if Intent.DEADLINE in asked and not any(facts(each, Intent.DEADLINE) for each in case.about):
        return _without_deadline(case, tuple(intent for intent in asked if intent is not Intent.DEADLINE))
    if case.meant.how is How.TEXT and len(case.about) > 1 and (_short(case) or len(case.about) > LISTED):
        return asked_back(asked[0], case.about, Gap.WHICH_CATEGORY)
    if asked == (Intent.CONDITIONS,) and len(case.about) > 1 and not (case.reading.sure or case.reading.kind):
        return asked_back(asked[0], case.about, Gap.WHICH_CATEGORY)
    return stated(case.index, case.about, asked)


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
        asked = (Intent.PERIOD if lasting else Intent.AMOUNT, *asked) if not reading.sure else asked
    return asked


def _without_deadline(case: Case, others: tuple[Intent, ...]) -> Part:
    silent = gap(case.index, Gap.DEADLINE, Intent.DEADLINE, case.about, subject=named(case.about))
    if not others:
        return silent
    part = stated(case.index, case.about, others)
    return replace(part, outcome=silent.outcome, gap=silent.gap, subject=silent.subject, about=silent.about)


def _unexplained(case: Case) -> bool:
    """Tell whether only a short word of the sections leads to the categories, and most of the clause is strange."""
    reading = case.reading
    if case.meant.how is not How.TEXT or reading.demands or reading.ways or reading.rank:
        return False
    said = case.index.weighed(content_text(reading.text, case.index))
    best = next(iter(case.index.categories_for(said)), None)
    if not best or said.total < _WEIGHT:
        return False
    terms = reading.content.terms
    telling = any(len(term.word) > 2 or term.anywhere.bit_count() == 1 for term in terms)  # noqa: PLR2004
    return best.share < (_PARTLY if telling else _MOSTLY)


def _strange(case: Case) -> Part | None:
    """Say that the guide does not treat what only a short word of its sections seems to lead to."""
    if case.reading.named.any or case.reading.kind or not _unexplained(case):
        return None
    return gap(case.index, Gap.OUTSIDE, Intent.OTHER)


def _doubtful(case: Case) -> bool:
    """Tell whether unknown words beside weak ones make it a question about something else."""
    unknown = bool(case.unknown)
    if _strange_before(case):
        return True
    if case.meant.sure and Intent.CONDITIONS in case.intents and _APPLY.search(case.text):
        return False  # 幼儿园能报吗: who asks may be anybody
    if unknown and _of_something_else(case.reading):
        return True
    if case.meant.how is How.TEXT:
        return unknown or (not case.reading.sure and _HOW_TO.search(case.text) is not None)
    return unknown and not (case.reading.sure or case.reading.ways)


def _strange_before(case: Case) -> bool:
    """Tell whether what the guide does not know stands right before a weak word for money: 租地补贴."""
    rest, words = case.reading.rest, case.index.words
    return any(
        _CHINESE_PAIR.fullmatch(pair := rest[max(0, wish.start - 2) : wish.start]) is not None
        and not words.knows(pair)
        and pair not in COMMON
        and words.knows(rest[max(0, wish.start - 4) : max(0, wish.start - 2)])
        for wish in case.reading.wishes
        if wish.intent is Intent.AMOUNT and not wish.strong
    )


def _of_something_else(reading: Reading) -> bool:
    """Tell whether an unknown thing stands right before what is measured: 门票多少钱."""
    return any(
        reading.text[: wish.start].endswith(word)
        for wish in reading.wishes
        if wish.intent in _MEASURES
        for word in reading.content.unknown
    )


def _of_category(case: Case) -> Part | None:
    """Tell which category it is, or what it is about."""
    unknown, how = case.unknown, case.meant.how
    if not case.meant.ids:
        return None
    head = unknown and case.text.rstrip("?!。吗呢").endswith(unknown[-1])  # 特派员一个月工资
    if _strange_before(case):
        return gap(case.index, Gap.OUTSIDE, Intent.OTHER, case.about if case.meant.sure else ())
    if unknown and (how is How.TEXT or head or _ASKING.search(case.text)):
        return gap(
            case.index, Gap.OUTSIDE, Intent.OTHER, case.about if case.meant.sure else (), subject=unknown[0]
        )
    if how is How.TEXT and _HOW_TO.search(case.text) and not case.intents:
        return gap(case.index, Gap.OUTSIDE, Intent.OTHER)
    if len(case.about) == 1:
        return stated(case.index, case.about, [Intent.CATEGORY])
    if how in (How.TEXT, How.NAME) and not case.reading.wishes:
        return asked_back(Intent.CATEGORY, case.about, Gap.WHAT_ABOUT)
    return listed(case.index, case.about, Intent.LIST)


def _of_all(case: Case) -> Part | None:
    """State what was asked of all categories, or of those that state it, where none is named."""
    if _elsewhere(case):
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
    if _elsewhere(case):
        return gap(
            case.index, Gap.OUTSIDE, Intent.OTHER, subject=next(iter(case.unknown), None)
        )
    said = case.index.weighed(content_text(case.text, case.index))
    explained = next(iter(case.index.categories_for(said)), None)
    if said.total >= _WEIGHT and (explained is None or explained.share < _LITTLE) and not case.reading.kind:
        return gap(case.index, Gap.OUTSIDE, Intent.OTHER)
    asked = next(iter(case.fields), next(iter(case.intents), Intent.OTHER))
    if not case.reading.sure:
        return asked_back(asked, (), Gap.NOTHING_SAID)
    return asked_back(asked, case.index.categories, Gap.WHICH_CATEGORY)


def _elsewhere(case: Case) -> bool:
    """Tell whether the words that were found belong to something that the guide does not treat."""
    words = [term.word for term in case.reading.content.terms]
    commonplace = vague(case.reading) and all(word in COMMON for word in words)
    strange = not case.fields and foreign(case)
    return strange or bool(case.unknown) or (bool(words) and not commonplace)


_RULES: Final[tuple[Callable[[Case], Part | None], ...]] = (
    unstated,  # orders, other years and places
    _denied,  # what is not so
    busiest,  # who has the most categories
    demanded,  # lists under demands and ranks
    of_contact,  # from a contact to what they are in charge of
    themed,  # what treats a subject
    _strange,  # what no sentence explains
    everything,  # lists of a topic, of the whole guide
    _of_detail,  # a sentence of the one category
    _of_field,  # a field of the categories that are meant
    _of_category,  # what a category is about
    _of_all,  # a field where no category is named
    _ask_back,  # always has something to say
)
