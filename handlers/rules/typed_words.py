"""Read question words that were typed by sound, by shape or half in pinyin: 邮厢, 联糸, 电hua."""

# ruff: noqa: SIM905 - a text of words reads better than a column of them
from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Final

from handlers.rules.dictionary import is_word, tagged
from handlers.rules.pinyin import syllable

# Words of two characters that questions turn on.
_WORDS: Final = (
    "电话 邮箱 邮件 号码 联系 材料 资料 条件 要求 金额 经费 科室 部门 负责 申报 申请 承办 牵头 "
    "配套 自筹 比例 期限 截止 名额 方式 补助 补贴 资助 分担 内容"
).split()
# (character, those that look like it)
_SHAPES: Final = (
    ("系", "糸紊係"),
    ("话", "活诂括"),
    ("电", "甩"),
    ("邮", "油抽"),
    ("箱", "厢葙湘"),
    ("料", "科枓抖"),
    ("材", "村财"),
    ("条", "絛务"),
    ("件", "仵伴"),
    ("额", "頟客颌"),
    ("报", "极服"),
    ("申", "甲由"),
    ("期", "朗"),
    ("限", "恨艰"),
    ("例", "列洌"),
    ("筹", "寿踌"),
    ("资", "咨货"),
    ("助", "肋"),
    ("补", "朴扑"),
    ("费", "贵"),
    ("经", "径"),
    ("室", "窒宝"),
    ("门", "们"),
    ("名", "各"),
    ("责", "贵"),
    ("承", "丞"),
)
_CHINESE: Final = re.compile("[\u4e00-\u9fff]{2,}")
# Characters that stand beside any word, so that a pair with one of them is no word typed wrongly.
_PLAIN: Final = frozenset("的了是不有在我你他要能可给和跟找问哪谁几多这那个就都也还吗呢啊吧")


def question_words(text: str, known: Callable[[str], bool]) -> str:
    """Put the question words that were meant into a folded text; what the documents know stays."""
    if not text.isascii() and re.search("[a-z]", text):
        text = _mixed().sub(lambda match: _halves()[match[0]], text)
    for match in _CHINESE.finditer(text):
        for place, said in _odd_pairs(match[0]):
            meant = _shaped().get(said) or _sounding().get(syllable(said[0]) + syllable(said[1]))
            if meant and meant != said and not known(said):
                start = match.start() + place
                text = text[:start] + meant + text[start + 2 :]
    return text


def _odd_pairs(chunk: str) -> Iterator[tuple[int, str]]:
    """Find the pairs of characters that are no word and touch no longer one."""
    start = 0
    inside: set[int] = set()  # places within words of the dictionary
    for word, _ in tagged(chunk):
        if len(word) > 1 and is_word(word):
            inside.update(range(start, start + len(word)))
        start += len(word)
    for place, pair in enumerate(pairwise(chunk)):
        if not inside & {place, place + 1} and not _PLAIN & {*pair}:
            said = "".join(pair)
            if not is_word(said):
                yield place, said


@lru_cache(maxsize=1)
def _sounding() -> Mapping[str, str]:
    return {syllable(word[0]) + syllable(word[1]): word for word in _WORDS}


@lru_cache(maxsize=1)
def _shaped() -> Mapping[str, str]:
    return {
        form: word
        for word in _WORDS
        for meant, others in _SHAPES
        for other in others
        if (form := word.replace(meant, other)) != word
    }


@lru_cache(maxsize=1)
def _halves() -> Mapping[str, str]:
    """Return the words with one half in pinyin: 电hua, dian话."""
    first = {word[0] + syllable(word[1]): word for word in _WORDS}
    return first | {syllable(word[0]) + word[1]: word for word in _WORDS}


@lru_cache(maxsize=1)
def _mixed() -> re.Pattern[str]:
    forms = "|".join(sorted(map(re.escape, _halves()), key=len, reverse=True))
    return re.compile(rf"(?<![a-z])(?:{forms})(?![a-z])")
