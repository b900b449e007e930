"""The files inside winmail.dat, in which Outlook wraps what it sends (MS-OXTNEF)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

TYPE: Final = "application/ms-tnef"
TYPES: Final = frozenset({TYPE, "application/vnd.ms-tnef"})
FILE: Final = "application/octet-stream"  # the type of what is inside, which says none
SIGNATURE: Final = 0x223E9F78
_HEAD: Final = 6  # bytes of the signature and of a key that means nothing
_MOST: Final = 1_000  # files or properties that are read
# Attributes (2.1.3.3): the level in front tells the message's own from an attachment's.
_CODE_PAGE: Final = 0x00069007  # of all names that are not Unicode
_NEXT_FILE: Final = 0x00069002  # attAttachRendData: another attachment begins
_SHORT_NAME: Final = 0x00018010  # attAttachTitle, often in the form NAME~1.DOC
_CONTENT: Final = 0x0006800F  # attAttachData
_PROPERTIES: Final = 0x00069005  # attAttachment: MAPI properties
_LONG_NAME: Final = 0x3707  # PR_ATTACH_LONG_FILENAME
# Lengths of property values by their type (MS-OXCDATA 2.11.1); short ones are padded to four bytes.
_FIXED: Final = {
    0x0001: 0, 0x0002: 4, 0x0003: 4, 0x0004: 4, 0x0005: 8, 0x0006: 8, 0x0007: 8, 0x000A: 4, 0x000B: 4,
    0x0014: 8, 0x0040: 8, 0x0048: 16,
}  # fmt: skip
_VARIABLE: Final = frozenset({0x000D, 0x001E, 0x001F, 0x0102})
_UNICODE: Final = 0x001F
_MANY: Final = 0x1000  # several values of one type
_NAMED: Final = 0x8000  # the first number of a property that has a name
_TEXT_NAME: Final = 1


@dataclass(slots=True)
class TnefFile:
    """One file: its name, empty where none stands, and its bytes."""

    name: str = ""
    data: bytes = field(default=b"", repr=False)


def tnef_files(raw: bytes) -> list[TnefFile] | None:
    """Return the files of a winmail.dat in their order; None where it is none or is broken."""
    try:
        return _files(raw)
    except (struct.error, ValueError, LookupError):
        return None


def _files(raw: bytes) -> list[TnefFile] | None:
    if len(raw) < _HEAD or struct.unpack_from("<I", raw)[0] != SIGNATURE:
        return None
    page = "gb18030"  # where the file does not say
    found: list[TnefFile] = []
    for name, value in _attributes(raw):
        if name == _CODE_PAGE:
            page = _encoding(struct.unpack_from("<I", value)[0])
        elif name == _NEXT_FILE:
            found.append(TnefFile())
            if len(found) > _MOST:
                return None
        elif found and name == _SHORT_NAME:
            found[-1].name = found[-1].name or value.rstrip(b"\0").decode(page, "replace")
        elif found and name == _CONTENT:
            found[-1].data = value
        elif found and name == _PROPERTIES:
            found[-1].name = _long_name(value, page) or found[-1].name
    return found


def _attributes(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """Walk over the attributes; raises ValueError where one reaches beyond the end."""
    at = _HEAD
    while at < len(raw):
        _level, name, length = struct.unpack_from("<BII", raw, at)
        at += 9
        if at + length + 2 > len(raw):
            raise ValueError("cut off")
        yield name, raw[at : at + length]
        at += length + 2  # a checksum follows


def _encoding(page: int) -> str:
    encoding = {936: "gb18030", 65001: "utf-8"}.get(page, f"cp{page}")
    "".encode(encoding)  # an unknown one raises LookupError
    return encoding


def _long_name(raw: bytes, page: str) -> str:
    """Find the long name among MAPI properties (2.1.3.4); empty where it is not there."""
    (count,), at = struct.unpack_from("<I", raw), 4
    for _ in range(min(count, _MOST)):
        kind, number = struct.unpack_from("<HH", raw, at)
        at += 4
        if number >= _NAMED:
            at = _after_name(raw, at)
        values, at = _values(raw, at, kind)
        if number == _LONG_NAME and values:
            encoding = "utf-16-le" if kind == _UNICODE else page
            return values[0].decode(encoding, "replace").rstrip("\0")
    return ""


def _after_name(raw: bytes, at: int) -> int:
    """Step over the name of a named property: 16 bytes of a set, then a number or a text."""
    kind, length = struct.unpack_from("<II", raw, at + 16)
    return at + 24 + (_padded(length) if kind == _TEXT_NAME else 0)


def _values(raw: bytes, at: int, kind: int) -> tuple[list[bytes], int]:
    """Return the values of a property and where the next one begins."""
    single = kind & ~_MANY
    count = 1
    if kind & _MANY or single in _VARIABLE:
        (count,) = struct.unpack_from("<I", raw, at)
        at += 4
    values = []
    for _ in range(min(count, _MOST)):
        length = _FIXED.get(single, 0)
        if single in _VARIABLE:
            (length,) = struct.unpack_from("<I", raw, at)
            at += 4
        elif single not in _FIXED:
            raise ValueError(f"property of an unknown type: {kind:#x}")
        values.append(raw[at : at + length])
        at += _padded(length)
    return values, at


def _padded(length: int) -> int:
    return (length + 3) // 4 * 4
