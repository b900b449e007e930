"""Full-width signs as half-width ones, character by character, so that places in a text stay the same."""

from __future__ import annotations

_FULL_WIDTH = {
    code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)
}  # U+FF01 to U+FF5E (Unicode, Halfwidth and Fullwidth Forms)
_BLANKS = dict.fromkeys((0x3000, 0xA0, 0x2002, 0x2003, 0x2009, 0x202F), " ")
_DASHES = dict.fromkeys(map(ord, "—–―‐‑‒−﹣"), "-")
_TILDES = dict.fromkeys(map(ord, "〜∼"), "~")
_AT_SIGNS = dict.fromkeys(map(ord, "﹫"), "@")
_CHANGED: dict[int, int | str] = {**_FULL_WIDTH, **_BLANKS, **_DASHES, **_TILDES, **_AT_SIGNS}
# Every sign up to U+FFFF at the place of its code: a sign that a dictionary lacks costs far more to look up.
_TABLE = "".join(map(chr, range(0x10000))).translate(_CHANGED)


def half_width(text: str) -> str:
    """Return text with full-width letters, digits, signs, blanks and dashes in half width.

    The result is as long as the text: an index into one is an index into the other.
    """
    return text.translate(_TABLE)
