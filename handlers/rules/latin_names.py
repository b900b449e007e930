"""Names of a guide and of its people as foreign writers spell them: Shuangtan, Ms Qie, Chen Wei."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from handlers.rules.pinyin import spellings

_LONGEST: Final = 2_000  # characters of a piece that are looked at
_LEAST: Final = 6  # letters of a spelling that no other language has by chance
_LATIN: Final = re.compile(r"[a-z]{3}")
_GAP: Final = "['’ -]?"
_DEAR: Final = r"(?:dear|attn\.?|attention|mr|ms|mrs|miss|madam|director|engineer|officer|prof|dr)[.:,]?\s+"


@dataclass(frozen=True)
class LatinNames:
    """Spellings of words and of whole persons, and of surnames that one person alone bears."""

    words: dict[str, str]
    surnames: dict[str, str]
    pattern: re.Pattern[str]
    dear: re.Pattern[str]

    def read(self, text: str) -> tuple[str, ...]:
        """Give the Chinese names that a folded text spells in Latin letters, each once."""
        text = text[:_LONGEST]
        if not _LATIN.search(text):
            return ()
        found = [self.words[_squeezed(hit[0])] for hit in self.pattern.finditer(text)]
        found += [self.surnames[hit[1]] for hit in self.dear.finditer(text)]
        return tuple(dict.fromkeys(found))


def latin_names(words: Iterable[str], people: Sequence[str]) -> LatinNames:
    """Prepare the spellings of a guide's telling words and of its people."""
    listed = tuple(words)
    syllables = spellings([*listed, *people])
    spelt = {"".join(syllables[word]): word for word in listed}
    long = {letters: word for letters, word in spelt.items() if len(letters) >= _LEAST}
    orders = {person: _ordered(syllables[person]) for person in people}
    named = {"".join(order): person for person in people for order in orders[person]}
    families = Counter(syllables[person][0] for person in people)
    surnames = {syllables[person][0]: person for person in people if families[syllables[person][0]] == 1}
    patterns = [_pattern(syllables[word]) for word in long.values()]
    patterns += [_pattern(order) for person in people for order in orders[person]]
    return LatinNames(
        long | named,
        surnames,
        re.compile(rf"(?<![a-z])(?:{'|'.join(patterns) or '(?!)'})(?![a-z])"),
        re.compile(rf"(?<![a-z]){_DEAR}({'|'.join(map(re.escape, surnames)) or '(?!)'})(?![a-z])"),
    )


def _pattern(syllables: Sequence[str]) -> str:
    return _GAP.join(map(re.escape, syllables))


def _ordered(syllables: list[str]) -> tuple[list[str], list[str]]:
    """Give the syllables of a name, family name first and last."""
    return syllables, [*syllables[1:], syllables[0]]


def _squeezed(text: str) -> str:
    return re.sub(r"[^a-z]", "", text)
