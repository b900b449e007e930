"""What became of this run's updates: most need no look into the database, and no commit of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.parts import Parts
from bot.steady import persist
from handlers.updates import UpdateKey, finish_read, is_waiting, store_updates

GATHER_SECONDS: Final = 0.2  # between the first screen shown and the marking of all of them


class Ledger:
    """Remembers which updates are new, and which were answered by a screen alone.

    Such an answer has written nothing: its mark waits for the next poll's transaction, or for a moment. Where
    the process is killed in between, the screen is shown once more.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._new: set[int] = set()
        self._read: dict[int, UpdateKey] = {}
        self._any_read = asyncio.Event()

    async def store(self, bot_id: int, bodies: Sequence[Mapping[str, Any]]) -> None:
        """Store a whole poll, and mark what was answered before it, in one transaction."""
        read = tuple(self._read.values())
        async with self._parts.database.transaction() as session:
            new = await store_updates(session, bot_id, bodies, self._parts.clock.now())
            await finish_read(session, read)
        self._new |= new
        self._forget(read)

    async def is_waiting(self, key: UpdateKey) -> bool:
        """Tell whether an update is to be handled: it is new, or an earlier run has left it."""
        if key.number in self._new:
            self._new.discard(key.number)
            return True
        if key.number in self._read:
            return False
        async with self._parts.database.glance() as session:
            return await is_waiting(session, key)

    def note_read(self, key: UpdateKey) -> None:
        """Note that an update was handled and nothing was written for it."""
        self._read[key.number] = key
        self._any_read.set()

    async def mark(self) -> None:
        """Mark what was answered by a screen alone."""
        if read := tuple(self._read.values()):
            async with self._parts.database.transaction() as session:
                await finish_read(session, read)
            self._forget(read)

    async def run(self) -> None:
        """Mark what no poll has marked, for ever."""
        while True:
            await self._any_read.wait()
            await asyncio.sleep(GATHER_SECONDS)
            self._any_read.clear()
            await persist(self.mark, "updates")

    def _forget(self, read: Sequence[UpdateKey]) -> None:
        for key in read:
            self._read.pop(key.number, None)  # a poll may have marked it at the same time
