"""What questions are answered from: the documents in force, indexed once for each edition."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.editions import Kept, guide_in_force, table_in_force
from handlers.rules.answer import Answer
from handlers.rules.guide import Guide
from handlers.rules.settings import Window
from handlers.rules.tasks import TaskTable
from handlers.rules.windows import with_windows
from storage.queries.editions import aliases, in_force_stamp

if TYPE_CHECKING:
    from handlers.rules.index import Index


FEW: Final = 100  # categories
LOADED_LATE: Final = frozenset({"rjieba", "pypinyin"})  # at the first question, which takes a second


@dataclass(frozen=True, slots=True)
class Book:
    """The index of guide and task table, with the days that the office set."""

    index: Index
    windows: Mapping[str, Window] = field(default_factory=dict)

    @property
    def is_quick(self) -> bool:
        """Tell whether an answer takes some two milliseconds: a guide of an office, everything loaded."""
        return len(self.index.guide.categories) <= FEW and sys.modules.keys() >= LOADED_LATE

    def answer(self, question: str) -> Answer:
        """Answer a question; pure."""
        from handlers.rules.search import answer

        return with_windows(answer(self.index, question), self.windows, self.index.guide)


@dataclass(slots=True)
class _Shelf:
    """Where the book of one state of the documents stands once it is written."""

    book: Book | None = None


@lru_cache(maxsize=4)
def _shelf(stamp: str) -> _Shelf:  # noqa: ARG001 - the argument is the key
    return _Shelf()


async def book_in_force(session: AsyncSession) -> Book | None:
    """Return what the guide and the task table in force answer; None before the first guide."""
    shelf = _shelf(await in_force_stamp(session))
    if shelf.book is None:
        shelf.book = await _book(session)
    return shelf.book


async def _book(session: AsyncSession) -> Book | None:
    guide, table = await guide_in_force(session), await table_in_force(session)
    if guide is None:
        return None
    table_kept = Kept(table.digest, table.table) if table else None
    words = tuple((alias.word, alias.category) for alias in await aliases(session))
    return Book(_built(Kept(guide.digest, guide.guide), table_kept, words), guide.windows)


@lru_cache(maxsize=2)
def _built(guide: Kept[Guide], table: Kept[TaskTable] | None, words: tuple[tuple[str, str], ...]) -> Index:
    # Some hundred patterns and tables of words: at the first question, or when the service is up.
    from handlers.rules.search import build_index

    return build_index(guide.value, table.value if table else None, dict(words))
