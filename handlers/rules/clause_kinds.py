"""Tell of a clause with its categories whether it asks, what it lacks, and whether it only tells."""

from __future__ import annotations

import re
from typing import Final

from handlers.rules.answer import Gap, Intent
from handlers.rules.clause_roles import hearsay, signals, tells
from handlers.rules.detail_words import written_as
from handlers.rules.index import Index
from handlers.rules.outside import years_said
from handlers.rules.reading import Reading
from handlers.rules.scope import How, Scope
from handlers.rules.task_asked import (
    asks_nothing,
    asks_of_table,
    points_at_task,
)

_OPEN: Final = re.compile("能|可以|可否|适合|符合|哪|什么|吗|么|有没有|机会")
_WHOLE: Final = re.compile(
    "(?:多少|几|哪些|有什么)个?(?:项目|类别|专题|任务|节点)"
)  # of the documents as a whole
_COUNTS: Final = re.compile("(?:多少|几)(?:人次?|[场期次回条例座部]|个人|家企业)")  # a number of what is done

Asked = tuple[Reading, Scope]


def asks(pair: Asked) -> bool:
    """Tell whether a clause holds words that ask, or demands."""
    reading = pair[0]
    demands = reading.demands if not reading.kind or _OPEN.search(reading.text) else reading.demands[:-1]
    counted = pair[1].sure and _COUNTS.search(reading.text) is not None
    measured = bool(written_as(reading.text)[1]) and signals(reading.text)  # 每年要搞几场活动
    dated = bool(years_said(reading.said)) and signals(reading.text)  # 2024年的指南出来没有
    asked = counted or measured or dated
    return bool(reading.wishes or reading.ways or demands or reading.rank or reading.outside or asked)


def plainly_asks(pair: Asked, index: Index) -> bool:
    """Tell whether a clause bears the marks of a question, or words that ask beyond doubt."""
    reading = pair[0]
    if signals(reading.text):
        return True
    if tells(reading.text):
        return False
    # 电话顺便 asks, 隔壁科室的小李托我的 does not.
    own = any(wish.strong and not reading.text.startswith("的", wish.end) for wish in reading.wishes)
    of_tasks = asks_of_table(reading.text) and index.table and points_at_task(reading, index.table, index)
    return own or bool(of_tasks)


def complete(pair: Asked, index: Index) -> bool:
    """Tell whether a clause itself says what it asks about, so that nothing told before belongs to it."""
    reading, meant = pair
    telling = any(not asks_nothing(term.word) for term in reading.content.terms)
    named = meant.ids or reading.named.unknown or reading.numbers.unknown
    asked = _WHOLE.search(reading.text) or (reading.kind and reading.wishes)
    if telling or pays_so(reading) or named or asked:
        return True
    return index.table is not None and points_at_task(reading, index.table, index)


def pays_so(reading: Reading) -> bool:
    """Tell whether a clause says how or how much is paid; who asks is no such demand."""
    return bool(reading.ways or reading.rank or reading.demands[: len(reading.demands) - bool(reading.kind)])


def only_tells(pair: Asked) -> bool:
    """Tell whether a clause only tells of whoever asks; one that asks surely of a category does not."""
    reading, meant = pair
    if reading.outside and reading.outside[0] is Gap.ORDER:
        return False
    sure = reading.sure and (meant.sure or meant.how is How.STATEMENT) and not hearsay(reading.text)
    return tells(reading.text) and not sure and not reading.named.any


def ordered(reading: Reading) -> bool:
    """Tell whether a clause orders something that the desk does not do."""
    return reading.outside is not None and reading.outside[0] is Gap.ORDER


def of_all(reading: Reading) -> bool:
    """Tell whether a clause asks about all categories at once."""
    return bool(reading.rank or reading.demands or reading.ways) and Intent.LIST in reading.intents


def silent(reading: Reading) -> bool:
    """Tell whether a clause asks nothing and gives no number and no contact."""
    return not (reading.wishes or reading.outside or reading.named.any or reading.numbers.ids)


def asks_surely(pair: Asked) -> bool:
    """Tell whether a clause asks beyond doubt, or in demands alone."""
    return pair[0].sure or bool(not pair[0].wishes and asks(pair))
