"""Base64 in lines as mail has it (RFC 2045, 6.8): written, measured, and known when it comes."""

from __future__ import annotations

from binascii import b2a_base64
from string import ascii_letters, digits
from struct import Struct
from typing import Final

LINE: Final = 76  # characters
_COUNT: Final = 500  # lines that are cut at a time, so that a large file needs no more room
STRETCH: Final = (
    LINE // 4 * 3 * _COUNT
)  # bytes that are coded at a time, so that a large file needs no more room
_LINES: Final = Struct(f"{LINE}s" * _COUNT)
_ALPHABET: Final = f"{ascii_letters}{digits}+/".encode()


def base64_lines(raw: bytes) -> bytes:
    """Write base64 in lines of 76 characters."""
    return b"".join([_lines(raw[at : at + STRETCH]) for at in range(0, len(raw), STRETCH)])


def base64_size(size: int) -> int:
    """Return how many characters so many bytes have in lines."""
    coded = -(-size // 3) * 4
    return coded + -(-coded // LINE) * len(b"\r\n")


def is_canonical(text: bytes) -> bool:
    """Tell whether a text can stand in a letter as it is: even lines that every reader decodes alike.

    The last line has no end.
    """
    length = text.find(b"\r\n")
    if length < 0:
        length = len(text)
    if not 0 < length <= LINE or length % 4:
        return False
    step = length + len(b"\r\n")
    full = len(text) // step
    rest = len(text) - full * step
    if not 0 < rest <= length or rest % 4:
        return False
    if text[length::step] != b"\r" * full or text[length + 1 :: step] != b"\n" * full:
        return False
    padding = text.translate(None, _ALPHABET).removeprefix(b"\r\n" * full)
    return padding in {b"", b"=", b"=="} and text.endswith(padding)


def _lines(raw: bytes) -> bytes:
    coded = b2a_base64(raw, newline=False)
    if len(raw) == STRETCH:
        return b"\r\n".join(_LINES.unpack(coded)) + b"\r\n"  # three times as fast as cutting line by line
    return b"".join([coded[at : at + LINE] + b"\r\n" for at in range(0, len(coded), LINE)])
