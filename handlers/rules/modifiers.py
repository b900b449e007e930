"""Tell what a question asks of a category that the category does not speak of: 招商电话, 入驻条件."""

# ruff: noqa: E501, SIM905 - a row of a table of words stays on one line
from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, pairwise
from typing import Final

from handlers.rules.answer import Gap, Intent, Part
from handlers.rules.case import Case
from handlers.rules.corpus import Level
from handlers.rules.dictionary import is_word, tagged
from handlers.rules.doubts import PERMISSION
from handlers.rules.fillers import COMMON
from handlers.rules.intents import Wish
from handlers.rules.parts import LISTED, gap
from handlers.rules.plain_words import deed, ordinary
from handlers.rules.sounds import SURNAMES

_CHUNK: Final = re.compile("[\u4e00-\u9fff]{2,}")
_NOUNS: Final = ("n", "vn", "b", "l", "i", "j")  # tags of words that name a thing or a quality
_NAMES: Final = ("nr", "ns", "nt")  # persons, places and offices say who asks
_VERBS: Final = ("v",)  # tags of words that name a thing only right before one: 入驻条件
_THINGS: Final = frozenset({"n", "vn", "b"})  # tags of words for a kind of thing
_OWNER: Final = re.compile("[区县市镇村校院厂局所户家人员师生方]$")  # whoever asks or takes part
# Words for what any category has.
_PLAIN: Final = frozenset(
    "负责 受理 对应 责任 对口 联络 主管 分管 经办 硬性 问问 都行 达标 复印件 原件 金额 经费 资金 书面 总额 目标 分档 档次 标准 额度 年度 年限 具体 基本 相应 总体 正式 官方 详细 整体 现行 实际 相关 专门 必备 必要".split()
)
# The levels of government that share costs and take part: 县里, 镇上.
_LEVEL: Final = re.compile("[省市县区镇乡村](?:里|上|级|里面|这边|那边|财政|政府)*")
_BARE: Final = re.compile("条件|要求|资格|材料|资料|电话|邮箱|联系人|科室|内容|期限|金额|补贴|补助|资助|扶持")
_PRICE: Final = re.compile("多少钱|几块钱")  # of what the word before it names: 采摘多少钱
_ASKING: Final = re.compile("[哪谁几]|什么|多少|怎么|如何|[能可]")


def about_something_else(case: Case) -> Part | None:
    """Say that the guide does not treat what is asked of a category where none of its words speak of it."""
    reading = case.reading
    other = reading.named.any or reading.kind or reading.ways or reading.demands or reading.rank
    if not 0 < len(case.about) <= LISTED or other or _may_apply(case):
        return None
    word = next(chain(_before_name(case), _strange(case)), None)
    about = case.about if case.meant.sure else ()
    return gap(case.index, Gap.OUTSIDE, Intent.OTHER, about, subject=word) if word else None


def _may_apply(case: Case) -> bool:
    """Tell whether somebody asks whether they may apply: they are no matter of the category."""
    allowed = PERMISSION.search(case.text) is not None
    return any(
        wish.intent is Intent.CONDITIONS and (allowed or _ASKING.search(wish.word))
        for wish in case.reading.wishes
    )


def _strange(case: Case) -> Iterator[str]:
    """Find the words right before a wish or at the end that the categories do not speak of."""
    rest, entries = case.reading.rest, [case.index.positions[each.id] for each in case.about]
    held = "|".join(case.index.words.fields[level][entry] for level in Level for entry in entries)
    before = -1  # where a noun ends of which the categories do not speak: 食堂承包
    for word, tag, end in _words(rest):
        wish = _next(case, end)
        last = not rest[end:].strip(" ?!。,") and not any(w.start >= end for w in case.reading.wishes)
        noun = tag.startswith(_NOUNS) and not _is_name(word, tag) and (wish is not None or last)
        modifies = tag.startswith(_VERBS) and wish is not None and _is_bare(wish)
        quality = tag == "a" and wish is not None and _is_bare(wish) and _of_name(case, end - len(word))
        priced = tag.startswith(_VERBS) and wish is not None and _PRICE.match(wish.word) is not None
        nowhere = not (case.index.words.knows(word) or case.index.tasks.knows(word))
        start = end - len(word)
        act = tag.startswith(_VERBS) and nowhere and wish is not None
        act = act and (before == start or (_of_name(case, start) and not deed(word)))
        if (noun or modifies or quality or act or (priced and nowhere)) and not _explained(word, held, case):
            yield word
        if tag.startswith(_NOUNS) and not _explained(word, held, case):
            before = end


def _before_name(case: Case) -> Iterator[str]:
    """Find the unknown nouns right before words of a name, which make it another one: 体育特色镇."""
    for term in case.reading.content.terms:
        start = case.text.find(term.word) if term.level is Level.TITLE and term.exact else -1
        for word in case.unknown if start > 0 else ():
            nouns = all(tag in _THINGS for _, tag in tagged(word))
            other = is_word(word) and not (_OWNER.search(word) or case.index.spoken.resembles(word))
            if case.text.endswith(word, 0, start) and nouns and other:
                yield word


def _of_name(case: Case, start: int) -> bool:
    """Tell whether a word stands behind a 的, or right behind a name: 特色镇的装修怎么样."""
    before = case.text[:start]
    return before.endswith(("的", "有没有", "有无")) or any(
        term.end == start for term in case.reading.content.terms
    )


def _is_name(word: str, tag: str) -> bool:
    """Tell whether a word names a person, a place or an office; 养老金 has no surname."""
    return tag.startswith(_NAMES) and not (tag.startswith("nr") and word[0] not in SURNAMES)


def _words(rest: str) -> Iterator[tuple[str, str, int]]:
    for chunk in _CHUNK.finditer(rest):
        end = chunk.start()
        words = tagged(chunk[0])
        for place, (word, tag) in enumerate(words):
            end += len(word)
            behind = [each for each, _ in words[place + 1 :]]
            if len(behind) > 0 and len(behind[0]) == 1 and all(each in COMMON for each in behind[1:]):
                yield word, tag, end + sum(map(len, behind))  # 充电桩: so does a single character
                continue
            # 无人机产业: an everyday word behind belongs to it.
            yield word, tag, end + (sum(map(len, behind)) if all(each in COMMON for each in behind) else 0)


def _next(case: Case, end: int) -> Wish | None:
    """Return the wish that follows a place with nothing between."""
    rest = case.reading.rest
    behind = (wish for wish in case.reading.wishes if wish.start >= end)
    return next((wish for wish in behind if not rest[end : wish.start].strip()), None)


def _is_bare(wish: Wish) -> bool:
    return _BARE.match(wish.word) is not None and _ASKING.search(wish.word) is None


def _explained(word: str, held: str, case: Case) -> bool:
    """Tell whether the category speaks of a word, or anybody's question may hold it."""
    unheard = word in case.reading.content.unknown
    if len(word) < 2 or ordinary(word) or word in _PLAIN or not (unheard or is_word(word)):  # noqa: PLR2004
        return True
    if _LEVEL.fullmatch(word):
        return True
    misspelt = any(word in term.word for term in case.reading.content.terms if not term.exact)
    words = case.index.words
    if words.holders(word, Level.TITLE) or (len(case.about) > 1 and words.knows(word)):
        return True  # another category is called so: it is not clear which is meant
    return misspelt or any("".join(pair) in held for pair in pairwise(word))
