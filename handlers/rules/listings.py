"""List and count categories: under demands, by rank, by topic, by department, all of them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from handlers.rules.answer import Fact, Gap, Intent, Outcome, Part
from handlers.rules.case import WHICH, Case
from handlers.rules.fillers import COMMON
from handlers.rules.filters import Filter, ranked
from handlers.rules.matches import cut_words
from handlers.rules.parts import LISTED, gap, listed, stated
from handlers.rules.scope import How

# Who is in charge of the most categories, not which category gets the most money.
_BUSIEST: Final = re.compile(
    "(?:科室?|部门|处室|谁|哪位|联系人|老师).{0,8}(?:项目|类别)(?:数量?)?最(?:多|少)"
)
_OFFICE: Final = re.compile("科|部门|处室")
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
    demands = _demands(case)
    ranking = reading.rank if not case.meant.sure else None
    if not (demands or ranking) or (not case.meant.ids and reading.content.unknown):
        return None
    fits = tuple(
        each for each in case.about or index.categories if all(each_.test(each) for each_ in demands)
    )
    heading = "、".join([demand.name for demand in demands] + ([ranking.name] if ranking else []))
    if ranking:
        fits = ranked(fits, ranking)
    lead = Intent.COUNT if Intent.COUNT in case.intents and not ranking else Intent.LIST
    if not fits:
        return gap(index, Gap.NO_MATCH, lead, case.about, subject=heading)
    asked = _asked_beside(case)
    shown = Intent.CONDITIONS if reading.kind else Intent.AMOUNT
    return stated(index, fits, asked or (shown,), heading=heading, lead=asked[0] if asked else lead)


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
    words = (word for chunk in left for word in cut_words(chunk) if len(word) > 1)
    return any(word not in COMMON and not case.index.words.knows(word) for word in words)


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
