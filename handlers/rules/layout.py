"""A letter as it lies on disk: what is its own, and the passages that it takes from stored files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from handlers.rules.base64_lines import base64_size

LEAST: Final = 32_000  # bytes of a file from which on it is not written once more
_MOST: Final = 500_000  # bytes of a letter's own; there are more where a file could not be taken as it came
_BEGIN: Final = b'{"layout": '  # with which no letter begins


@dataclass(frozen=True, slots=True)
class Passage:
    """Bytes of a stored file from `start` to `end`: just as they are, or `coded` in base64."""

    blob: str
    start: int
    end: int
    coded: bool

    @property
    def size(self) -> int:
        """How many bytes it has in the letter."""
        return base64_size(self.end - self.start) if self.coded else self.end - self.start


Piece = bytes | Passage


def written_layout(pieces: Sequence[Piece]) -> bytes | None:
    """Write a letter's layout; None where the letter had better be written whole.

    The same layout is the same letter, since files are named by their digests.
    """
    own = sum(len(piece) for piece in pieces if isinstance(piece, bytes))
    if own > _MOST or not any(isinstance(piece, Passage) for piece in pieces):
        return None
    rows = [
        piece.decode("ascii")
        if isinstance(piece, bytes)
        else [piece.blob, piece.start, piece.end, piece.coded]
        for piece in joined(pieces)
    ]
    return json.dumps({"layout": rows}).encode()


def read_layout(raw: bytes) -> list[Piece] | None:
    """Read a layout; None where these are a letter's own bytes."""
    if not raw.startswith(_BEGIN):
        return None
    rows = json.loads(raw)["layout"]
    return [row.encode("ascii") if isinstance(row, str) else Passage(*row) for row in rows]


def joined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Join what stands side by side and is a letter's own."""
    own: list[bytes] = []
    for piece in pieces:
        if isinstance(piece, bytes):
            own.append(piece)
            continue
        if own:
            yield b"".join(own)
            own = []
        yield piece
    if own:
        yield b"".join(own)
