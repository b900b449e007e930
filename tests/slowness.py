"""How slow this machine is just now, so that a bound on work holds on a slow day too."""

from __future__ import annotations

import time

# CPU seconds that the sum below takes on the machine for which the bounds are meant.
REFERENCE = 0.1


def is_within(seconds: float, limit: float) -> bool:
    """Tell whether work kept its bound; the machine is measured only where it did not at first sight."""
    return seconds < limit or seconds < limit * slowness()


def slowness() -> float:
    """Return how many times slower than that machine this one works now; at least 1."""
    start = time.process_time()
    sum(number * number % 7 for number in range(1_000_000))
    return max(1.0, (time.process_time() - start) / REFERENCE)
