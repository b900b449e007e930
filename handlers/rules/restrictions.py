"""Which of the words that a guide does not know make a question one about something else."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from handlers.rules.applicants import KINDS
from handlers.rules.corpus import Level
from handlers.rules.dictionary import is_word, tagged
from handlers.rules.matches import Content

# Behind such a word begins what is asked; what stands before it tells who asks: 同学推荐双碳平台.
_LEADS: Final = re.compile(
    "问|说|提到?|聊|推荐|介绍|打听|催|让|叫|想|要|打算|准备|关心|关注|负责|搞|弄|报|申请|看[到见中]|找到?|知道|听"
)
# What may stand between a trade and the word for who follows it: 做软件开发的小公司.
_OF: Final = re.compile(
    "[\u4e00-\u9fff]{0,2}(?:行业|产业|加工|生产|种植|养殖|销售|服务|方面)?[的类小大]{0,2}"
)
_MONEY: Final = re.compile("补贴|补助|资助|奖励|扶持|钱|贷款")
_NAMES: Final = ("nr", "ns", "nt", "nz")  # tags of names, which restrict whatever they are made of
_TELLING: Final = 3  # characters of a name that stands for its category


def restricting(found: Content, text: str) -> Content:
    """Leave out unknown words that cannot mean another thing beside a name that is sure."""
    named = [
        term
        for term in found.terms
        if term.level is Level.TITLE and term.exact and len(term.word) >= _TELLING
    ]
    if not named or not found.unknown:
        return found
    start, end = text.find(named[0].word), text.find(named[-1].word) + len(named[-1].word)
    return replace(found, unknown=tuple(word for word in found.unknown if not _loose(word, text, start, end)))


def without_kinds(found: Content) -> Content:
    """Take further words for who asks for known: 社团行吗; 我是大学老师，学校能牵头吗."""
    unknown = tuple(word for word in found.unknown if not any(kind.said.fullmatch(word) for kind in KINDS))
    return replace(found, unknown=unknown)


def without_trades(found: Content, text: str, kind: int) -> Content:
    """Leave out unknown words that only tell what an applicant makes, right before the word for it: 养鸡公司.

    `kind` is the place of that word; where money for the thing is asked, it is no trade.
    """
    if _MONEY.search(text):
        return found
    dropped: set[str] = set()
    for word in sorted(found.unknown, key=text.rfind, reverse=True):
        start = text.rfind(word, 0, kind)
        if start >= 0 and _OF.fullmatch(text[start + len(word) : kind]):
            dropped.add(word)
            kind = start
    return replace(found, unknown=tuple(word for word in found.unknown if word not in dropped))


def _loose(word: str, text: str, start: int, end: int) -> bool:
    """Tell whether a word stands before a verb that leads to the name, or is no word at all behind it."""
    place = text.find(word)
    if 0 <= place < start:
        return _LEADS.search(text, place + len(word), start) is not None
    if place < end or word.isascii() or is_word(word):
        return False
    return not any(tag.startswith(_NAMES) for _, tag in tagged(word))
