"""Fold a question to one spelling: half width, simplified, lower case, without decoration."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any, Final

from handlers.rules.half_width import half_width

LIMIT: Final = 400  # characters of a question that are read; what a person types is shorter

# Marks around words that say nothing: quotes, brackets, invisible characters.
_DECORATION: Final = re.compile(
    r"[\"'“”‘’「」『』《》〈〉()\[\]{}【】〔〕<>*#`\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+"
)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_CHINESE_BLANK: Final = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
_TRADITIONAL: Final = re.compile(r"[\u4e00-\u9fff]")


def folded(text: str) -> str:
    """Fold a text so that two ways of writing the same compare equal; sentence marks stay.

    Unicode normalisation NFKC, traditional to simplified characters, lower case.
    """
    plain = unicodedata.normalize("NFKC", _CONTROL.sub("", text)).lower()
    if _TRADITIONAL.search(plain):
        plain = _simplifier().convert(plain)
    plain = _DECORATION.sub("", plain)
    return _CHINESE_BLANK.sub("", plain).strip()


def folded_print(text: str) -> str:
    """Fold a long printed text, which is simplified already, in less time."""
    return _CHINESE_BLANK.sub("", _DECORATION.sub("", half_width(text).lower())).strip()


@lru_cache(maxsize=1)
def _simplifier() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")
