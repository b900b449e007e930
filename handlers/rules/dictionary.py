"""Cut Chinese into words by the dictionary."""

from __future__ import annotations

import re
from functools import lru_cache


@lru_cache(maxsize=1024)
def tagged(chunk: str) -> tuple[tuple[str, str], ...]:
    """Cut a stretch into words with their parts of speech."""
    import rjieba

    return tuple(rjieba.tag(chunk)) if re.match("[\u4e00-\u9fff]", chunk) else ((chunk, "eng"),)


def cut_words(said: str) -> list[str]:
    """Cut a Chinese stretch into words."""
    return [word for word, _ in tagged(said)]


def is_word(said: str) -> bool:
    """Tell whether a stretch is a word of the Chinese dictionary."""
    import rjieba

    return bool(rjieba.has_word(said))
