"""Find the categories on both sides of an 和, where each side names one."""

from __future__ import annotations

import re
from typing import Final

from handlers.rules.index import Index
from handlers.rules.reading import Reading, read_clause
from handlers.rules.scope import How, Scope, scope

_AND: Final = re.compile("以及|[和与跟及、]")
_EACH: Final = re.compile("分别|各自|各(?=是|给|有|要|找|多少|几)|[差区]别|不同|一样|哪一?个|都")
_MOST: Final = 6  # sides that are read one by one


def named_scope(reading: Reading, index: Index) -> Scope:
    """Find the categories that a clause is about, those of both sides of an 和 among them."""
    return _both(reading, scope(reading, index), index)


def _own(side: Scope, whole: Scope) -> Scope:
    """Keep of what a side only speaks of the category that the whole clause names: 市里和台山分别承担."""
    return whole if side.how is How.TEXT and len(whole.ids) == 1 and whole.ids[0] in side.ids else side


def _both(reading: Reading, meant: Scope, index: Index) -> Scope:
    """Find the categories on both sides of an 和 where the whole clause points to one of them."""
    sides = _AND.split(reading.said) if meant.ids and meant.how is How.NAME else ()
    if not 1 < len(sides) <= _MOST:
        return meant
    found = [_own(scope(read_clause(side, index), index), meant) for side in sides]
    most = 2 if _EACH.search(reading.text) else 1  # of one side
    ids = tuple(dict.fromkeys(number for side in found for number in side.ids))
    told = most > 1  # 科技奖跟研学路线各给多少: one of them in words of its text
    vague = any(not (side.sure or (told and side.how is How.TEXT)) or len(side.ids) > most for side in found)
    if len(meant.ids) > 1 and not set(ids) < set(meant.ids):
        return meant
    if meant.ids[0] not in ids or vague:
        return meant
    return Scope(tuple(sorted(ids, key=index.positions.__getitem__)), How.NAME)
