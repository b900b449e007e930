"""Which categories a clause is about."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final

from handlers.rules.answer import Intent
from handlers.rules.corpus import Level, Term, entries
from handlers.rules.dictionary import is_word, tagged
from handlers.rules.fillers import COMMON
from handlers.rules.index import Index
from handlers.rules.matches import Content, best
from handlers.rules.question_content import content_text
from handlers.rules.reading import Reading

COMMONPLACE: Final = 0.4  # a term of the text in more than this share of the categories tells nothing
_SURE: Final = 0.85  # of a clause that a sentence has to hold, so that it is no question about something else
_BEFORE: Final = 0.2  # more than the sentences of the next category
_LEAST: Final = 3  # pairs of characters in such a clause; so few must stand there one and all
_WEIGHT: Final = 6.0  # of them together
_ENOUGH: Final = 8.0  # where not all of them must stand there
_TELLING: Final = 3  # characters of a word that stands for its category
_STRETCH: Final = 5  # characters that hardly stand in a category by chance
_SEVERAL: Final = 2  # short words of a name that together stand for it
_RARE: Final = 2  # categories that hold a word that tells
_FEW: Final = 5  # categories in a guide where shares mean nothing
# Whether somebody may apply for what follows.
_MAY_APPLY: Final = re.compile(
    "(?:能不能|可不可以|能否|可否|可以|能)(?:来|去|够)?(?:申报|申请|报|牵头|参加|承担|承接|承办)"
)
_THAT: Final = re.compile(r"\d万元?的?[那这]一?(?:个|项|类|种|家)")  # 48万那个
_MORE: Final = re.compile(
    "只有.{1,12}一[个项类]|还(?:有|管|负责).{0,3}(?:别的|其他|哪些|什么)|别的项目"
)  # of a person
_PAPER: Final = re.compile(r"[\u4e00-\u9fff]{1,3}\d{5,8}号")  # a document's number in folded text
_MANY: Final = 600  # categories of which none is called by its sum
# What any applicant is called: 承担单位.
_ROLE: Final = re.compile("(?:项目)?(?:承担|申报|牵头|实施|承办|建设)单位")


class How(IntEnum):
    """How a clause says which categories it is about, the surest first."""

    NUMBER = 0  # by their numbers or an operator's alias
    NAME = 1  # by words of their names
    TOPIC = 2  # by the number or name of their topic
    CONTACT = 3  # by a person, a phone, a mailbox or a department
    TEXT = 4  # by words of their sections
    STATEMENT = 5  # by a sentence that holds nearly all that is said
    NOTHING = 6  # it does not say


@dataclass(frozen=True, slots=True)
class Scope:
    """The categories that a clause is about, in the order of the guide, and how it says so."""

    ids: tuple[str, ...] = ()
    how: How = How.NOTHING

    @property
    def sure(self) -> bool:
        """Tell whether the clause names the categories rather than something they speak of."""
        return self.how in (How.NUMBER, How.NAME)


def scope(reading: Reading, index: Index) -> Scope:
    """Find the categories that a clause is about."""
    numbered = _by_number(reading, index)
    if numbered.ids:
        return numbered
    reading = _without_roles(reading)
    named = _by_demands(_by_thing(reading, index) or _by_content(reading, index), reading, index)
    contact = _by_contact(reading, index)
    topic = _by_topic(reading, index)
    if topic.ids:
        return _narrowed(topic, contact if contact.ids else named)
    if contact.ids and named.how in (How.NAME, How.TOPIC):
        both = _narrowed(named, contact)
        return contact if _MORE.search(reading.text) else both if both.ids != named.ids else named
    if contact.ids and len(named.ids) == 1:  # 预评审归某某吗
        contact = _narrowed(contact, named)
    if not (contact.ids or named.sure):
        called = _by_sum(reading, index)
        named = called if called.ids else named
    if contact.ids or named.sure or len(named.ids) == 1:
        return contact if contact.ids else named
    told = _by_statement(reading, index)
    if told.ids or named.ids:
        return told if told.ids else named
    rare = _by_rare_words(reading, index)
    return rare if rare.ids else _by_papers(reading, index)


def _by_thing(reading: Reading, index: Index) -> Scope | None:
    """Find the category that alone treats the thing whose category is asked for: 强核计划是哪个项目里的."""
    if not any(wish.strong and wish.intent is Intent.CATEGORY for wish in reading.wishes):
        return None
    said = [term for term in reading.content.terms if term.exact and term.word not in COMMON]
    named = [term for term in said if term.level is Level.TITLE and term.anywhere.bit_count() > 1]
    rare = [term for term in said if term.level is Level.TEXT and term.anywhere.bit_count() == 1]
    held = {term.anywhere for term in rare}
    if len(held) != 1 or len(named) + len(rare) < len(said):
        return None
    return Scope(tuple(index.categories[entry].id for entry in entries(held.pop())), How.TEXT)


def _by_sum(reading: Reading, index: Index) -> Scope:
    """Find the one category that gets the sum by which it is called: 48万那个要财务报表吗."""
    pointed = _THAT.search(reading.text) is not None and not (reading.kind or reading.rank)
    if not (pointed and reading.demands) or index.words.size > _MANY:
        return Scope()
    fits = [each.id for each in index.categories if all(demand.test(each) for demand in reading.demands)]
    return Scope(tuple(fits), How.NUMBER) if len(fits) == 1 else Scope()


def _by_number(reading: Reading, index: Index) -> Scope:
    """Find the categories whose numbers are said, or that name an official document: 江科〔2023〕175号."""
    if reading.numbers.ids or reading.aliased:
        return Scope((*reading.numbers.ids, *reading.aliased), How.NUMBER)
    said = _PAPER.search(reading.text)
    texts = index.words.fields[Level.TEXT] if said and index.words.size <= _MANY else ()
    held = [each.id for each, text in zip(index.categories, texts, strict=False) if said and said[0] in text]
    return Scope(tuple(held), How.NUMBER) if held else Scope()


def _by_papers(reading: Reading, index: Index) -> Scope:
    """Find the category that alone lists a paper whose name asks for materials: 揭榜书."""
    if reading.content.terms or reading.content.unknown or reading.outside:
        return Scope()
    papers = (w.word for w in reading.wishes if w.intent is Intent.MATERIALS and len(w.word) >= _TELLING)
    held = [found for word in papers if (found := index.words.holders(word, Level.TEXT)).bit_count() == 1]
    ids = tuple(dict.fromkeys(index.categories[entry].id for bits in held for entry in entries(bits)))
    return Scope(ids, How.TEXT) if len(ids) == 1 else Scope()


def _by_demands(named: Scope, reading: Reading, index: Index) -> Scope:
    """Keep of several categories of one name those that fulfil what is said of them: 成果转化 48万那个."""
    if len(named.ids) < _SEVERAL or not named.sure or not reading.demands or reading.kind:
        return named
    found = [index.by_id(number) for number in named.ids]
    fits = tuple(each.id for each in found if all(demand.test(each) for demand in reading.demands))
    return Scope(fits, named.how) if fits else named


def _by_rare_words(reading: Reading, index: Index) -> Scope:
    """Find the categories of names and terms that stand in them alone: 赛马那类, 台山开平的比例."""
    if reading.content.unknown or reading.outside or reading.named.unknown or reading.numbers.unknown:
        return Scope()
    said = [term for term in reading.content.terms if term.word not in COMMON]
    rare = [term for term in said if term.exact and _is_rare(term, reading, index)]
    rare = [term for term in rare if _is_own(term)] or rare
    held = -1
    for term in rare:
        held &= term.anywhere
    others = [term for term in said if term not in rare and not term.anywhere & held and _names(term)]
    if held <= 0 or others or not (len(rare) > 1 or reading.sure):
        return Scope()
    return Scope(tuple(index.categories[entry].id for entry in entries(held)), How.TEXT)


def _names(term: Term) -> bool:
    """Tell whether a term may name a thing; a verb alone does not: 解决."""
    return any(not tag.startswith("v") or tag == "vn" for _, tag in tagged(term.word))


def _is_rare(term: Term, reading: Reading, index: Index) -> bool:
    """Tell whether a term of the sections stands in few of them and is a whole word of the question."""
    limit = min(_RARE, max(1, index.words.size // _FEW))
    whole = is_word(term.word) or re.search(
        rf"(?<![\u4e00-\u9fff]){term.word}(?![\u4e00-\u9fff])", reading.rest
    )
    few = term.level is Level.TEXT and term.anywhere.bit_count() <= limit
    return few and (bool(whole) or _is_own(term))


def _is_own(term: Term) -> bool:
    """Tell whether a long stretch stands in one category alone."""
    return len(term.word) >= _STRETCH and term.anywhere.bit_count() == 1


def _by_statement(reading: Reading, index: Index) -> Scope:
    """Find the one category of which a sentence holds nearly all that a clause says."""
    demands = reading.kind or reading.demands or reading.ways or reading.rank
    if demands or reading.outside or reading.named.unknown or reading.numbers.unknown:
        return Scope()
    said = index.weighed(content_text(reading.text, index))
    if len(said.pairs) < _LEAST or said.total < _WEIGHT:
        return Scope()
    found = index.categories_for(said)
    short = len(said.pairs) <= _LEAST or said.total < _ENOUGH
    if found and short and found[0].share < 1:
        return Scope()
    second = found[1].share if len(found) > 1 else 0.0
    if not found or found[0].share < _SURE or found[0].share - second < _BEFORE:
        return Scope()
    return Scope((index.categories[found[0].entry].id,), How.STATEMENT)


def _narrowed(wide: Scope, narrow: Scope) -> Scope:
    """Keep of a wide scope what a second one names as well; the wide one where they do not meet."""
    both = tuple(number for number in wide.ids if number in narrow.ids)
    return Scope(both, min(wide.how, narrow.how)) if both else wide


def _by_content(reading: Reading, index: Index) -> Scope:
    reading = _without_applicant(reading)
    level = _level(reading)
    found = best(reading.content, index.words).entries
    if level is Level.TEXT:
        # Words of sections only tell where one category has them all.
        found = tuple(each for each in found if all(t.anywhere >> each & 1 for t in reading.content.terms))
    ids = tuple(index.categories[entry].id for entry in found)
    if not ids or level is None or vague(reading) or (level is Level.TEXT and _commonplace(reading, index)):
        return Scope()
    return Scope(ids, {Level.TITLE: How.NAME, Level.HEAD: How.TOPIC, Level.TEXT: How.TEXT}[level])


def _without_roles(reading: Reading) -> Reading:
    """Leave out what any applicant is called beside words that tell more: 预评审的承担单位."""
    terms = tuple(term for term in reading.content.terms if not _ROLE.fullmatch(term.word))
    return replace(reading, content=replace(reading.content, terms=terms)) if terms else reading


def _without_applicant(reading: Reading) -> Reading:
    """Leave out who wants to apply where a name follows: 没有法人资格的研究中心能牵头联盟项目不."""
    match = _MAY_APPLY.search(reading.text)
    terms = reading.content.terms if match else ()
    behind = tuple(term for term in terms if match and reading.text.find(term.word) >= match.end())
    named = any(term.level is Level.TITLE and term.word not in COMMON for term in behind)
    if not (match and named):
        return reading
    unknown = tuple(w for w in reading.content.unknown if reading.text.find(w) >= match.end())
    return replace(reading, content=Content(behind, unknown))


def _level(reading: Reading) -> Level | None:
    """Tell the most telling place of the terms; everyday words of names tell only where nothing else does."""
    terms = reading.content.terms
    telling = [term.level for term in terms if term.word not in COMMON or len(term.word) > 2]  # noqa: PLR2004
    return min(telling or [term.level for term in terms], default=None)


def _commonplace(reading: Reading, index: Index) -> bool:
    limit = max(_FEW, index.words.size * COMMONPLACE)
    return all(term.anywhere.bit_count() > limit for term in reading.content.terms)


def vague(reading: Reading) -> bool:
    """Tell whether the words that were found say too little, so that something else may be meant."""
    terms = reading.content.terms
    # A number alone is part of many others: 202任务 is not about 2023年. One of a document tells: 117号文.
    longest = max(
        (len(term.word) for term in terms if not term.word.isdigit() or f"{term.word}号文" in reading.text),
        default=0,
    )
    if terms and not longest and reading.content.level is Level.TEXT:
        return True
    if not terms or longest >= _TELLING:
        return False
    titled = sum(term.level is Level.TITLE for term in terms)
    if (reading.content.unknown and titled < _SEVERAL) or all(term.word in COMMON for term in terms):
        return True
    return len(terms) > 1 and reading.content.level is not Level.TITLE


def _by_contact(reading: Reading, index: Index) -> Scope:
    """Find the categories of the contacts that are named; a person of a department is in both."""
    named, known = reading.named, index.known
    held: list[set[str]] = []
    for said, table in (
        (named.persons, known.persons),
        (named.phones, known.phones),
        (named.mailboxes, known.mailboxes),
        (named.offices, known.offices),
    ):
        if said:
            held.append({number for word in said for number in table[word]})
    if not held:
        return Scope()
    both = set.intersection(*held) or set.union(*held)
    return Scope(tuple(sorted(both, key=index.positions.__getitem__)), How.CONTACT)


def _by_topic(reading: Reading, index: Index) -> Scope:
    topics = reading.numbers.topics
    ids = tuple(each.id for each in index.categories if each.topic in topics) if topics else ()
    if not ids:
        # 乡村振兴专题: the word behind says that a topic's name is meant.
        named = (
            term.holders[Level.HEAD]
            for term in reading.content.terms
            if re.search(f"{re.escape(term.word)}(?:的|那个|这个)?专题", reading.text)
        )
        ids = tuple(index.categories[entry].id for held in named for entry in entries(held))
    if len(ids) == 1:  # its only category is meant
        return Scope(ids, How.NUMBER)
    return Scope(ids, How.TOPIC) if ids else Scope()
