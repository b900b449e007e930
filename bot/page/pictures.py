"""The picture of the table for the page: drawn once as long as nothing changes, one drawing at a time."""

from __future__ import annotations

import asyncio

from bot.parts import Parts
from bot.pictures import Pages, drawn_pages
from handlers.milestone_table import Overview, whole_table
from handlers.special_days import with_special_days


class TablePictures:
    """The table as it stands, and its pictures."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._drawing = asyncio.Lock()
        self._last: tuple[Overview, Pages] | None = None

    async def current(self) -> tuple[Overview, Pages]:
        """Return the table and its pictures; what keeps it from being drawn is said in them."""
        async with self._drawing:
            table = await self._table()
            if self._last is None or self._last[0] != table:
                self._last = table, await drawn_pages(table)
            return self._last

    async def _table(self) -> Overview:
        async with self._parts.database.reading() as session:
            policy = await with_special_days(session, self._parts.policy)
            return await whole_table(session, self._parts.clock.now(), policy)

    def drawn(self, number: int) -> bytes | None:
        """Return a picture that was drawn last, counted from 1; None where there is none."""
        files = self._last[1].files if self._last else ()
        return files[number - 1] if 0 < number <= len(files) else None
