"""Facts about pictures that a chat shows at once."""

from __future__ import annotations

import pytest

from handlers.rules.inline_picture import LARGEST, is_shown_inline


def png(width: int, height: int, length: int = 64) -> bytes:
    """Return the head of a PNG of a size, filled up to a length."""
    head = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\x0dIHDR" + width.to_bytes(4) + height.to_bytes(4)
    return head.ljust(length, b"\x00")


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (png(1080, 2167), True),
        (png(2560, 2560), True),
        (png(1080, 2561), False),  # would be shrunk
        (png(100, 2100), False),  # too oblong
        (png(0, 10), False),
        (png(1080, 1080, LARGEST + 1), False),
        (png(1080, 1080)[:20], False),
        (b"%PDF-1.7 and more than enough bytes", False),
        (b"", False),
    ],
)
def test_only_a_small_png_is_shown_inline(raw: bytes, shown: bool) -> None:  # noqa: FBT001 - a table
    assert is_shown_inline(raw) is shown
