"""Find what was typed by sound, by shape or in pinyin among the words that a guide knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_MOST: Final = 0.6  # of the letters of a run
_GRAMS: Final = (4, 3, 2)  # characters of the words that are found by sound
_LATIN: Final = re.compile(r"[a-zü]+(?:[' ]+[a-zü]+)*")
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")
# Sounds that many speakers do not tell apart: (pattern, one form of both).
_ALIKE: Final = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("^zh", "z"),  # retroflex and flat
        ("^ch", "c"),  # retroflex and flat
        ("^sh", "s"),  # retroflex and flat
        ("^l", "n"),  # southern
        ("^h(?=u)", "f"),  # southern
        ("ng$", "n"),  # back and front nasals
    )
)


@dataclass(frozen=True, slots=True)
class Sounds:
    """Words by their sound: exact syllables joined, syllables of a careless speaker joined."""

    exact: Mapping[str, tuple[str, ...]]
    alike: Mapping[str, tuple[str, ...]]
    persons: Mapping[str, str]
    longest: int

    def words(self, said: str) -> tuple[str, ...]:
        """Return the words that sound like a Chinese stretch, which itself is none of them."""
        syllables = [_syllable(character) for character in said]
        found = self.exact.get("".join(syllables), ())
        if not found and len(said) > 2:  # noqa: PLR2004 - two careless syllables fit too much
            found = self.alike.get("".join(map(_careless, syllables)), ())
        return tuple(word for word in found if len(word) == len(said) and word != said)

    def person(self, said: str) -> str | None:
        """Return the person whose name sounds like a Chinese stretch."""
        person = self.persons.get("".join(map(_syllable, said)))
        return person if person and len(person) == len(said) else None

    def spoken(self, text: str, *, whole: bool = False) -> str:
        """Replace pinyin by the words that it spells, where most (or the whole) of a run is understood."""
        return _LATIN.sub(lambda match: self._spelled(match[0], 1.0 if whole else _MOST), text)

    def _spelled(self, run: str, least: float) -> str:
        letters = re.sub("[' ]", "", run).replace("shei", "shui")  # both are 谁
        words = self._best(letters)
        read = sum(len(spelling) for spelling, word in words if word)
        if read < len(letters) * least:
            return run
        return " ".join(word or "" for _, word in words)

    def _best(self, letters: str) -> list[tuple[str, str | None]]:
        """Cut letters into known spellings: the most letters read, then the fewest words."""
        best: list[tuple[int, int, list[tuple[str, str | None]]]] = [(0, 0, [])]
        for end in range(1, len(letters) + 1):
            read, cuts, words = best[end - 1]
            options = [(read, cuts, [*words, (letters[end - 1], None)])]
            for start in range(max(0, end - self.longest), end - 1):
                spelling = letters[start:end]
                found = self.exact.get(spelling)
                if found:
                    read, cuts, words = best[start]
                    options.append((read + len(spelling), cuts - 1, [*words, (spelling, found[0])]))
            best.append(max(options, key=lambda option: option[:2]))
        return best[-1][2]


def sounds(names: Iterable[str], words: Iterable[str], persons: Iterable[str]) -> Sounds:
    """Index names by all their short stretches, words and persons as a whole."""
    exact: dict[str, tuple[str, ...]] = {}
    alike: dict[str, tuple[str, ...]] = {}
    known_persons = {"".join(map(_syllable, person)): person for person in persons}
    whole = [word for word in (*words, *known_persons.values()) if _CHINESE.match(word)]
    for word in dict.fromkeys([*whole, *(gram for name in names for gram in _grams(name))]):
        syllables = [_syllable(character) for character in word]
        for table, spelling in ((exact, "".join(syllables)), (alike, "".join(map(_careless, syllables)))):
            table[spelling] = (*table.get(spelling, ()), word)
    return Sounds(exact, alike, known_persons, max(map(len, exact), default=0))


def _grams(name: str) -> Iterator[str]:
    for part in re.findall(r"[\u4e00-\u9fff]{2,}", name):
        for length in _GRAMS:
            for start in range(len(part) - length + 1):
                yield part[start : start + length]


@lru_cache(maxsize=4096)
def _careless(syllable: str) -> str:
    for pattern, sound in _ALIKE:
        syllable = pattern.sub(sound, syllable)
    return syllable


@lru_cache(maxsize=32768)
def _syllable(character: str) -> str:
    from pypinyin import lazy_pinyin

    return str(lazy_pinyin(character)[0])
