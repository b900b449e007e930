"""Replace words that a guide does not use by those that it uses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from handlers.rules.corpus import Corpus, Level
from handlers.rules.synonyms import TERMS

_TERMS: Final = tuple(
    (said, re.compile(rf"(?<![a-z])(?:{said})(?![a-z])") if re.search("[a-z]", said) else None, written)
    for said, written in TERMS
)


def with_synonyms(text: str, words: Corpus, own: Mapping[str, str]) -> str:
    """Replace words that the guide does not use by those that it uses; `own` are its own abbreviations."""
    for short, written in own.items():
        if short in text:
            text = _replaced(text, short, None, written, words)
    latin = re.search("[a-z]", text) is not None
    for said, pattern, written in _TERMS:
        if (pattern is None and said in text) or (pattern is not None and latin and pattern.search(text)):
            text = _replaced(text, said, pattern, written, words)
    return text


def _replaced(text: str, said: str, pattern: re.Pattern[str] | None, written: str, words: Corpus) -> str:
    if not words.knows(written):
        return text
    if pattern is not None:
        return pattern.sub(f" {written} ", text)
    place = text.find(said)
    named = words.holders(said, Level.TITLE) or text.startswith(written, place)
    longer = (text[max(0, place - 1) : place + len(said)], text[place : place + len(said) + 1])
    held = any(len(form.strip()) > len(said) and words.knows(form) for form in longer)
    if named or held or (words.knows(said) and not words.holders(written, Level.TITLE)):
        return text
    return text.replace(said, written)
