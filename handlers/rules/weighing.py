"""How much of a question the statements of a guide and of a task table explain."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log
from typing import Final

from handlers.rules.corpus import Corpus, Level, entries
from handlers.rules.dictionary import cut_words
from handlers.rules.fillers import COMMON

_CHUNK: Final = re.compile(r"[\u4e00-\u9fff]{2,}|[a-z0-9][a-z0-9+%.:\-]*")
_ACROSS: Final = 0.3  # weight of a pair of characters that belongs to two words
_COMMON: Final = 0.2  # weight of a pair that belongs to an everyday word
_WORTH: Final = 0.6  # of the best entry's share: an entry that cannot reach it is not looked into
_CANDIDATES: Final = 24  # entries that are looked into, those that hold the rarest pairs
_TELLING: Final = 6  # pairs that candidates are found by
_MANY: Final = 600  # entries of a pair that are counted; more only raise those already found
_NOWHERE: Final = 0.5  # holders that a pair counts as where nothing holds it


@dataclass(frozen=True, slots=True)
class Said:
    """The content of a question as pairs of characters with their weights: rare ones tell more."""

    pairs: tuple[tuple[str, float], ...]
    total: float  # of the weights

    def share(self, *texts: str) -> float:
        """Return which part of the content some texts hold, between 0 and 1."""
        held = 0.0
        for pair, weight in self.pairs:
            for text in texts:
                if pair in text:
                    held += weight
                    break
        return held / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True)
class Explained:
    """An entry, how much of a question it explains, and its statements that explain most."""

    entry: int
    share: float
    statements: tuple[int, ...]  # positions
    alone: float  # what the best statement explains without the names above it


def said(text: str, corpora: Sequence[Corpus]) -> Said:
    """Weigh the content of a text whose question words and fillers are blanked."""
    found: dict[str, float] = {}
    for match in _CHUNK.finditer(text):
        for pair, share in _pairs(match[0]):
            weight = share * _rarity(pair, corpora)
            found[pair] = max(weight, found.get(pair, 0.0))
    return Said(tuple(found.items()), sum(found.values()))


def _pairs(chunk: str) -> Iterator[tuple[str, float]]:
    """Cut a chunk into pairs of characters, each with the share that its place in words gives it."""
    if chunk.isascii():
        yield chunk, 1.0
        return
    ends, place = set(), 0
    common: set[int] = set()
    for word in cut_words(chunk):
        if word in COMMON:
            common.update(range(place, place + len(word) - 1))
        place += len(word)
        ends.add(place)
    for start, pair in enumerate(pairwise(chunk)):
        yield "".join(pair), _COMMON if start in common else _ACROSS if start + 1 in ends else 1.0


def _rarity(pair: str, corpora: Sequence[Corpus]) -> float:
    return rarity(sum(_count(pair, words) for words in corpora), corpora)


def rarity(held: float, corpora: Sequence[Corpus]) -> float:
    """Weigh a pair of characters that so many entries hold."""
    return log(1 + sum(words.size for words in corpora) / max(held, _NOWHERE))


def _count(pair: str, words: Corpus) -> int:
    if len(pair) != 2:  # noqa: PLR2004 - a number or a word in Latin letters
        return sum(pair in text for text in words.fields[Level.TEXT]) if words.size < 100 else 1  # noqa: PLR2004
    one, two, three = words.everywhere(pair)
    return (one | two | three).bit_count()


def candidates(content: Said, words: Corpus) -> tuple[int, ...]:
    """Return the entries that hold the most telling pairs of a question."""
    if words.size <= _CANDIDATES:
        return tuple(range(words.size))
    shares: dict[int, float] = {}
    for pair, weight in sorted(content.pairs, key=lambda each: -each[1])[:_TELLING]:
        one, two, three = words.everywhere(pair) if len(pair) == 2 else (0, 0, 0)  # noqa: PLR2004
        held = one | two | three
        for entry in entries(held) if held.bit_count() <= _MANY else [e for e in shares if held >> e & 1]:
            shares[entry] = shares.get(entry, 0.0) + weight
    return tuple(sorted(shares, key=lambda entry: (-shares[entry], entry))[:_CANDIDATES])


@dataclass(frozen=True)
class Source:
    """Where the entries of an index stand: all of each, its statements, and what is above them."""

    words: Corpus
    whole: Callable[[int], Sequence[str]]
    statements: Callable[[int], Sequence[str]]
    above: Callable[[int], Sequence[str]]


def explained(content: Said, source: Source) -> tuple[Explained, ...]:
    """Weigh the entries of an index by their best statements, the best first.

    An entry that as a whole explains far less than the best one's statement is left out.
    """
    bounds = [(content.share(*source.whole(entry)), entry) for entry in candidates(content, source.words)]
    found: list[Explained] = []
    best = 0.0
    for bound, entry in sorted(bounds, key=lambda each: (-each[0], each[1])):
        if not bound or bound < best * _WORTH:
            break
        found.append(_weighed(content, entry, source))
        best = max(best, found[-1].share)
    return tuple(sorted(found, key=lambda each: (-each.share, each.entry)))


def _weighed(content: Said, entry: int, source: Source) -> Explained:
    statements, above = source.statements(entry), source.above(entry)
    shares = [(content.share(text, *above), content.share(text)) for text in statements]
    most = max(shares, default=(content.share(*above), 0.0))
    best = tuple(place for place, share in enumerate(shares) if share == most and most[1])
    return Explained(entry, most[0], best, most[1])
