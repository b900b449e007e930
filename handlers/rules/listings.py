"""List and count categories: under demands, by rank, by topic, by department, all of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from handlers.rules.answer import Fact, Gap, Intent, Outcome, Part
from handlers.rules.case import WHICH, Case
from handlers.rules.clause_roles import tells
from handlers.rules.corpus import Level, entries
from handlers.rules.dictionary import tagged
from handlers.rules.facts import facts
from handlers.rules.fillers import COMMON
from handlers.rules.filters import Filter, ranked
from handlers.rules.guide import Category
from handlers.rules.index import Index
from handlers.rules.parts import LISTED, gap, listed, stated
from handlers.rules.plain_words import ordinary
from handlers.rules.scope import How

# Who is in charge of the most categories, not which category gets the most money.
_BUSIEST: Final = re.compile(
    "(?:科室?|部门|处室|谁|哪位|联系人|老师).{0,8}(?:项目|类别)(?:数量?)?最(?:多|少)"
)
_OFFICE: Final = re.compile("科|部门|处室")
# Whose money stands beside the grant: (what people say, what sentences say).
_SHARES: Final = (
    (
        "自筹",
        re.compile("自筹|配套|自己|自掏|自投|自有|企业(?:要|得|需要?|也要)?(?:出|投|掏)"),
        re.compile("自筹|配套|自有|自投"),
    ),
    (
        "财政分担",
        re.compile(
            "分担|分摊|财政|两级|(?:市|省)[和与跟、]?(?:县|区)|共同(?:出|承担|负担)|[县区]里?(?:要|也|得)?(?:一起|共同|一块)?(?:出|承担|配|掏)"
        ),
        re.compile("分担|负担|两级|财政[^。;；]{0,8}承担"),
    ),
)
# What asks for a list: 哪些, 有几个, or a clause that ends in 的项目.
_SUM: Final = re.compile("万|元")  # 48万和42万分别是哪个: one of them each
_EXCEPT: Final = re.compile("除(?:了|去|开)?")
_LISTED: Final = re.compile(
    "哪|有几|有[两二三四五六七八九\\d]+[个项]|几[个项类]|有没有|的(?:项目|类别|专项)(?:$|有|是|呢|[,?!。])|有吗|列"
)
_EMPTY: Final = ("d", "p", "c", "u", "r", "m", "q", "y")  # tags of words that name nothing
_THEME: Final = re.compile(
    "(?:方面|相关|有关|类)(?:的)?(?:项目|类别|专项|课题)?(?:$|有|都|能|可|是|呢|,|\\?|哪|包)|(?:跟|和|与|同).{1,12}(?:有关|相关)|(?:管|负责|主管|对接).{2,10}的(?:那位|那个人|老师|人|科室|同志|是谁|是哪)"
)
_THAT: Final = re.compile("[那这该][一个]?(?:项目|专项|类别|个)")
_FEW: Final = 3  # categories that may treat a subject that still tells them from others
_TOPICS: Final = re.compile("专题")
# Ways of funding of which a category has one: named together they ask which it is.
_OPPOSED: Final = (frozenset({"事前资助", "事后补助"}), frozenset({"定向支持", "择优支持"}))


def busiest(case: Case) -> Part | None:
    """Find who is in charge of the most categories, or of the fewest."""
    rank = case.reading.rank
    if case.meant.ids or not rank or not _BUSIEST.search(case.text):
        return None
    intent = Intent.DEPARTMENT if _OFFICE.search(case.text) else Intent.PERSON
    held = case.index.known.offices if intent is Intent.DEPARTMENT else case.index.known.persons
    counts = {who: len(ids) for who, ids in held.items()}
    if not counts:
        return None
    extreme = max(counts.values()) if rank.most else min(counts.values())
    chosen = [who for who, count in counts.items() if count == extreme]
    theirs = {number for who in chosen for number in held[who]}
    found = [each for each in case.index.categories if each.id in theirs]
    return stated(case.index, found, [intent], heading="、".join(chosen), lead=intent)


def demanded(case: Case) -> Part | None:
    """List what fulfils demands: 择优支持的有哪些, 资助最多的, 企业能报什么."""
    reading, index = case.reading, case.index
    demands = (*_demands(case), *_shares(case))
    one = len(case.about) == 1 and Intent.AMOUNT in case.fields  # 精密主轴这块最多能拿多少钱
    ranking = reading.rank if not (case.meant.sure or one) else None
    if _of_one(case, demands) or _only_tells(case):
        return None
    if not (demands or ranking) or (not case.meant.ids and reading.content.unknown and not _shares(case)):
        return None
    # The words for money led there, or nowhere.
    shared = bool(_shares(case)) and case.meant.how in (How.TEXT, How.NOTHING)
    whole = index.stating(Intent.COST) if shared else index.categories
    fits = _fitting(whole if shared else case.about or whole, demands)
    if not fits and case.meant.how in (How.TEXT, How.NOTHING):
        fits = _fitting(whole, demands)
    if not fits and _demands(case) and _shares(case):  # 自筹跟财政一比一: whose money was said first
        fits = _fitting(whole, (*_demands(case), _shares(case)[0]))
    if not fits and len(demands) > 1 and all(_SUM.search(demand.name) for demand in demands):
        fits = tuple(each for each in whole if any(demand.test(each) for demand in demands))
    heading = "、".join([demand.name for demand in demands] + ([ranking.name] if ranking else []))
    if ranking:
        fits = ranked(fits, ranking)
    lead = Intent.COUNT if Intent.COUNT in case.intents and not ranking else Intent.LIST
    if not fits:
        return gap(index, Gap.NO_MATCH, lead, case.about, subject=heading)
    asked = _asked_beside(case)
    shown = Intent.CONDITIONS if reading.kind else Intent.AMOUNT
    return stated(index, fits, asked or (shown,), heading=heading, lead=asked[0] if asked else lead)


def _only_tells(case: Case) -> bool:
    """Tell whether a clause says what its writer wants to be, and asks for no project: 想申请企业入库."""
    reading = case.reading
    other = reading.ways or reading.rank or len(reading.demands) > 1 or reading.wishes
    return reading.kind is not None and not other and tells(reading.text)


def besides(case: Case) -> Part | None:
    """List what fulfils demands beside the categories that are named: 除了甲有哪些是70万的."""
    reading = case.reading
    others = (*reading.ways, *reading.demands)
    if not (case.meant.sure and others and Intent.LIST in case.intents and _EXCEPT.match(case.text)):
        return None
    fits = [each for each in _fitting(case.index.categories, others) if each not in case.about]
    heading = "、".join(demand.name for demand in others)
    if not fits:
        return gap(case.index, Gap.NO_MATCH, Intent.LIST, case.about, subject=heading)
    return stated(case.index, fits, (Intent.AMOUNT,), heading=heading, lead=Intent.LIST)


def _of_one(case: Case, demands: Sequence[Filter]) -> bool:
    """Tell whether one project is asked about whose words say which it is: 争先进位那个项目企业能报吗."""
    told = case.reading.kind is not None and len(demands) == 1 and len(case.meant.ids) == 1
    fields = {*case.fields} - {Intent.CONDITIONS}
    before = not case.reading.content.terms  # a clause before told which: 争先进位那个，企业能报吗
    return told and case.meant.how is How.TEXT and bool(fields or before or _THAT.search(case.text))


def _fitting(categories: Sequence[Category], demands: Sequence[Filter]) -> tuple[Category, ...]:
    return tuple(each for each in categories if all(demand.test(each) for demand in demands))


def _shares(case: Case) -> tuple[Filter, ...]:
    """Make demands of the words for own money and shared money where a list is asked for."""
    if case.meant.sure or Intent.COST not in case.intents or not _LISTED.search(case.text):
        return ()
    return tuple(_sharing(name, written) for name, said, written in _SHARES if said.search(case.text))


def _sharing(name: str, written: re.Pattern[str]) -> Filter:
    def test(category: Category) -> bool:
        return any(written.search(fact.value) for fact in facts(category, Intent.COST))

    return Filter(name, test, 0, 0)


def _asked_beside(case: Case) -> tuple[Intent, ...]:
    """Tell which fields are asked of what fulfils the demands; the demand's own words ask nothing."""
    given = {Intent.MODE}
    if case.reading.kind or case.reading.rank:
        given |= {Intent.CONDITIONS, Intent.AMOUNT}
    return tuple(intent for intent in case.fields if intent not in given)


def _demands(case: Case) -> tuple[Filter, ...]:
    if case.meant.sure:
        return ()
    names = {way.name for way in case.reading.ways}
    ways = () if any(pair <= names for pair in _OPPOSED) else case.reading.ways
    return (*ways, *case.reading.demands)


def themed(case: Case) -> Part | None:
    """List what treats a subject: 高企方面的项目, named after it or treating it where few others do."""
    terms = [term for term in case.reading.content.terms if term.word not in COMMON]
    if not _THEME.search(case.text) or case.unknown or len(terms) != 1:
        return None
    term, index = terms[0], case.index
    told = [entry for entry in entries(term.holders[Level.TEXT]) if _treats(entry, term.word, index)]
    limit = max(_FEW, index.words.size // 5)
    named = [*entries(term.holders[Level.TITLE] | term.holders[Level.HEAD])]
    found = sorted({*named, *(told if len(told) <= limit else ())})
    categories = [index.categories[entry] for entry in found]
    if len(found) <= 1:
        return None
    return stated(index, categories, case.fields) if case.fields else listed(index, categories, Intent.LIST)


def _treats(entry: int, word: str, index: Index) -> bool:
    return any(each.section == "research" and word in each.folded for each in index.statements(entry))


def everything(case: Case) -> Part | None:
    """List what there is in a topic, with a department, with a word in its sections, in the whole guide."""
    reading, meant = case.reading, case.meant
    which = [intent for intent in case.intents if intent in WHICH]
    if not which or meant.sure or case.fields:
        return None
    if not meant.ids:
        return None if reading.content.unknown or not reading.sure else _whole_guide(case, which[0])
    if meant.how is How.TEXT and reading.content.unknown:
        return None
    intent = (
        Intent.LIST if Intent.LIST in which else Intent.COUNT if Intent.COUNT in which else Intent.CATEGORY
    )
    if len(case.about) == 1:
        return stated(case.index, case.about, [Intent.CATEGORY], lead=intent)
    return listed(case.index, case.about, Intent.LIST if intent is Intent.CATEGORY else intent)


def foreign(case: Case) -> bool:
    """Tell whether words are left that neither questions nor the guide use: 附近有什么好吃的."""
    left = re.findall(r"[\u4e00-\u9fff]{2,}", case.reading.rest)
    words = (
        word for chunk in left for word, tag in tagged(chunk) if len(word) > 1 and not tag.startswith(_EMPTY)
    )
    return any(not (ordinary(word) or case.index.words.knows(word)) for word in words)


def _whole_guide(case: Case, intent: Intent) -> Part | None:
    if intent is Intent.CATEGORY or not case.index.categories or foreign(case):
        return None
    guide = case.index.guide
    part = listed(case.index, case.index.categories, intent)
    if intent is Intent.COUNT:
        totals = (("专题数", len(guide.topics)), ("类别数", len(guide.categories)))
        facts = tuple(Fact(None, "", label, str(count)) for label, count in totals)
        return replace(part, outcome=Outcome.ANSWER, facts=facts, categories=part.categories[:LISTED])
    if _TOPICS.search(case.text) and guide.topics:
        return replace(
            part, facts=tuple(Fact(f"专题{each.number}", each.name, "专题", "") for each in guide.topics)
        )
    return part
