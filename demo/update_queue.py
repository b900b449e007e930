"""The updates that wait for the bot, with the long poll that fetches them."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from demo.bot_api_errors import Conflict

LONGEST_HOLD = 50  # seconds
LARGEST_BATCH = 100


@dataclass(frozen=True, slots=True)
class _Waiting:
    id: int
    kind: str
    content: dict[str, Any]


class UpdateQueue:
    """Hold updates until a later offset confirms them (getUpdates)."""

    def __init__(self, first_id: int = 1) -> None:
        self._waiting: deque[_Waiting] = deque()
        self._next = first_id
        self._allowed: frozenset[str] | None = None
        self._poll: asyncio.Event | None = None
        self._closed = False
        self._held = asyncio.Event()

    def __len__(self) -> int:
        """Count the updates that nobody has confirmed yet."""
        return len(self._waiting)

    def put(self, kind: str, content: dict[str, Any]) -> None:
        """Queue an update, unless the bot has said that it wants none of this kind."""
        if self._allowed is not None and kind not in self._allowed:
            return
        self._waiting.append(_Waiting(self._next, kind, content))
        self._next += 1
        self._wake()

    def allow(self, kinds: Collection[str]) -> None:
        """Take only these kinds from now on; none named means all."""
        self._allowed = frozenset(kinds) or None

    async def take(self, offset: int, limit: int, hold: float) -> list[dict[str, Any]]:
        """Forget what is below `offset`, then give what waits, within `hold` seconds.

        Raises Conflict when another poll begins in the meantime.
        """
        self._forget(offset)
        poll = self._begin()
        try:
            async with asyncio.timeout(min(hold, LONGEST_HOLD)):
                while not self._waiting and not self._closed:
                    await poll.wait()
                    poll.clear()
                    if self._poll is not poll:
                        raise Conflict
        except TimeoutError:
            return []
        finally:
            if self._poll is poll:
                self._poll = None
                self._held.clear()
        return [{"update_id": each.id, each.kind: each.content} for each in list(self._waiting)[:limit]]

    async def held(self) -> None:
        """Wait until the bot holds a poll, which shows that it is up."""
        await self._held.wait()

    def close(self) -> None:
        """End the poll that is held, because the server stops."""
        self._closed = True
        self._wake()

    def open(self) -> None:
        """Hold polls again after a stop."""
        self._closed = False

    def forget_all(self) -> None:
        """Drop what waits (drop_pending_updates)."""
        self._waiting.clear()

    def _begin(self) -> asyncio.Event:
        former, self._poll = self._poll, asyncio.Event()
        if former is not None:
            former.set()
        self._held.set()
        return self._poll

    def _wake(self) -> None:
        if self._poll is not None:
            self._poll.set()

    def _forget(self, offset: int) -> None:
        lowest = offset
        if offset < 0:
            kept = list(self._waiting)[offset:]
            lowest = kept[0].id if kept else self._next
        while self._waiting and self._waiting[0].id < lowest:
            self._waiting.popleft()
