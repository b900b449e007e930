"""Wait for a condition with a limit, never for a length of time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
PAUSE = 0.01


def _give_up(condition: Callable[[], object], limit: float) -> AssertionError:
    name = getattr(condition, "__qualname__", repr(condition))
    return AssertionError(f"{name} did not come true within {limit:g} s")


async def wait_until(condition: Callable[[], T], *, limit: float = 10.0) -> T:
    """Return the first true value of the condition, leaving the loop free meanwhile."""
    end = time.monotonic() + limit
    while not (value := condition()):
        if time.monotonic() > end:
            raise _give_up(condition, limit)
        await asyncio.sleep(PAUSE)
    return value


def wait_until_plain(condition: Callable[[], T], *, limit: float = 10.0) -> T:
    """Return the first true value of the condition, for tests without a loop."""
    end = time.monotonic() + limit
    while not (value := condition()):
        if time.monotonic() > end:
            raise _give_up(condition, limit)
        time.sleep(PAUSE)
    return value
