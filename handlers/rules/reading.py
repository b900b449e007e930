"""Read one clause of a question: what it asks, of which categories, under which demands."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from handlers.rules.answer import Gap, Intent
from handlers.rules.applicants import ApplicantKind
from handlers.rules.contacts import Named, contacts_named
from handlers.rules.corpus import Level
from handlers.rules.dictionary import is_word, tagged
from handlers.rules.fillers import blanked, without_fillers
from handlers.rules.filters import (
    Filter,
    Rank,
    amount_filters,
    count_filters,
    kind_filter,
    kind_said,
    rank_said,
    ratio_filters,
    way_filters,
    year_filters,
)
from handlers.rules.guide_words import with_synonyms
from handlers.rules.index import Index
from handlers.rules.intents import Wish, wishes
from handlers.rules.matches import Content, content
from handlers.rules.numbers_said import NumbersSaid, numbers_said
from handlers.rules.outside import act_asked, elsewhere_said, outside
from handlers.rules.plain_words import ordinary
from handlers.rules.respelled import respelled
from handlers.rules.restrictions import restricting, without_kinds, without_trades
from handlers.rules.sounds import SURNAMES

# A name whose contact is asked for: 付强的电话.
_PERSON: Final = re.compile(
    "(?:^|[^\u4e00-\u9fff\\d]|请问|问下|找|联系)((?:(?![的那这])[\u4e00-\u9fff]){2,3}?)(?:老师|同志|先生|女士|科长|主任|处长|经理)?的?(?:电话|手机|邮箱|联系方式|号码|负责|管(?!理)|是哪)"
)
# A department whose contact is asked for; not 哪个科 and the like.
_OFFICE: Final = re.compile(
    "(?:^|局|的|[^\u4e00-\u9fff])((?![哪这那什啥一本])[\u4e00-\u9fff]{2,5}(?<![哪个么这那啥的])[科处股])(?=的?(?:电话|手机|邮箱|联系|号码|负责人|老师|科长|谁|在哪))"
)
# Where a section of the guide is written asks for the section: 材料清单在哪里看.
_WHERE_WRITTEN: Final = re.compile(
    "(?:在|从|到)?(?:哪里?|哪儿|什么地方)(?:可以|能)?(?:看到?|查看?|找到?|有写|写着|有)(?:得?到)?"
)
_WRITTEN: Final = frozenset(
    {Intent.MATERIALS, Intent.CONDITIONS, Intent.RESEARCH, Intent.COST, Intent.PERIOD}
)
# 申报条件差别在哪: the conditions of both tell.
_DIFFERENCE: Final = re.compile(
    "(?:有(?:什么|何|啥)?)?(?:差别|区别|不同|不一样)(?:在哪里?|在哪儿|是什么|大吗)?"
)
_PLAINLY: Final = frozenset({Intent.MODE, Intent.MAILBOX})
_LOOSE: Final = frozenset({Intent.CATEGORY, Intent.LIST})
_NAMED: Final = 3  # characters of a category's name that are not read as question words


@dataclass(frozen=True, slots=True)
class Reading:
    """What a clause says; `text` is its folded wording in the guide's words."""

    text: str
    said: str  # the same before words were replaced by those that the guide uses
    numbers: NumbersSaid
    named: Named
    content: Content
    wishes: tuple[Wish, ...] = ()
    ways: tuple[Filter, ...] = ()
    demands: tuple[Filter, ...] = ()
    rank: Rank | None = None
    kind: ApplicantKind | None = None
    aliased: tuple[str, ...] = ()
    outside: tuple[Gap, str] | None = None
    heard: tuple[str, ...] = ()  # contacts whose names were typed by sound
    rest: str = ""  # what is left of the text without question words and fillers

    @property
    def intents(self) -> tuple[Intent, ...]:
        """Give the intents in the order of the clause; weak ones only where nothing else is asked."""
        strong = [wish.intent for wish in self.wishes if wish.strong]
        return tuple(dict.fromkeys(strong or [wish.intent for wish in self.wishes]))

    @property
    def sure(self) -> bool:
        """Tell whether words ask for something beyond doubt."""
        return any(wish.strong for wish in self.wishes)

    @property
    def points(self) -> bool:
        """Tell whether the clause says which category or contact it is about."""
        numbers = self.numbers.ids or self.numbers.topics or self.numbers.unknown
        return bool(numbers or self.aliased or self.named.any or self.named.unknown or self.content.terms)

    @property
    def empty(self) -> bool:
        """Tell whether the clause says nothing at all."""
        demands = self.ways or self.demands or self.rank
        return not (self.points or self.wishes or demands or self.content.unknown or self.outside)


def read_clause(text: str, index: Index) -> Reading:
    """Read one folded clause against the words of a guide."""
    said = text
    text = respelled(text, index.words, index.spoken)
    text = with_synonyms(text, index.words, index.short_names)
    numbers = numbers_said(text, index.guide, index.codes)
    rest = blanked(text, numbers.spans)
    named, heard = _persons(contacts_named(rest, index.known), rest, index)
    named = _with_strangers(named, rest, index)
    rest, aliased = _without_aliases(blanked(rest, named.spans), index)
    kept = tuple(index.words.titled(rest, _NAMED))
    asked = _wishes(rest, kept)
    reading = Reading(text, said, numbers, named, Content((), ()), asked, aliased=aliased, heard=heard)
    reading, rest = _with_demands(reading, rest, kept)
    rest = blanked(rest, tuple((wish.start, wish.end) for wish in asked))
    rest = without_fillers(rest, kept, lambda pair: index.words.knows(pair) or is_word(pair))
    for place in index.places:
        rest = rest.replace(place, " " * len(place))
    found = content(rest, index.words)
    found = restricting(found, text)
    if any(wish.intent is Intent.CONDITIONS for wish in asked):
        found = without_kinds(found)
    if reading.kind and reading.wishes:
        found = without_trades(without_kinds(found), text, reading.demands[-1].start)
    return replace(reading, content=found, rest=rest, outside=_outside(text, asked, index))


def _persons(named: Named, text: str, index: Index) -> tuple[Named, tuple[str, ...]]:
    """Read misspelt names as the contacts that they sound like; tell which ones were heard so.

    A given name behind another surname is another person: 周文杰 is not 廖文杰.
    """
    if not index.known.persons or (named.persons and not _given(named, text, index)):
        return named, ()
    heard = index.persons_heard.misspelt_person(text)
    given = next(iter(_given(named, text, index)), None)
    if heard and (
        given == (heard[1] + 1, heard[2]) or not (given or index.words.knows(text[slice(*heard[1:])]))
    ):
        spans = (*(span for span in named.spans if span != given), heard[1:])
        return replace(named, persons=(heard[0],), spans=spans), (heard[0],)
    if given is None or text[given[0] - 1 : given[0]] not in SURNAMES:
        return named, ()
    return replace(named, persons=(), unknown=(*named.unknown, text[given[0] - 1 : given[1]])), ()


def _with_strangers(named: Named, text: str, index: Index) -> Named:
    """Take a person or a department that the guide does not have for an unknown contact."""
    if named.any or index.words.size == 0:
        return named
    person = _PERSON.search(text)
    if (
        person
        and person[1][0] in SURNAMES
        and not (_is_plain(person[1]) or ordinary(person[1]) or index.words.knows(person[1]))
    ):
        return replace(named, unknown=(*named.unknown, person[1]))
    if not index.known.offices:
        return named
    match = _OFFICE.search(text)
    # 农业科 is no 农业科技.
    strange = match is not None and (match[1].endswith("科") or not index.words.knows(match[1]))
    return replace(named, unknown=(*named.unknown, match[1])) if match and strange else named


def _is_plain(said: str) -> bool:
    """Tell whether a stretch is a word and no person's name."""
    return is_word(said) and not any(tag.startswith("nr") for _, tag in tagged(said))


def _given(named: Named, text: str, index: Index) -> list[tuple[int, int]]:
    """Return the places of given names without their persons' surnames."""
    return [
        (start, end)
        for start, end in named.spans
        if text[start:end] in index.known.given_names and text[start - 1 : end] not in index.known.persons
    ]


def _with_demands(reading: Reading, rest: str, kept: tuple[tuple[int, int], ...]) -> tuple[Reading, str]:
    """Read demands; their words are blanked, those of the intents stay for the caller."""
    asked = tuple((wish.start, wish.end) for wish in reading.wishes)
    free = blanked(rest, kept)
    ways = tuple(each for each in way_filters(free) if not _inside(each.start, each.end, asked))
    shares = ratio_filters(free)
    free = blanked(free, tuple((each.start, each.end) for each in shares))
    bounds = amount_filters(free)
    lengths = year_filters(free)  # 50万一年 is a price, so it is read before the amounts are taken out
    free = blanked(free, tuple((each.start, each.end) for each in bounds))
    counts = (*count_filters(free), *lengths)
    rank = rank_said(free)
    kind = kind_said(free)
    said = (*ways, *shares, *bounds, *counts)
    spans = [(each.start, each.end) for each in said] + ([(rank.start, rank.end)] if rank else [])
    demands = (*shares, *bounds, *counts)
    if kind:
        demands = (*demands, kind_filter(free, *kind))
        spans.append((kind[1], kind[2]))
    taken = tuple((way.start, way.end) for way in ways) + ((kind[1:],) if kind else ())
    free_wishes = tuple(wish for wish in reading.wishes if not _inside(wish.start, wish.end, taken))
    read = replace(
        reading, wishes=free_wishes, ways=ways, demands=demands, rank=rank, kind=kind[0] if kind else None
    )
    return read, blanked(rest, tuple(spans))


def _wishes(rest: str, kept: tuple[tuple[int, int], ...]) -> tuple[Wish, ...]:
    found = (_behind(wish, kept) for wish in wishes(rest))
    return tuple(wish for wish in found if not _inside(wish.start, wish.end, kept))


def _behind(wish: Wish, kept: tuple[tuple[int, int], ...]) -> Wish:
    """Let a wish begin behind the name that it reaches into: 奖多少钱 of 科技奖多少钱."""
    for first, last in kept:
        if first < wish.start < last < wish.end - 1:
            return replace(wish, start=last, word=wish.word[last - wish.start :])
    return wish


def _inside(start: int, end: int, spans: tuple[tuple[int, int], ...]) -> bool:
    """Tell whether a stretch lies in one of the spans, which has to be the longer."""
    return any(first <= start and end <= last and last - first > end - start for first, last in spans)


def _without_aliases(text: str, index: Index) -> tuple[str, tuple[str, ...]]:
    found: list[str] = []
    for said in sorted(index.aliases, key=len, reverse=True):
        if said in text:
            found.append(index.aliases[said])
            text = text.replace(said, " " * len(said))
    return text, tuple(dict.fromkeys(found))


def _outside(text: str, asked: tuple[Wish, ...], index: Index) -> tuple[Gap, str] | None:
    if any(wish.strong and wish.intent in _WRITTEN for wish in asked):
        text = _WHERE_WRITTEN.sub(" ", text)
    # 先打款还是后补: the way of paying is asked for, not when; 寄去哪个邮箱: no post.
    ways = tuple((wish.start, wish.end) for wish in asked if wish.intent in _PLAINLY and wish.strong)
    plain = blanked(text, ways)
    found = outside(_DIFFERENCE.sub(" ", plain) if any(wish.strong for wish in asked) else plain)
    if found is None:
        sure = any(wish.strong and wish.intent not in _LOOSE for wish in asked)
        act = None if sure else act_asked(text)
        if act and not index.words.knows(act):
            return Gap.OUTSIDE, act
        other = next((word for word in elsewhere_said(text) if not index.words.knows(word)), None)
        return (Gap.OUTSIDE, other) if other else None
    if found[0] is Gap.OUTSIDE and len(found[1]) > 1:
        return None if index.words.holders(found[1], Level.TITLE) else found
    return found
