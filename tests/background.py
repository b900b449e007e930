"""What runs beside a test as long as that goes on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any


@asynccontextmanager
async def running(*steps: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Run endless loops, begun before the test goes on and ended behind it."""
    tasks = [asyncio.create_task(step) for step in steps]
    await asyncio.sleep(0)
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
