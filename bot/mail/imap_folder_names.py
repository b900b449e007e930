"""Write folder names and other strings as IMAP wants them on the wire."""

from __future__ import annotations

import re
from base64 import b64encode

UNPRINTABLE = re.compile(r"[^ -~]+")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def encode_folder(name: str) -> str:
    """Encode a folder name in modified UTF-7 (RFC 3501 section 5.1.3)."""
    return UNPRINTABLE.sub(_shift, name.replace("&", "&-"))


def quote(text: str) -> str:
    """Write a quoted string (RFC 3501 section 4.3); raises ValueError for control characters."""
    if CONTROL.search(text):
        raise ValueError("an IMAP string must not hold control characters")
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def wire_folder(name: str) -> str:
    """Give a folder name ready for a command: encoded and quoted."""
    return quote(encode_folder(name))


def _shift(found: re.Match[str]) -> str:
    coded = b64encode(found[0].encode("utf-16-be")).decode().rstrip("=").replace("/", ",")
    return f"&{coded}-"
