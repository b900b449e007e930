"""One-time codes as they are made and kept."""

from __future__ import annotations

import secrets
from typing import Final

LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another
LONG: Final = 16  # letters, 79 bits: nobody guesses one, so it may be tried without a count
SHORT: Final = 8  # digits, to be typed; tries are counted


def long_code() -> str:
    """Make a code for a link."""
    return "".join(secrets.choice(LETTERS) for _ in range(LONG))


def short_code() -> str:
    """Make a code to be typed."""
    return "".join(secrets.choice("0123456789") for _ in range(SHORT))
