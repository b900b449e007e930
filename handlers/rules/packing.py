"""Files are spread over as many letters as the relay's size limit asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.rules.compose import Enclosure

BASE64 = 78 / 57  # 57 bytes become a line of 76 characters and CRLF
HEADERS = 2_000  # of one part
COVER = 40_000  # the letter's own headers and cover note


@dataclass(frozen=True, slots=True)
class Item:
    """A file with its size; one that `may_stay` is left out where it does not fit."""

    enclosure: Enclosure
    bytes: int
    may_stay: bool = False

    @property
    def travelling_bytes(self) -> int:
        """Return the size that the file has inside a letter."""
        return int(self.bytes * BASE64) + HEADERS


@dataclass(frozen=True, slots=True)
class Packed:
    """The enclosures of each letter, and what fits into none."""

    letters: tuple[tuple[Enclosure, ...], ...]
    too_large: tuple[Item, ...]


def pack(items: Sequence[Item], limit: int) -> Packed:
    """Fill letters in the order of the files; there is always one letter. `limit` is in bytes as sent."""
    letters: list[list[Enclosure]] = [[]]
    room = limit - COVER
    too_large = []
    for item in items:
        size = item.travelling_bytes
        if size > limit - COVER:
            too_large.append(item)
        elif size <= room:
            letters[-1].append(item.enclosure)
            room -= size
        elif not item.may_stay:
            letters.append([item.enclosure])
            room = limit - COVER - size
    return Packed(tuple(tuple(letter) for letter in letters), tuple(too_large))
