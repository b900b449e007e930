"""Words that recur in what operators decided for one category: suggested as aliases, never used unasked."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from handlers.rules.examples import Example
from handlers.rules.spelling import folded

_FEWEST: Final = 3  # decisions in which a word must recur
_SHORTEST, _LONGEST_WORD = 3, 8  # characters of a suggested word
_LONGEST_TEXT: Final = 300  # characters of an example that are looked at: subject, file names, first words
_MOST: Final = 3  # suggestions at a time
_RUN: Final = re.compile(r"[\u4e00-\u9fff]{3,40}")
# Pieces that stand in any submission, whatever its category.
_STOCK: Final = re.compile(
    r"申报|申请|材料|资料|附件|查收|您好|你好|老师|领导|项目|专项|单位|公司|有限|责任|提交|报送|请|谢谢|感谢|扫描|营业|执照"
    r"|承诺|方案|证明|年度|贵局|科技局|江门|我们?|各位|见|书|表"
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A word that stood in so many decisions for a category, and in none for another."""

    word: str
    category: str
    count: int


def suggest(examples: Sequence[Example], known: Iterable[str]) -> tuple[Suggestion, ...]:
    """Find telling words of decisions; `known` are the words that are understood already."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for example in examples:
        for word in _words(example.text):
            counts[word][example.category] += 1
    heard = [folded(each) for each in known]
    found = [
        Suggestion(word, category, count)
        for word, by_category in counts.items()
        for category, count in by_category.most_common(1)
        if len(by_category) == 1 and count >= _FEWEST and not any(word in each for each in heard)
    ]
    found.sort(key=lambda each: (-each.count, -len(each.word), each.word))
    return tuple(_without_pieces(found)[:_MOST])


def _words(text: str) -> set[str]:
    runs = _RUN.findall(_STOCK.sub(" ", folded(text[:_LONGEST_TEXT])))
    return {
        run[at : at + length]
        for run in runs
        for length in range(_SHORTEST, _LONGEST_WORD + 1)
        for at in range(len(run) - length + 1)
    }


def _without_pieces(found: Sequence[Suggestion]) -> list[Suggestion]:
    """Drop words that overlap with a better suggestion for the same category."""
    kept: list[Suggestion] = []
    for each in found:
        if not any(each.category == other.category and _overlap(each.word, other.word) for other in kept):
            kept.append(each)
    return kept


def _overlap(one: str, other: str) -> bool:
    return any(one[at : at + 2] in other for at in range(len(one) - 1))
