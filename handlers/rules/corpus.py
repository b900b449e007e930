"""An inverted index of character pairs over entries that each have a title, a heading and a text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from itertools import pairwise
from operator import add
from typing import Final

LONGEST: Final = 24  # characters of a term; the names of categories are hardly longer
_VERIFIED: Final = 64  # entries that are looked into for a term of more than two characters
_PIECE: Final = 3  # characters of a title that stand for it within a longer stretch
_JOINS: Final = frozenset("和与及跟同")  # stand between two names rather than in one
BREAK: Final = "|"  # stands in a field between what does not belong together

_Postings = dict[str, list[int]]  # of two characters in a row, and of one


class Level(IntEnum):
    """Where in an entry a term stands, the most telling place first."""

    TITLE = 0  # the name of the category
    HEAD = 1  # the name of its topic
    TEXT = 2  # its sections


@dataclass(frozen=True, slots=True)
class Term:
    """A stretch of a question that entries hold; `holders` has a bit set of entries for each level."""

    start: int
    end: int
    word: str
    holders: tuple[int, int, int]
    exact: bool = True

    @property
    def level(self) -> Level:
        """Tell the most telling place that holds the term."""
        return next((level for level in Level if self.holders[level]), Level.TEXT)

    @property
    def anywhere(self) -> int:
        """Give the entries that hold the term in any place."""
        return self.holders[0] | self.holders[1] | self.holders[2]


@dataclass(frozen=True)
class Corpus:
    """Entries with their inverted index; `fields[level][entry]` is the folded text of that place."""

    fields: tuple[tuple[str, ...], ...]
    postings: tuple[_Postings, ...]
    _bits: tuple[dict[str, int], ...] = field(default_factory=lambda: ({}, {}, {}), compare=False, repr=False)

    @property
    def size(self) -> int:
        """Count the entries."""
        return len(self.fields[0])

    def holders(self, term: str, level: Level) -> int:
        """Return the bit set of entries that hold a term of at least two characters in one place."""
        found = -1
        for start in range(len(term) - 1):
            found &= self._gram(level, term[start : start + 2])
            if not found:
                return 0
        return self._verified(term, level, found) if len(term) > 2 else max(found, 0)  # noqa: PLR2004

    def titles_with(self, characters: str) -> int:
        """Return the bit set of entries whose title holds all of the characters, in any order."""
        found = -1
        for character in characters:
            found &= self._gram(Level.TITLE, character)
        return max(found, 0)

    def everywhere(self, term: str) -> tuple[int, int, int]:
        """Return the entries that hold a term, for each level."""
        return (
            self.holders(term, Level.TITLE),
            self.holders(term, Level.HEAD),
            self.holders(term, Level.TEXT),
        )

    def knows(self, term: str) -> bool:
        """Tell whether any entry holds a term."""
        return any(self.everywhere(term))

    def term_at(self, chunk: str, start: int) -> Term | None:
        """Find the longest term that begins at a place; the title wins where it is as long as the text."""
        best: Term | None = None
        held: list[int] = [-1, -1, -1]
        for end in range(start + 2, min(len(chunk), start + LONGEST) + 1):
            held = self._narrowed(held, chunk[start:end])
            if not any(held):
                break
            best = Term(start, end, chunk[start:end], (held[0], held[1], held[2]))
        return self._with_names(best) if best else None

    def _narrowed(self, held: list[int], word: str) -> list[int]:
        """Keep of the entries that hold a term those that hold it with one more character."""
        pair = word[-2:]
        found = [bits & self._gram(level, pair) if bits else 0 for level, bits in enumerate(held)]
        if len(word) == 2:  # noqa: PLR2004
            return found
        return [self._verified(word, level, bits) if bits else 0 for level, bits in enumerate(found)]

    def _with_names(self, term: Term) -> Term:
        """Count a stretch of a text that holds a piece of the same entry's title as one of the title."""
        titled, headed, told = term.holders
        if titled or len(term.word) <= _PIECE:
            return term
        pieces = [
            self.holders(term.word[first:last], Level.TITLE) for first, last in self.titled(term.word, _PIECE)
        ]
        for piece in pieces:
            titled |= piece & told
        return replace(term, holders=(titled | self._spread(term.word, told), headed, told))

    def _spread(self, word: str, told: int) -> int:
        """Return the entries of a bit set whose title holds all of a word in pieces: 科普研学."""
        found, pairs = told, [word[start : start + 2] for start in range(len(word) - 1)]
        for before, behind in pairwise([pairs[0], *pairs, pairs[-1]]):
            found &= self._gram(Level.TITLE, before) | self._gram(Level.TITLE, behind)
        return found

    def terms(self, chunk: str) -> tuple[Term, ...]:
        """Cut a chunk of a question into the longest terms that entries hold."""
        found: list[Term] = []
        start = 0
        while start < len(chunk) - 1:
            term = self.term_at(chunk, start)
            following = self.term_at(chunk, start + 1) if term else None
            # 企创新平台: the longer term behind wins over the short one before it.
            if term and following and self._reaches_over(term, following, chunk):
                term = following
            if term:
                found.append(term)
            start = term.end if term else start + 1
        return tuple(found)

    def _reaches_over(self, term: Term, following: Term, chunk: str) -> bool:
        """Tell whether the term behind is the longer one, and no still longer one begins within it."""
        longer = len(following.word) - len(term.word) + (term.word[0] in _JOINS)  # 和特色 of 和特色镇
        if longer <= 0 or following.start >= term.end:
            return False
        third = self.term_at(chunk, term.end) if term.end < following.end else None
        return third is None or len(third.word) <= len(following.word)

    def titled(self, text: str, least: int) -> Iterator[tuple[int, int]]:
        """Find the stretches of a text that stand in a title and have at least so many characters."""
        start = 0
        while start <= len(text) - least:
            end = start + least
            if not self.holders(text[start:end], Level.TITLE):
                start += 1
                continue
            while end < len(text) and self.holders(text[start : end + 1], Level.TITLE):
                end += 1
            yield start, end
            start = end

    def _gram(self, level: int, gram: str) -> int:
        known = self._bits[level]
        bits = known.get(gram)
        if bits is None:
            bits = known[gram] = _bit_set(self.postings[level].get(gram, ()), self.size)
        return bits

    def _verified(self, term: str, level: int, found: int) -> int:
        if found.bit_count() > _VERIFIED:
            return found
        column = self.fields[level]
        held = 0
        for entry in entries(found):
            if term in column[entry]:
                held |= 1 << entry
        return held


def corpus(titles: Sequence[str], heads: Sequence[str], texts: Sequence[str]) -> Corpus:
    """Index entries by the pairs of characters in their folded titles, headings and texts."""
    fields = (tuple(titles), tuple(heads), tuple(texts))
    return Corpus(fields, tuple(_postings(column, singles=not level) for level, column in enumerate(fields)))


def entries(bits: int) -> Iterator[int]:
    """Give the numbers of the entries in a bit set, in order."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def _postings(column: Sequence[str], *, singles: bool) -> _Postings:
    postings: defaultdict[str, list[int]] = defaultdict(list)
    for entry, text in enumerate(column):
        for gram in set(map(add, text, text[1:])):
            postings[gram].append(entry)
        for character in set(text) if singles else ():
            postings[character].append(entry)
    return {gram: held for gram, held in postings.items() if BREAK not in gram}


def _bit_set(held: Sequence[int], size: int) -> int:
    flags = bytearray(size // 8 + 1)
    for entry in held:
        flags[entry >> 3] |= 1 << (entry & 7)
    return int.from_bytes(flags, "little")
