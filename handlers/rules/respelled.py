"""Put the guide's own words for stretches of a question that only sound or look like them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from handlers.rules.corpus import Corpus
from handlers.rules.dictionary import is_word, tagged
from handlers.rules.fillers import COMMON
from handlers.rules.matches import stands
from handlers.rules.pinyin import syllable
from handlers.rules.shapes import alike
from handlers.rules.sounds import Sounds, careless

_CHUNK: Final = re.compile("[\u4e00-\u9fff]{2,}")
# 揭了榜: a verb and its object that a name holds as one word.
_APART: Final = re.compile("([一-鿿])[了过]([一-鿿])")
# Characters that stand beside any word, so that a pair with one of them is no word written wrongly.
_LOOSE: Final = frozenset("能要给可会想找问谁哪几多少有没不是的了吗呢啊吧和与及跟我你他这那就都也还去来到")
_OPENING: Final = frozenset("先后再才怎什哪谁几多还能可")  # begin what is asked behind a name
_WINDOWS: Final = (4, 3, 2)  # characters of a stretch; the longer ones are surer


@dataclass(frozen=True, slots=True)
class _Chunk:
    """A stretch of Chinese with the sounds of its characters and those that look like them."""

    text: str
    sounds: tuple[str, ...]
    careless: tuple[str, ...]
    shapes: tuple[frozenset[str], ...]


def respelled(text: str, words: Corpus, spoken: Sounds) -> str:
    """Correct the names in a folded text; what the guide or the dictionary knows as it stands stays."""
    text = _APART.sub(lambda match: _whole(match, words), text)
    for match in _CHUNK.finditer(text):
        chunk = _chunk(match[0])
        for length in _WINDOWS:
            for start in range(len(chunk.text) - length + 1):
                likely = _candidates(chunk, start, start + length, spoken)
                meant = _meant(likely, chunk.text, start, words, spoken) if likely else None
                if meant:
                    chunk = _chunk(chunk.text[:start] + meant + chunk.text[start + length :])
        text = text[: match.start()] + chunk.text + text[match.end() :]
    return text


def _whole(match: re.Match[str], words: Corpus) -> str:
    word = match[1] + match[2]
    return word if words.knows(word) and is_word(word) and not words.knows(match[0]) else match[0]


def _chunk(text: str) -> _Chunk:
    return _Chunk(text, tuple(map(syllable, text)), tuple(map(careless, text)), tuple(map(alike, text)))


def _meant(likely: Sequence[str], chunk: str, start: int, words: Corpus, spoken: Sounds) -> str | None:
    """Return the one name that a stretch is taken for."""
    said = chunk[start : start + len(likely[0])]
    if words.knows(said):
        return None
    found = [each for each in dict.fromkeys(likely) if _fits(said, each, words, spoken)]
    if not found or _of_words(said, chunk, start):
        return None
    found = [each for each in found if not _breaks(said, each, chunk, start)]
    best = sorted(found, key=lambda each: -_shared(said, each))
    if not best or (len(best) > 1 and _shared(said, best[0]) == _shared(said, best[1])):
        return None
    return best[0]


def _candidates(chunk: _Chunk, start: int, end: int, spoken: Sounds) -> list[str]:
    """Return the stretches of names that sound like a stretch, or look like it but for one character."""
    said = chunk.text[start:end]
    found = spoken.near(said, "".join(chunk.sounds[start:end]), "".join(chunk.careless[start:end]))
    for place in range(start, end):
        for other in chunk.shapes[place]:
            name = f"{chunk.text[start:place]}{other}{chunk.text[place + 1 : end]}"
            if name in spoken.written:
                found.append(name)
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
    if said[-1] != name[-1] and said[-1] in _OPENING:
        return False  # 科技奖先给钱
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
