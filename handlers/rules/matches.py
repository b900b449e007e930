"""Find the categories that the content words of a question mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import log
from typing import Final

from handlers.rules.corpus import Corpus, Level, Term, entries
from handlers.rules.dictionary import cut_words, is_word, tagged
from handlers.rules.fillers import COMMON, SINGLES
from handlers.rules.plain_words import deed, ordinary

_CHUNK: Final = re.compile(r"[\u4e00-\u9fff]{2,}|[a-z0-9][a-z0-9+%.\-]+")
# How much a term tells by the place that holds it: the name, the topic's name, the text.
_WEIGHTS: Final = (1.0, 0.55, 0.5)
_BESIDE: Final = 0.3  # the text's weight where some name holds the same term
_CLOSE: Final = 0.8  # of the best score: what comes so near may be meant as well
_MANY: Final = 600  # entries of a term that are scored; more only raise those already found
_AND: Final = re.compile("(?<=.)[和与跟及](?=.)")
_PARTICLES: Final = frozenset("对和与及为在以")
_GAP: Final = 3  # characters that an abbreviation may leave out at one place
_FEW: Final = 3  # entries whose names are read for a word in short
_WINDOW: Final = (4, 3, 2)  # characters of a stretch that may be misspelt
_HALVES: Final = 4  # characters of a word that is made of two
_NOUNS: Final = ("n", "vn", "an", "eng", "j", "l", "i", "x")  # jieba's tags of words with a content
_NOWHERE: Final = (0, 0, 0)
_PLAIN: Final = frozenset(
    "总高低大小多少家管个项年月日前后新老旧好快慢长短全半双单各每第件种类条点些位名级层次指"
)  # name nothing alone
_PARTIES: Final = frozenset("方者商员")  # make of an act who does it
_SINGLES: Final = ("q", "a", "b")  # tags that a single character of a name has as well: 杯


@dataclass(frozen=True, slots=True)
class Content:
    """What the content words of a question are: terms that entries hold, words that none holds."""

    terms: tuple[Term, ...]
    unknown: tuple[str, ...]

    @property
    def level(self) -> Level | None:
        """Tell the most telling place of all terms."""
        return min((term.level for term in self.terms), default=None)


@dataclass(frozen=True, slots=True)
class Scored:
    """The entries that fit best, in order, and how much of the question they explain."""

    entries: tuple[int, ...]
    score: float


def content(text: str, words: Corpus) -> Content:
    """Read the content words of a text whose question words and fillers are blanked."""
    terms: list[Term] = []
    unknown: list[str] = []
    for match in _CHUNK.finditer(text):
        chunk = match[0]
        found = _chunk_terms(chunk, words)
        terms += found
        unknown += _unknown(chunk, found, words)
    unknown = [
        word for word in unknown if not (_shortens(word, terms, words) or _in_pieces(word, terms, words))
    ]
    if terms:  # of a question in English only the words that are understood count
        unknown = [word for word in unknown if not word.isascii()]
    return Content(tuple(terms), tuple(dict.fromkeys(unknown)))


def _shortens(word: str, terms: list[Term], words: Corpus) -> bool:
    """Tell whether a word is in short what stands in the name that the terms lead to: 创服 for 创新服务."""
    held = _together(terms) if terms else 0
    if not 0 < held.bit_count() <= _FEW:
        return False
    form = re.compile(f"[^|]{{0,{_GAP}}}".join(map(re.escape, word)))
    return any(form.search(words.fields[Level.TITLE][entry]) for entry in entries(held))


def _in_pieces(word: str, terms: list[Term], words: Corpus) -> bool:
    """Tell whether the few entries of the rarest term hold both halves of a word: 系统维护."""
    half = len(word) // 2
    if not terms or len(word) != _HALVES or not (is_word(word[:half]) and is_word(word[half:])):
        return False
    held = min((term.anywhere for term in terms), key=int.bit_count)
    texts = [words.fields[Level.TEXT][entry] for entry in entries(held)] if held.bit_count() <= _FEW else []
    return bool(texts) and all(word[:half] in text and word[half:] in text for text in texts)


def best(found: Content, words: Corpus) -> Scored:
    """Return the entries that hold the most telling of the terms.

    Terms of names that none of these holds mean further entries: 甲项目和乙项目.
    """
    first = closest(found, words)
    held = sum(1 << entry for entry in first.entries)
    rest = [term for term in found.terms if not term.anywhere & held and _names(term, words)]
    if not first.entries or not rest:
        return first
    more = best(Content(tuple(rest), ()), words)
    return Scored(tuple(sorted({*first.entries, *more.entries})), first.score)


def _names(term: Term, words: Corpus) -> bool:
    """Tell whether a term alone says which entry is meant."""
    plain = term.word in COMMON or deed(term.word)
    return not plain and 0 < term.holders[Level.TITLE].bit_count() <= max(2, words.size // 5)


def closest(found: Content, words: Corpus) -> Scored:
    """Return the entries that all terms together fit best."""
    scores: dict[int, float] = {}
    for term in sorted(found.terms, key=lambda each: each.anywhere.bit_count()):
        _score(term, words.size, scores)
    if not scores:
        return Scored((), 0.0)
    top = max(scores.values())
    near = [entry for entry, score in scores.items() if score >= top * _CLOSE]
    return Scored(tuple(sorted(_called(found, near) or near)), top)


def _called(found: Content, near: list[int]) -> list[int]:
    """Keep of entries as near those that alone have all words of names in their own: 科技园区提升."""
    named = [term for term in found.terms if term.level is Level.TITLE and term.word not in COMMON]
    if len(named) < 2:  # noqa: PLR2004
        return near
    held = _together(named)
    return [entry for entry in near if held >> entry & 1]


def _score(term: Term, size: int, scores: dict[int, float]) -> None:
    holders = term.anywhere
    weight = _telling(term, size)
    chosen = holders if holders.bit_count() <= _MANY or not scores else 0
    for entry in entries(chosen) if chosen else [each for each in scores if holders >> each & 1]:
        scores[entry] = scores.get(entry, 0.0) + weight * _place(term, entry)


def _telling(term: Term, size: int) -> float:
    """Weigh a term: rare ones and long ones tell more."""
    return log(1 + size / max(1, term.anywhere.bit_count())) * min(len(term.word), 6)


def _place(term: Term, entry: int) -> float:
    titled, headed, told = term.holders
    if titled >> entry & 1:
        return _WEIGHTS[Level.TITLE]
    if headed >> entry & 1:
        return _WEIGHTS[Level.HEAD]
    if told >> entry & 1:
        return _BESIDE if titled else _WEIGHTS[Level.TEXT]
    return 0.0


def _chunk_terms(chunk: str, words: Corpus) -> list[Term]:
    terms = list(words.terms(chunk))
    place = _between(terms)
    if place:  # 双碳平台和科技特派员 names two, though 平台和科技 stands somewhere
        behind = (
            replace(term, start=term.start + place, end=term.end + place)
            for term in _chunk_terms(chunk[place:], words)
        )
        return [*_chunk_terms(chunk[: place - 1], words), *behind]
    if not re.match("[\u4e00-\u9fff]", chunk):
        return [term for term in terms if term.word == chunk]
    whole = _abbreviated(chunk, words) if len(terms) > 1 and not _together(terms) else _NOWHERE
    if any(whole):  # 产业创新联盟: the whole is one name, whatever its pieces are
        return [Term(0, len(chunk), chunk, whole, exact=False)]
    terms = [_to_the_name(term, words) for term in terms]
    terms = _joined([term for term in terms if not _inside_a_word(term, chunk, words)], chunk, words)
    bare = _uncovered(chunk, terms)
    if not bare:
        return terms
    repaired = _repaired(chunk, bare, words, terms)
    kept = [term for term in terms if all(term.end <= r.start or term.start >= r.end for r in repaired)]
    return sorted([*kept, *repaired], key=lambda term: term.start)


def _to_the_name(term: Term, words: Corpus) -> Term:
    """Take off what is no part of a name behind one: 特派员对无人机 is not 特派员对接, 联盟建设 is 联盟."""
    if term.level is Level.TITLE:
        return term
    tail = 1 if term.word[-1] in _PARTICLES else 2 if term.word[-2:] in COMMON else 0
    if not tail or len(term.word) - tail < 2:  # noqa: PLR2004
        return term
    holders = words.everywhere(term.word[:-tail])
    named = holders[0] if tail == 1 else holders[0].bit_count() == 1 and holders[0] & term.anywhere
    return replace(term, end=term.end - tail, word=term.word[:-tail], holders=holders) if named else term


def _between(terms: list[Term]) -> int:
    """Return the place behind an 和 that lies within a stretch of no name, between two names; 0 for none."""
    for term, before, behind in zip(terms[1:-1], terms, terms[2:], strict=False):
        match = _AND.search(term.word)
        if match and term.level is Level.TEXT and Level.TITLE is before.level is behind.level:
            return term.start + match.end()
    return 0


def _joined(terms: list[Term], chunk: str, words: Corpus) -> list[Term]:
    """Join neighbours that only as one abbreviation stand in a name: 产业创新联盟 of 产业创新 and 联盟."""
    joined: list[Term] = []
    for term in terms:
        before = joined[-1] if joined else None
        if before and before.end == term.start and not _together([before, term]):
            whole = _abbreviated(chunk[before.start : term.end], words)
            if any(whole):
                joined[-1] = Term(before.start, term.end, chunk[before.start : term.end], whole, exact=False)
                continue
        joined.append(term)
    return joined


def _together(terms: list[Term]) -> int:
    """Return the entries whose title holds all terms."""
    held = -1
    for term in terms:
        held &= term.holders[Level.TITLE]
    return held


def _inside_a_word(term: Term, chunk: str, words: Corpus) -> bool:
    """Tell whether a term is a piece of a longer word that the guide does not know: 新能 in 新能源."""
    start = 0
    for word, tag in tagged(chunk):
        end = start + len(word)
        if start <= term.start and term.end <= end and end - start > len(term.word):
            own = term.level is Level.TITLE and not is_word(word)  # 研学要 is cut wrongly
            return tag.startswith(_NOUNS) and not words.knows(word) and not own
        start = end
    return False


def _uncovered(chunk: str, terms: list[Term]) -> list[int]:
    return [place for place in range(len(chunk)) if not any(t.start <= place < t.end for t in terms)]


def _repaired(chunk: str, bare: list[int], words: Corpus, exact: list[Term]) -> list[Term]:
    """Read uncovered stretches as abbreviations of words in names."""
    found: list[Term] = []
    inside = _inside_words(chunk)
    for length, start in _windows(chunk, bare):
        said = chunk[start : start + length]
        # What is found must not break a word that the guide holds as it stands and that is as long.
        strong = [*found, *(term for term in exact if len(term.word) >= length)]
        if any(start < term.end and term.start < start + length for term in strong):
            continue
        if start in inside:
            continue
        holders = _abbreviated(said, words)
        if any(holders):
            found.append(Term(start, start + length, said, holders, exact=False))
    return found


def _inside_words(chunk: str) -> set[int]:
    """Return the places of a chunk that lie within a word of the dictionary: no abbreviation begins there."""
    inside: set[int] = set()
    start = 0
    for word, _ in tagged(chunk):
        if len(word) > 1 and is_word(word):
            inside.update(range(start + 1, start + len(word)))
        start += len(word)
    return inside


def _windows(chunk: str, bare: list[int]) -> Iterator[tuple[int, int]]:
    for length in _WINDOW:
        for start in range(len(chunk) - length + 1):
            if any(start <= place < start + length for place in bare):
                yield length, start


def _abbreviated(said: str, words: Corpus) -> tuple[int, int, int]:
    if len(said) < 3:  # noqa: PLR2004 - two characters in order stand in too many names
        return _NOWHERE
    form = f"[^|]{{0,{_GAP}}}".join(map(re.escape, said))
    return _by_pattern(form, said, words)


def stands(word: str, holders: tuple[int, int, int], words: Corpus) -> bool:
    """Tell whether a short stretch stands in a name between words, not across two: 双碳, not 室科."""
    if is_word(word):
        return True
    level = Level.TITLE if holders[Level.TITLE] else Level.HEAD
    for entry in list(entries(holders[level]))[:_FEW]:
        place = 0
        for piece in cut_words(words.fields[level][entry]):
            if piece.startswith(word) or words.fields[level][entry].startswith(word, place):
                return True
            place += len(piece)
    return False


def _by_pattern(form: str, characters: str, words: Corpus) -> tuple[int, int, int]:
    likely = words.titles_with(characters)
    if not 0 < likely.bit_count() <= _MANY:
        return _NOWHERE
    pattern = re.compile(form)
    titles = words.fields[Level.TITLE]
    return (sum(1 << entry for entry in entries(likely) if pattern.search(titles[entry])), 0, 0)


def _is_party(word: str, words: Corpus) -> bool:
    """Tell whether a word is who does what the guide speaks of: 承办方, 牵头方."""
    return len(word) > 2 and word[-1] in _PARTIES and words.knows(word[:-1])  # noqa: PLR2004


def _unknown(chunk: str, terms: list[Term], words: Corpus) -> list[str]:
    """Return the content words of a chunk that no term explains."""
    bare = set(_uncovered(chunk, terms))
    # Where nothing telling of a stretch is known a single character counts too: 科技杯, 创新券.
    commonplace = all(term.word in COMMON for term in terms)
    found, start = [], 0
    for word, tag in tagged(chunk) if bare else ():
        left = sum(place in bare for place in range(start, start + len(word)))
        shortest = 1 if not terms or (commonplace and start) else 2
        start += len(word)
        noun = tag.startswith(_NOUNS) or (len(word) == 1 and tag.startswith(_SINGLES))
        noun = noun and word not in _PLAIN and word not in SINGLES
        foreign = noun and not (ordinary(word) or words.knows(word) or _is_party(word, words))
        if foreign and len(word) >= shortest and left * 2 > len(word):
            found.append(word)
    return found
