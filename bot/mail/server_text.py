"""Make a mail server's words readable, whatever it encodes them in."""

from __future__ import annotations


def readable(raw: bytes) -> str:
    """Decode UTF-8 or GBK, and fold lines and blanks into single spaces."""
    try:
        told = raw.decode("utf-8")
    except UnicodeDecodeError:
        told = raw.decode("gb18030", "replace")
    return " ".join(told.split())
