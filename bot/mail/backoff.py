"""Space out the attempts to reach a server that has failed."""

from __future__ import annotations

from collections.abc import Callable

FIRST = 1.0
LONGEST = 300.0


def backoff(attempt: int, chance: Callable[[], float]) -> float:
    """Return the seconds to wait after failed attempts in a row, 0 for the first one.

    Doubles from one second to five minutes; half of it is left to chance (0 to 1), so that several mailboxes
    that lost one server do not come back in the same moment.
    """
    whole = min(FIRST * 2.0 ** min(attempt, 30), LONGEST)
    return whole * (0.5 + 0.5 * chance())
