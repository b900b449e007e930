"""The content of a question: what is left of its text without question words and fillers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from handlers.rules.corpus import Corpus
from handlers.rules.dictionary import is_word
from handlers.rules.fillers import blanked, without_fillers
from handlers.rules.index import Index
from handlers.rules.intents import wishes

_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]{2,}")
_HELD: Final = 4  # characters of a document's own words that are not read as question words
# Question words of task tables, besides those of guides.
_ASKING: Final = re.compile(
    r"什么时候|几时|何时|多会儿|几号|几月份?|哪天|哪[一几]天|哪一?年|多少|第?几[家项个条份名口亩套件户]|哪[个些家位]|单位|部门|谁(?:来|在)?(?:组织|承担|承办|主持)|谁|(?:之|以)?前|月?底|完成|搞定|办结|做完|弄好|干完|办完|弄完|搞完|结束|期限|限期|死线|那(?:个|些|条|件)?|要求?|达到|任务|节点|牵头|责任"
    r"|负责|配合|参与|时限|到期|(?:\d{4}年)?(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:[\d一二三四五六七八九十]+[日号]|份)?|\d{4}年|目标|指标|占比|比重"
)


def content_text(text: str, index: Index) -> str:
    """Blank the question words of a text, but not those within longer words of the documents."""
    kept = tuple(_held(text, (index.tasks, index.words)))
    spans = [(wish.start, wish.end) for wish in wishes(text)] + [m.span() for m in _ASKING.finditer(text)]
    free = tuple(span for span in spans if not any(a <= span[0] and span[1] <= b for a, b in kept))
    rest = without_fillers(
        blanked(text, free),
        kept,
        lambda pair: index.knows(pair) or is_word(pair),
    )
    for place in index.places:
        rest = rest.replace(place, " " * len(place))
    return rest


def _held(text: str, corpora: tuple[Corpus, ...]) -> Iterator[tuple[int, int]]:
    for match in _CHINESE.finditer(text):
        for words in corpora:
            for term in words.terms(match[0]):
                if term.end - term.start >= _HELD:
                    yield match.start() + term.start, match.start() + term.end
