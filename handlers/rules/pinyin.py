"""The sounds of characters and words; of the library's phrases only those are loaded that are asked for."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from types import ModuleType
from typing import Final

# A phrase of the library's dictionary with the reading of each of its characters.
_ENTRY: Final = re.compile(r'"([^"]+)":\s*(\[\s*\[.*?\]\s*\])(?=\s*[,}])', re.DOTALL)
_LONGEST: Final = 8  # characters of a phrase that is looked for within a word


@lru_cache(maxsize=4096)
def readings(character: str) -> frozenset[str]:
    """Return all syllables of a character without their tones: 长 is chang and zhang."""
    library = _library()
    return frozenset(library.pinyin(character, style=library.Style.NORMAL, heteronym=True)[0])


@lru_cache(maxsize=32768)
def syllable(character: str) -> str:
    """Return the most frequent syllable of a character, without its tone."""
    return str(_library().lazy_pinyin(character)[0])


def spellings(words: Iterable[str]) -> dict[str, list[str]]:
    """Return the syllables of words, characters read as in the phrases within the word: 银行 is yin hang."""
    wanted = tuple(dict.fromkeys(words))
    phrases = _phrases(frozenset(part for word in wanted for part in _parts(word)))
    library = _library()
    if phrases:
        library.load_phrases_dict(phrases)
    return {word: list(library.lazy_pinyin(word)) for word in wanted}


def _parts(word: str) -> Iterable[str]:
    for start in range(len(word) - 1):
        for end in range(start + 2, min(len(word), start + _LONGEST) + 1):
            yield word[start:end]


def _phrases(wanted: frozenset[str]) -> dict[str, list[list[str]]]:
    """Read those phrases of the dictionary, entry by entry: whole, it takes 40 MB."""
    file = files("pypinyin") / "phrases_dict.json"
    if not file.is_file():
        return {}
    entries = _ENTRY.findall(file.read_text(encoding="utf-8"))
    return {phrase: json.loads(characters) for phrase, characters in entries if phrase in wanted}


@cache
def _library() -> ModuleType:
    """Return the library; it is told by its environment, before it is loaded, to leave the phrases out."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")
    import pypinyin

    return pypinyin
