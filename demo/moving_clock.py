"""A clock that runs like any other and can be moved forward."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from demo.changes import Changes


class MovingClock:
    """Tell a time of its own choice (bot.clock.Clock); moving it wakes whoever waits for a moment passed."""

    def __init__(self, start: datetime) -> None:
        self._start = start
        self._begun = time.monotonic()
        self._moved = timedelta()
        self._jumps = Changes()
        self._waiting: dict[object, datetime] = {}
        self._returns = Changes()

    def now(self) -> datetime:
        """Return this moment of the demo, in the zone of its start."""
        return self._start + timedelta(seconds=time.monotonic() - self._begun) + self._moved

    async def until(self, moment: datetime) -> None:
        """Return once `moment` has come, by itself or by a move."""
        waiter = object()
        self._waiting[waiter] = moment
        self._returns.touch()
        try:
            while (left := (moment - self.now()).total_seconds()) > 0:
                await self._jumps.later_than(self._jumps.revision, left)
        finally:
            del self._waiting[waiter]

    async def move_to(self, moment: datetime, within: float = 5) -> None:
        """Set the clock forward, and wait until whoever that woke waits again (at most `within` seconds)."""
        ahead = moment - self.now()
        if ahead <= timedelta():
            return
        patient = len(self._waiting)
        woken = [waiter for waiter, awaited in self._waiting.items() if awaited <= moment]
        self._moved += ahead
        self._jumps.touch()
        while any(waiter in self._waiting for waiter in woken) or len(self._waiting) < patient:
            if not await self._returns.later_than(self._returns.revision, within):
                return
