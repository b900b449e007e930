"""Space out the attempts to reach a server that has failed."""

from __future__ import annotations

from random import Random

FIRST = 1.0
LONGEST = 300.0


def backoff(attempt: int, random: Random) -> float:
    """Return the seconds to wait after the given failed attempt in a row (1, 2, 3 …).

    Doubles from one second to five minutes; half of it is left to chance, so that several mailboxes that
    lost one server do not come back in the same moment.
    """
    doublings = min(max(attempt, 1) - 1, 30)
    whole = min(FIRST * 2.0**doublings, LONGEST)
    return random.uniform(whole / 2, whole)
