"""Which PNG a chat may show at once, without being opened as a file."""

from __future__ import annotations

from typing import Final

LARGEST: Final = 10_000_000  # bytes of a photo that Telegram takes
LONGEST_SIDE: Final = 2_560  # dots; Telegram shrinks what is larger, and small letters would be lost
MOST_OBLONG: Final = 20  # times as long as wide
SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
SIZES: Final = slice(16, 24)  # width and height in the header, RFC 2083 section 4.1.1


def is_shown_inline(raw: bytes) -> bool:
    """Tell whether a file is a PNG that arrives as a photo with every dot."""
    sizes = raw[SIZES]
    if not raw.startswith(SIGNATURE) or len(sizes) < SIZES.stop - SIZES.start or len(raw) > LARGEST:
        return False
    shorter, longer = sorted((int.from_bytes(sizes[:4]), int.from_bytes(sizes[4:])))
    return shorter > 0 and longer <= min(LONGEST_SIDE, shorter * MOST_OBLONG)
