"""Put the guide's own words for stretches of a question that only sound or look like them."""

from __future__ import annotations

import re
from typing import Final

from handlers.rules.corpus import Corpus
from handlers.rules.fillers import COMMON
from handlers.rules.matches import is_word, stands, tagged
from handlers.rules.shapes import alike
from handlers.rules.sounds import Sounds

_CHUNK: Final = re.compile("[\u4e00-\u9fff]{2,}")
# Characters that stand beside any word, so that a pair with one of them is no word written wrongly.
_LOOSE: Final = frozenset("能要给可会想找问谁哪几多少有没不是的了吗呢啊吧和与及跟我你他这那就都也还去来到")
_WINDOWS: Final = (4, 3, 2)  # characters of a stretch; the longer ones are surer


def respelled(text: str, words: Corpus, spoken: Sounds) -> str:
    """Correct the names in a folded text; what the guide or the dictionary knows as it stands stays."""
    for match in _CHUNK.finditer(text):
        chunk = match[0]
        for length in _WINDOWS:
            for start in range(len(chunk) - length + 1):
                said = chunk[start : start + length]
                meant = _meant(said, chunk, start, words, spoken)
                if meant:
                    chunk = chunk[:start] + meant + chunk[start + length :]
        text = text[: match.start()] + chunk + text[match.end() :]
    return text


def _meant(said: str, chunk: str, start: int, words: Corpus, spoken: Sounds) -> str | None:
    """Return the one name that a stretch is taken for."""
    likely = dict.fromkeys(_candidates(said, spoken))
    if not likely or words.knows(said):
        return None
    found = [each for each in likely if _fits(said, each, words, spoken)]
    if not found or _of_words(said, chunk, start):
        return None
    found = [each for each in found if not _breaks(said, each, chunk, start)]
    best = sorted(found, key=lambda each: -_shared(said, each))
    if not best or (len(best) > 1 and _shared(said, best[0]) == _shared(said, best[1])):
        return None
    return best[0]


def _candidates(said: str, spoken: Sounds) -> list[str]:
    """Return the stretches of names that sound like a stretch, or look like it but for one character."""
    found = [*spoken.near(said)]
    for place, sign in enumerate(said):
        others = alike(sign)
        if others:
            before, behind = said[:place], said[place + 1 :]
            found += [name for other in others if (name := before + other + behind) in spoken.written]
    return found


def _fits(said: str, name: str, words: Corpus, spoken: Sounds) -> bool:
    """Tell whether enough of a stretch is written right for the name, and it is a name."""
    shared = _shared(said, name)
    if shared * 2 < len(said):
        return False
    titled, headed, told = words.everywhere(name)
    if not (titled or headed or name in spoken.coined):
        return False
    if len(said) == 2:  # noqa: PLR2004
        stood = name in spoken.coined or stands(name, (titled, headed, told), words)
        plain = is_word(said) or said in COMMON or bool(_LOOSE & {*said})
        return shared == 1 and stood and not plain
    changed = {one for one, other in zip(said, name, strict=True) if one != other}
    return len(said) > 3 or not changed & _LOOSE  # noqa: PLR2004 - 研学有没有: no 研学游


def _breaks(said: str, name: str, chunk: str, start: int) -> bool:
    """Tell whether a name would take a character from a word that reaches beyond it: 项 of 项目."""
    end, short = start + len(said), len(said) == 2  # noqa: PLR2004 - where any word may lie across
    before = short or said[0] != name[0]
    behind = short or said[-1] != name[-1]
    return (before and _is_cut(chunk, start, -1)) or (behind and _is_cut(chunk, end, 1))


def _is_cut(chunk: str, place: int, step: int) -> bool:
    """Tell whether a word lies across a place; not where its further character rather belongs to the next."""
    if not 0 < place < len(chunk) or not is_word(chunk[place - 1 : place + 1]):
        return False
    rest = tagged(chunk[place:])[0][0] if step > 0 else tagged(chunk[:place])[-1][0]
    return len(rest) < 2 or not is_word(rest)  # noqa: PLR2004


def _shared(said: str, name: str) -> int:
    return sum(one == other for one, other in zip(said, name, strict=True))


def _of_words(said: str, chunk: str, start: int) -> bool:
    """Tell whether a stretch is made of words that question and dictionary know, cut where they end."""
    if len(said) > 2 and is_word(said):  # noqa: PLR2004
        return True
    end, place = start + len(said), 0
    inside = []
    for word, _ in tagged(chunk):
        place += len(word)
        if start <= place - len(word) and place <= end:
            inside.append(word)
    whole = "".join(inside) == said
    return whole and len(said) < 4 and all(len(word) > 1 and is_word(word) for word in inside)  # noqa: PLR2004
