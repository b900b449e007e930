"""A bell between loops, so that nobody polls in haste."""

from __future__ import annotations

import asyncio


class Signal:
    """A bell that any number of loops listen to, each with an ear of its own."""

    def __init__(self) -> None:
        self.count = 0
        self.rung = asyncio.Event()

    def ring(self) -> None:
        """Wake whoever listens."""
        self.count += 1
        self.rung.set()
        self.rung = asyncio.Event()

    def ear(self) -> Ear:
        """Return a listener that misses no ring from now on."""
        return Ear(self)


class Ear:
    """One loop's memory of how often a bell has rung."""

    def __init__(self, signal: Signal) -> None:
        self._signal = signal
        self._heard = signal.count

    async def wait(self, seconds: float) -> None:
        """Return when the bell rang since the last wait, at the latest after `seconds` of loop time."""
        if self._signal.count == self._heard:
            try:
                async with asyncio.timeout(seconds):
                    await self._signal.rung.wait()
            except TimeoutError:
                pass
        self._heard = self._signal.count
