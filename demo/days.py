"""The day of the demo, moved forward through every working day so that each one's reminders go out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from demo.changes import Changes
from demo.moving_clock import MovingClock

DIGEST = time(8, 45)  # when the office's reminders go out
ARRIVAL = time(9, 0)  # where a move ends
BEFORE_HOURS = time(8, 0)  # where the demo begins: people come in, no reminder goes out yet
MIDNIGHT = time(0, 5)  # when a rest day is looked at
FARTHEST = timedelta(days=366)
EVENTS_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Sent:
    """How much the desk had sent at some moment."""

    messages: int
    letters: int

    def since(self, earlier: Sent) -> Sent:
        """Count what came after `earlier`."""
        return Sent(self.messages - earlier.messages, self.letters - earlier.letters)

    @property
    def any(self) -> bool:
        """Say whether something went out."""
        return self.messages > 0 or self.letters > 0


@dataclass(frozen=True, slots=True)
class DayEvent:
    """What a day of a move brought."""

    day: date
    sent: Sent


class Days:
    """Move the clock by days; `sent` counts, `settled` waits until nothing is on its way any more."""

    def __init__(
        self,
        clock: MovingClock,
        is_workday: Callable[[date], bool],
        changes: Changes,
        sent: Callable[[], Sent],
        settled: Callable[[], Awaitable[None]],
    ) -> None:
        self.events: list[DayEvent] = []
        self._clock = clock
        self._is_workday = is_workday
        self._changes = changes
        self._sent = sent
        self._settled = settled
        self._busy = asyncio.Lock()

    def now(self) -> datetime:
        """Give the moment of the demo."""
        return self._clock.now()

    @property
    def today(self) -> date:
        """Give the date of the demo."""
        return self._clock.now().date()

    @property
    def moving(self) -> bool:
        """Say whether a move is under way."""
        return self._busy.locked()

    def is_workday(self, day: date) -> bool:
        """Tell whether the office works on a day."""
        return self._is_workday(day)

    async def open(self) -> None:
        """Let the first day's office hours begin, when everybody is in place."""
        async with self._move():
            await self._settle_day(self.today, self._sent())

    async def forward(self, count: int) -> None:
        """Move so many calendar days on, stopping at each."""
        async with self._move():
            last = self.today + timedelta(days=count)
            while self.today < last:
                await self._next_day()

    async def to_next_reminder(self) -> None:
        """Move on day by day until something goes out, a year at most."""
        async with self._move():
            last = self.today + FARTHEST
            while self.today < last and not (await self._next_day()).any:
                continue

    @asynccontextmanager
    async def _move(self) -> AsyncIterator[None]:
        async with self._busy:
            self._changes.touch()
            await self._settled()  # what is on its way already belongs to the day that ends
            yield
            await self._clock.move_to(self._at(self.today, ARRIVAL))
        self._changes.touch()

    async def _next_day(self) -> Sent:
        return await self._settle_day(self.today + timedelta(days=1), self._sent())

    async def _settle_day(self, day: date, before: Sent) -> Sent:
        await self._clock.move_to(self._at(day, DIGEST if self._is_workday(day) else MIDNIGHT))
        await self._settled()
        sent = self._sent().since(before)
        if sent.any:
            self.events = [*self.events, DayEvent(day, sent)][-EVENTS_SHOWN:]
        self._changes.touch()
        return sent

    def _at(self, day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, self._clock.now().tzinfo)
