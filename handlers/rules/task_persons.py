"""The persons whom the columns of a task table name beside a task."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from handlers.rules.task_rows import TaskRow
from handlers.rules.tasks import Charged

_STOPS: Final = re.compile("[\n、,，;；/|]+")
_ASIDE: Final = re.compile(r"[（(].*?[)）]|[\d\-+:：*]+")  # a post in parentheses, a phone
_NAME: Final = re.compile("[\u4e00-\u9fff·]{2,8}")
_UNIT: Final = re.compile("[局委办科处股室队院校会]$|中心$")  # stands in such a column by mistake
_NAMES_OF_COLUMN: Final = re.compile("[（(].*?[)）]|(?:姓名)?(?:[及和、与].*(?:电话|手机|方式))?$")


def persons_of(rows: Iterable[TaskRow]) -> tuple[Charged, ...]:
    """Gather the persons of a task's rows by their columns, each once."""
    found = (
        Charged(_NAMES_OF_COLUMN.sub("", role), name)
        for row in rows
        for role, text in row.persons
        for name in _names(text)
    )
    return tuple(dict.fromkeys(found))


def _names(text: str) -> Iterator[str]:
    """Give the names that a cell holds, without phones; 张 三 is one."""
    for piece in _STOPS.split(_ASIDE.sub(" ", text)):
        words = piece.split()
        single = bool(words) and all(len(word) == 1 for word in words)
        for name in ["".join(words)] if single else words:
            if _NAME.fullmatch(name) and not _UNIT.search(name):
                yield name
