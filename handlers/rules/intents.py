"""The words that tell what a question asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from handlers.rules.answer import Intent
from handlers.rules.contact_intents import CONTACT_WORDS
from handlers.rules.matter_intents import MATTER_WORDS
from handlers.rules.money_intents import MONEY_WORDS


@dataclass(frozen=True, slots=True)
class Wish:
    """An intent found in a question; a weak one only counts where nothing unknown stands beside it."""

    intent: Intent
    start: int
    end: int
    strong: bool
    word: str


# Where patterns overlap the longest wins, then the first.
WORDS: Final = (*CONTACT_WORDS, *MONEY_WORDS, *MATTER_WORDS)

_PERCENT: Final = re.compile("百分之几|几个点|(?:达到?|占)?多少")
_MEASURED: Final = re.compile("(?:占|达到?|增长|提高|提升|下降|比重)[^,。?!财补资]{0,10}$")
_OF_OFFICES: Final = frozenset({Intent.PHONE, Intent.MAILBOX, Intent.PERSON})
# What may stand between a word for money and what is asked of it.
_DEMANDS: Final = re.compile("(?:是否|要不要|有没有|必须|需要?|要|得)?(?:写|出|交|提供|提交|附)?")
_PRICED: Final = re.compile(
    "(?:大概|大约|一共|总共|至少|最少|起码|需要?|要|得|应该|该|是|的|出|交|掏|拿|有)*"
)
_EACH: Final = ("都", "分别", "各")  # 资助额度分别是什么 asks for the amount
# What joins two things that are asked for, and the intents that a noun alone may ask for.
_AND: Final = re.compile("[和与跟及、,+ ]|以及|还有")
_TO_BE: Final = re.compile("(?:当|做|担任|任)$")
_NOUNS: Final = frozenset({Intent.COUNT})
_PATTERNS: Final = tuple((intent, strong, re.compile(pattern)) for intent, strong, pattern in WORDS)


@lru_cache(maxsize=256)
def wishes(text: str) -> tuple[Wish, ...]:
    """Find the intents in a folded text, in its order; the longest words win where some overlap."""
    found = [
        Wish(intent, match.start(), match.end(), strong, match[0])
        for intent, strong, pattern in _PATTERNS
        for match in pattern.finditer(text)
        if match[0]
    ]
    kept: list[Wish] = []
    for wish in sorted(found, key=lambda each: (each.start - each.end, not each.strong)):
        if all(wish.end <= other.start or wish.start >= other.end for other in kept):
            kept.append(wish)
    kept = [wish for wish in kept if not _is_measure(wish, text)]
    kept = [replace(wish, intent=Intent.CONDITIONS) if _is_role(wish, kept) else wish for wish in kept]
    kept = _without_price(kept, text)
    asked = sorted(_without_object(_without_modifier(kept, text), text), key=lambda each: each.start)
    return tuple(_coordinated(asked, text))


def _coordinated(asked: list[Wish], text: str) -> Iterator[Wish]:
    """Make a weak noun as strong as what it is joined to: 金额和数量."""
    for wish in asked:
        beside = any(
            other.strong and _AND.fullmatch(text[min(wish.end, other.end) : max(wish.start, other.start)])
            for other in asked
            if other is not wish
        )
        noun = wish.intent in _NOUNS and len(wish.word) > 1
        yield replace(wish, strong=True) if beside and noun and not wish.strong else wish


def _is_measure(wish: Wish, text: str) -> bool:
    """Tell whether a share is one that plans aim at, not one of the money: 研发经费占gdp要达到百分之几."""
    return wish.intent is Intent.COST and bool(
        _PERCENT.match(wish.word) and _MEASURED.search(text[: wish.start])
    )


def _is_role(wish: Wish, found: list[Wish]) -> bool:
    """Tell whether somebody asks to be what is named, not who it is: 能不能当项目的负责人."""
    return wish.intent is Intent.PERSON and any(
        other.intent is Intent.CONDITIONS and other.end <= wish.start and _TO_BE.search(other.word)
        for other in found
    )


def _without_object(found: list[Wish], text: str) -> list[Wish]:
    """Leave out a bare word for money before what is asked of it: 补助资金怎么分担, 资金要承诺函吗."""
    shared = any(wish.intent is Intent.COST for wish in found)
    return [
        wish
        for wish in found
        if wish.intent is not Intent.AMOUNT
        or re.search("[多几何大]|[金限]额|额度|强度", wish.word)
        or not (
            shared
            or any(
                _DEMANDS.fullmatch(text[wish.end : other.start])
                for other in _behind(wish, found)
                if other.intent is not Intent.AMOUNT and not other.word.startswith(_EACH)
            )
        )
    ]


def _without_price(found: list[Wish], text: str) -> list[Wish]:
    """Leave out how much it is right behind what the applicant pays: 自筹多少钱, 配套要几万."""
    ends = [wish.end for wish in found if wish.intent is Intent.COST]
    return [
        wish
        for wish in found
        if wish.intent is not Intent.AMOUNT
        or not any(end <= wish.start and _PRICED.fullmatch(text[end : wish.start]) for end in ends)
    ]


def _without_modifier(found: list[Wish], text: str) -> list[Wish]:
    """Leave out a bare word for an office right before what is asked of it: 科室电话, 部门的邮箱."""
    contact = {wish.start for wish in found if wish.intent in _OF_OFFICES}
    return [
        wish
        for wish in found
        if wish.intent is not Intent.DEPARTMENT
        or "哪" in wish.word
        or not {wish.end, wish.end + (text[wish.end : wish.end + 1] == "的")} & contact
    ]


def _behind(wish: Wish, found: list[Wish]) -> tuple[Wish, ...]:
    return tuple(other for other in found if other.start >= wish.end)
