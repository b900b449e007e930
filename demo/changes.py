"""A count of changes that others can wait for."""

from __future__ import annotations

import asyncio


class Changes:
    """Count changes and wake whoever waits for the next one."""

    def __init__(self) -> None:
        self.revision = 0
        self._next = asyncio.Event()

    def touch(self) -> int:
        """Note one more change and return its number."""
        self.revision += 1
        self._next.set()
        self._next = asyncio.Event()
        return self.revision

    async def later_than(self, revision: int, within: float) -> bool:
        """Wait until there is a change after `revision`; False when `within` seconds pass without one."""
        try:
            async with asyncio.timeout(within):
                while self.revision <= revision:
                    await self._next.wait()
        except TimeoutError:
            return False
        return True
