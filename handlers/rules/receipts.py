"""Receipt numbers: make them, check them, find them in text."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from stdnum.iso7064 import mod_37_2, mod_37_36

# Dashes as people and mail programmes write them instead of the plain one.
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣", "-"))
_SHAPE: Final = re.compile(
    r"(?<![A-Z0-9])(?P<prefix>[A-Z]{2,8})-(?P<year>\d{4})-(?P<serial>\d{6,9})-(?P<check>[0-9A-Z]{2})(?![A-Z0-9])"
)
_LONGEST: Final = 200_000  # characters that are searched; nobody writes a receipt number behind them


def make_receipt(year: int, serial: int, prefix: str = "SB") -> str:
    """Make the receipt number of a year's n-th submission.

    ASCII, prefix-year-serial-check as in SB-2026-000042-00. The two check characters are ISO 7064
    mod 37-2 and mod 37-36 of the letters and digits before them.
    """
    body = f"{prefix}-{year:04d}-{serial:06d}"
    return f"{body}-{_check(body)}"


def is_receipt(text: str) -> bool:
    """Tell whether a text is exactly one receipt number with true check characters."""
    return find_receipts(text) == (text,)


def find_receipts(text: str) -> tuple[str, ...]:
    """Find the receipt numbers in a text, each once, in order; those with a wrong check are passed over."""
    return tuple(dict.fromkeys(number for number, good in _numbers(text) if good))


def find_misspelt(text: str) -> tuple[str, ...]:
    """Find what looks like a receipt number but has a wrong check."""
    return tuple(dict.fromkeys(number for number, good in _numbers(text) if not good))


def _numbers(text: str) -> list[tuple[str, bool]]:
    plain = unicodedata.normalize("NFKC", text[:_LONGEST]).upper().translate(_DASHES)
    found = []
    for match in _SHAPE.finditer(plain):
        body = f"{match['prefix']}-{match['year']}-{match['serial']}"
        found.append((match[0], match["check"] == _check(body)))
    return found


def _check(body: str) -> str:
    plain = body.replace("-", "")
    # Mod 37-2 knows a 37th character, the asterisk, which mail programmes turn into bold type.
    first = str(mod_37_2.calc_check_digit(plain)).replace("*", "X")
    return first + str(mod_37_36.calc_check_digit(plain))
