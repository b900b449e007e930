"""The one place that reads the time of day."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tell the time and wait for it; the demo and the tests have clocks that can be moved."""

    def now(self) -> datetime:
        """Return this moment, aware."""
        ...

    async def until(self, moment: datetime) -> None:
        """Return once `moment` has come, at once if it has passed."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return this moment in UTC."""
        return datetime.now(UTC)

    async def until(self, moment: datetime) -> None:
        """Wait in steps, so that a clock set forward or back is noticed within a minute."""
        while (left := (moment - self.now()).total_seconds()) > 0:  # noqa: ASYNC110 - time itself sets no event
            await asyncio.sleep(min(left, 60))
