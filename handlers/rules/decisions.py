"""Decide what to answer to one clause of a question about the guide."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from handlers.rules.answer import Fact, Gap, Intent, Outcome, Part, Source
from handlers.rules.corpus import Level
from handlers.rules.fillers import COMMON
from handlers.rules.facts import SECTION_NAMES, facts, sections, sentences
from handlers.rules.filters import Filter, ranked
from handlers.rules.guide import Category
from handlers.rules.index import Index
from handlers.rules.outside import other_year_said, years_said
from handlers.rules.parts import LISTED, asked_back, gap, listed, named, stated
from handlers.rules.places import places_named
from handlers.rules.reading import Reading
from handlers.rules.scope import How, Scope, vague
from handlers.rules.spelling import folded

_CONTACTS: Final = frozenset({Intent.PERSON, Intent.PHONE, Intent.MAILBOX, Intent.DEPARTMENT})
_WHICH: Final = frozenset({Intent.LIST, Intent.CATEGORY, Intent.COUNT})
# A bare word of a section does not make a how-to question one about a category.
_HOW_TO: Final = re.compile("怎么|如何|怎样|为什么|咋|为何|吗|么$")
_ASKING: Final = re.compile("什么|多少|怎么|如何|吗|几|哪|谁|是否|有没有|多大|多高|何|么$|的")
_ALL: Final = re.compile("所有|全部|每一?个|各个?(?:项目|类别)|哪些(?:项目|类别)")
# Who is in charge of the most categories, not which category gets the most money.
_BUSIEST: Final = re.compile(
    "(?:科室?|部门|处室|谁|哪位|联系人|老师).{0,8}(?:项目|类别)(?:数量?)?最(?:多|少)"
)
_TOPICS: Final = re.compile("专题")
# The parts of a section's sentence that stand for themselves.
_SECTION_INTENTS: Final = {
    "research": Intent.RESEARCH,
    "conditions": Intent.CONDITIONS,
    "materials": Intent.MATERIALS,
    "support": Intent.AMOUNT,
}
_QUOTED: Final = 3  # sentences that answer a detail


def decide(reading: Reading, meant: Scope, index: Index) -> Part:
    """Answer one clause; the first rule that has something to say wins."""
    categories = [index.by_id(number) for number in meant.ids]
    found = (rule(reading, meant, categories, index) for rule in _RULES)
    return next(part for part in found if part is not None)


_Rule = Callable[[Reading, Scope, Sequence[Category], Index], Part | None]


def _unstated(reading: Reading, meant: Scope, about: Sequence[Category], index: Index) -> Part | None:
    """Orders, other places and years, things that no guide states."""
    why = _why_unstated(reading, about, index)
    if why is None:
        return None
    intent = next(iter(reading.intents), Intent.OTHER) if why[0] in (Gap.YEAR, Gap.PLACE) else Intent.OTHER
    return gap(index, why[0], intent, about if meant.sure else (), subject=why[1])


def _why_unstated(reading: Reading, about: Sequence[Category], index: Index) -> tuple[Gap, str] | None:
    text = reading.text
    own = _own_words(about)
    if reading.outside and not (reading.outside[0] is Gap.OUTSIDE and reading.outside[1] in own):
        return reading.outside
    if reading.numbers.unknown:
        return Gap.NUMBER, reading.numbers.unknown[0]
    if reading.named.unknown:
        return Gap.OUTSIDE, reading.named.unknown[0]
    year = _other_year(text, own, index)
    if year:
        return Gap.YEAR, year
    return next(((Gap.PLACE, place) for place in places_named(text) if not _own_place(place, index)), None)


def _own_words(about: Sequence[Category]) -> str:
    return "".join(folded(text) for each in about[:LISTED] for text in (each.name, *sections(each).values()))


def _other_year(text: str, own: str, index: Index) -> str | None:
    for year, words in years_said(text):
        if year != index.guide.year and str(year) not in own:
            return words
    said = other_year_said(text)
    return said if said and said not in own else None


def _own_place(place: str, index: Index) -> bool:
    return any(place in own for own in index.places) or index.words.knows(place) or place in index.guide.title


def _demanded(reading: Reading, meant: Scope, about: Sequence[Category], index: Index) -> Part | None:
    """Lists and counts under demands: 择优支持的有哪些, 资助最多的, 企业能报什么."""
    demands = _demands(reading, meant)
    if not demands and not (reading.rank and not meant.sure):
        return None
    if not meant.ids and reading.content.unknown:
        return None
    base = about or index.categories
    fits = [each for each in base if all(demand.test(each) for demand in demands)]
    words = [demand.name for demand in demands]
    if reading.rank:
        fits, words = list(ranked(fits, reading.rank)), [*words, reading.rank.name]
    heading = "、".join(words)
    asked = [intent for intent in reading.intents if intent not in _WHICH and intent is not Intent.MODE]
    if not fits:
        return gap(index, Gap.NO_MATCH, _listing(reading), about, subject=heading)
    if reading.kind or reading.rank:
        asked = [intent for intent in asked if intent not in (Intent.CONDITIONS, Intent.AMOUNT)]
    return stated(
        index,
        fits,
        asked or [_shown(reading)],
        heading=heading,
        lead=asked[0] if asked else _listing(reading),
    )


def _busiest(reading: Reading, meant: Scope, about: Sequence[Category], index: Index) -> Part | None:
    """Find who is in charge of the most categories, or the fewest."""
    if meant.ids or not reading.rank or not _BUSIEST.search(reading.text):
        return None
    known = index.known
    by_person = not re.search("科|部门|处室", reading.text)
    held = known.persons if by_person else known.offices
    counts = {who: len(ids) for who, ids in held.items()}
    if not counts:
        return None
    most = max(counts.values()) if reading.rank.most else min(counts.values())
    chosen = [who for who, count in counts.items() if count == most]
    found = [each for each in about or index.categories if any(each.id in held[who] for who in chosen)]
    intent = Intent.PERSON if by_person else Intent.DEPARTMENT
    return stated(index, found, [intent], heading="、".join(chosen), lead=intent)


def _demands(reading: Reading, meant: Scope) -> tuple[Filter, ...]:
    if meant.sure:
        return ()
    ways = reading.ways if len({way.name[:2] for way in reading.ways}) == len(reading.ways) else ()
    opposed = len({way.name for way in ways} & {"事前资助", "事后补助"}) > 1
    opposed = opposed or len({way.name for way in ways} & {"定向支持", "择优支持"}) > 1
    return (*(() if opposed else ways), *reading.demands)


def _listing(reading: Reading) -> Intent:
    if Intent.COUNT in reading.intents and not reading.rank:
        return Intent.COUNT
    return Intent.LIST


def _shown(reading: Reading) -> Intent:
    """Tell what a list shows of each category."""
    if reading.kind:
        return Intent.CONDITIONS
    return Intent.AMOUNT


def _everything(reading: Reading, meant: Scope, about: Sequence[Category], index: Index) -> Part | None:
    """What there is in the whole guide, in a topic, with a department."""
    which = [intent for intent in reading.intents if intent in _WHICH]
    if not which or meant.sure or len(which) < len(reading.intents):
        return None
    if not meant.ids:
        return None if reading.content.unknown or not reading.sure else _whole_guide(reading, which[0], index)
    if meant.how is How.TEXT and reading.content.unknown:
        return None
    intent = Intent.COUNT if Intent.COUNT in which else Intent.LIST if len(about) > 1 else Intent.CATEGORY
    if Intent.LIST in which:
        intent = Intent.LIST
    return listed(index, about, intent, None)


def _whole_guide(reading: Reading, intent: Intent, index: Index) -> Part | None:
    if intent is Intent.CATEGORY:
        return None
    part = listed(index, index.categories, intent, None)
    held = (
        Fact(None, "", "专题数", str(len(index.guide.topics))),
        Fact(None, "", "类别数", str(len(index.categories))),
    )
    if intent is Intent.COUNT:
        return replace(part, outcome=Outcome.ANSWER, facts=held, categories=part.categories[:LISTED])
    if _TOPICS.search(reading.text):
        topics = tuple(Fact(f"专题{each.number}", each.name, "专题", "") for each in index.guide.topics)
        return replace(part, facts=topics or part.facts)
    return part


def _of_contact(reading: Reading, meant: Scope, about: Sequence[Category], index: Index) -> Part | None:
    """Whose number this is, what a person is in charge of, how to reach a department."""
    if meant.how is not How.CONTACT and not reading.named.any:
        return None
    given = _given(reading)
    asked = [intent for intent in reading.intents if intent not in given and intent is not Intent.OTHER]
    persons = {*reading.named.persons}
    phones = {*reading.named.phones}
    kept = [_only(each, persons, phones) for each in about]
    if meant.how is not How.CONTACT:
        own = Intent.PERSON if persons else Intent.DEPARTMENT
        return stated(index, about, [own]) if meant.sure and not reading.sure else None
    if not asked or asked == [Intent.CATEGORY] or asked == [Intent.LIST]:
        return _holders(reading, asked, kept, index)
    if asked[0] is Intent.DEADLINE:
        return gap(index, Gap.DEADLINE, Intent.DEADLINE, about)
    return stated(index, kept, [*asked], lead=asked[0])


def _given(reading: Reading) -> frozenset[Intent]:
    """Tell which intents only describe the contact that the question gives."""
    named = reading.named
    given = {
        Intent.PHONE: named.phones,
        Intent.MAILBOX: named.mailboxes,
        Intent.DEPARTMENT: named.offices,
        Intent.COUNT: (),
    }
    return frozenset(intent for intent, words in given.items() if words)


def _holders(reading: Reading, asked: list[Intent], about: list[Category], index: Index) -> Part:
    named = reading.named
    wanted = Intent.LIST if Intent.LIST in asked or named.offices else Intent.CATEGORY if asked else None
    if wanted is None:
        wanted = Intent.PERSON if named.phones else Intent.DEPARTMENT if named.mailboxes else Intent.CATEGORY
    shown = [Intent.PERSON] if named.phones else [Intent.DEPARTMENT]
    part = stated(
        index, about, shown, heading="、".join((*named.persons, *named.offices)) or None, lead=wanted
    )
    several = wanted in (Intent.LIST, Intent.CATEGORY) and len(about) > 1
    return replace(part, outcome=Outcome.LIST) if several else part


def _only(category: Category, persons: set[str], phones: set[str]) -> Category:
    """Keep of a category the contacts that were named."""
    kept = tuple(
        contact
        for contact in category.contacts
        if (not persons or contact.name in persons)
        and (not phones or any(re.sub(r"\D", "", phone) in phones for phone in contact.phones))
    )
    return replace(category, contacts=kept) if kept else category


def _of_field(reading: Reading, meant: Scope, about: Sequence[Category], index: Index) -> Part | None:
    """A field of the categories that are meant: the ordinary question."""
    asked = [intent for intent in reading.intents if intent not in _WHICH or intent is Intent.COUNT]
    if reading.ways and meant.sure and Intent.MODE not in asked:
        asked = [*asked, Intent.MODE] if reading.sure else [Intent.MODE]
    if (reading.kind and meant.sure) and not reading.sure:
        asked = [Intent.CONDITIONS]
    if (reading.rank or reading.demands) and meant.sure and not asked:
        asked = [Intent.AMOUNT]
    if not asked or not meant.ids or _doubtful(reading, meant):
        return None
    if Intent.DEADLINE in asked and not any(facts(each, Intent.DEADLINE) for each in about):
        part = gap(index, Gap.DEADLINE, Intent.DEADLINE, about, subject=named(about))
        rest = [intent for intent in asked if intent is not Intent.DEADLINE]
        return part if not rest else _beside(stated(index, about, rest), part)
    if meant.how is How.TEXT and len(about) > LISTED:
        return asked_back(index, asked[0], about, Gap.WHICH_CATEGORY)
    return stated(index, about, asked)


def _beside(part: Part, silent: Part) -> Part:
    """Join an answer with what the guide is silent on; the weaker outcome counts."""
    return replace(part, outcome=silent.outcome, gap=silent.gap, subject=silent.subject)


def _doubtful(reading: Reading, meant: Scope) -> bool:
    """Tell whether unknown words beside weak ones make it a question about something else."""
    if meant.how is How.TEXT:
        how_to = _HOW_TO.search(reading.text) and not reading.sure
        return bool(reading.content.unknown or how_to)
    return bool(reading.content.unknown) and not reading.sure


def _of_detail(reading: Reading, meant: Scope, about: Sequence[Category], index: Index) -> Part | None:
    """A detail that a section of the category tells: quoted."""
    asked = any(wish.strong and wish.intent not in _WHICH for wish in reading.wishes)
    if len(about) != 1 or not meant.sure or asked or reading.ways or reading.rank:
        return None
    entry = index.positions[about[0].id]
    details = [
        term.word
        for term in reading.content.terms
        if not term.holders[Level.TITLE] >> entry & 1 and term.holders[Level.TEXT] >> entry & 1
    ]
    if not details or reading.content.unknown:
        return None
    found = _quotes(about[0], details)
    if not found:
        return None
    sources = tuple(
        dict.fromkeys(Source(index.guide.year, about[0].id, None, fact.section) for fact in found)
    )
    intent = _SECTION_INTENTS.get(found[0].section or "", Intent.OTHER)
    return replace(stated(index, about, [Intent.CATEGORY], lead=intent), facts=found, sources=sources)


def _quotes(category: Category, details: list[str]) -> tuple[Fact, ...]:
    held = [
        (sum(word in folded(sentence) for word in details), key, sentence)
        for key, text in sections(category).items()
        for sentence in sentences(text)
    ]
    most = max((count for count, _, _ in held), default=0)
    told = [(key, sentence) for count, key, sentence in held if count == most and count][:_QUOTED]
    return tuple(
        Fact(category.id, category.name, SECTION_NAMES.get(key, key), text, key) for key, text in told
    )


def _of_category(reading: Reading, meant: Scope, about: Sequence[Category], index: Index) -> Part | None:
    """Which category it is, or what it is about."""
    if not meant.ids:
        return None
    if reading.content.unknown and (meant.how is How.TEXT or _ASKING.search(reading.text)):
        return gap(
            index, Gap.OUTSIDE, Intent.OTHER, about if meant.sure else (), subject=reading.content.unknown[0]
        )
    if meant.how is How.TEXT and _HOW_TO.search(reading.text) and not reading.intents:
        return gap(index, Gap.OUTSIDE, Intent.OTHER)
    if len(about) == 1:
        return stated(index, about, [Intent.CATEGORY])
    if meant.how in (How.TEXT, How.NAME) and not reading.wishes:
        return asked_back(index, Intent.CATEGORY, about, Gap.WHAT_ABOUT)
    return listed(index, about, Intent.LIST, None)


def _without_category(reading: Reading, meant: Scope, about: Sequence[Category], index: Index) -> Part | None:
    """Nothing says which category is meant."""
    if reading.content.unknown or _elsewhere(reading):
        subject = next(iter(reading.content.unknown), None)
        return gap(index, Gap.OUTSIDE, Intent.OTHER, subject=subject)
    intents = reading.intents
    if Intent.DEADLINE in intents:
        return gap(index, Gap.DEADLINE, Intent.DEADLINE)
    asked = next((intent for intent in intents if intent not in _WHICH), next(iter(intents), None))
    if Intent.MODE in intents or reading.ways:
        return stated(index, index.categories[:LISTED], [Intent.MODE])
    holding = [each for each in index.categories if asked in _RARE and asked and facts(each, asked)]
    if holding:
        return stated(index, holding, [asked or Intent.LIST])
    if _ALL.search(reading.text) and asked and asked not in _WHICH and len(index.categories) <= LISTED:
        return stated(index, index.categories, [intent for intent in intents if intent not in _WHICH])
    if asked is None or not reading.sure:
        return asked_back(index, asked or Intent.OTHER, (), Gap.NOTHING_SAID)
    return asked_back(index, asked, index.categories, Gap.WHICH_CATEGORY)


def _elsewhere(reading: Reading) -> bool:
    """Tell whether the words that were found belong to something that the guide does not treat."""
    words = [term.word for term in reading.content.terms]
    return bool(words) and not (vague(reading) and all(word in COMMON for word in words))


# What only some categories state: without a category, those that do are listed.
_RARE: Final = frozenset({Intent.PERIOD, Intent.COST})

_RULES: Final[tuple[_Rule, ...]] = (
    _unstated,
    _busiest,
    _demanded,
    _of_contact,
    _everything,
    _of_detail,
    _of_field,
    _of_category,
    _without_category,
)
