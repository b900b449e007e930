"""A letter as the relay gets it: bytes at hand, or a layout whose passages are read while it leaves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from handlers.rules.base64_lines import STRETCH, base64_lines
from handlers.rules.layout import Passage, Piece, read_layout
from storage.blobs import Blobs

LONGEST_LINE = 998
AT_ONCE = STRETCH * 5  # bytes of a file that are read at a time: whole lines of base64


class Outgoing(Protocol):
    """What is said after DATA."""

    @property
    def size(self) -> int:
        """How many bytes it has, without what the conversation adds."""
        ...

    def demand_clean(self) -> None:
        """Raise ValueError unless SMTP passes the bytes on unchanged."""
        ...

    def stuffed(self) -> Iterator[bytes]:
        """Give the letter in chunks, its dots doubled and the final one added; raises OSError."""
        ...

    def whole(self) -> bytes:
        """Return all its bytes; raises OSError."""
        ...


def opened(raw: bytes, blobs: Blobs) -> Outgoing:
    """Take a letter from what was stored of it; raises FileNotFoundError where a file of it is gone."""
    pieces = read_layout(raw)
    if pieces is None:
        return Whole(raw)
    for piece in pieces:
        if isinstance(piece, Passage) and blobs.size(piece.blob) < piece.end:
            raise FileNotFoundError(f"no such file: {piece.blob}")
    return LaidOut(tuple(pieces), blobs)


@dataclass(frozen=True, slots=True)
class Whole:
    """A letter at hand."""

    raw: bytes

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return len(self.raw)

    def demand_clean(self) -> None:
        """Look through all of it."""
        demand_clean(self.raw)

    def stuffed(self) -> Iterator[bytes]:
        """Give it at once."""
        yield stuffed(self.raw)

    def whole(self) -> bytes:
        """Return it as it is."""
        return self.raw


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A letter of which large files lie where they were stored; no more of it is held than a few lines."""

    pieces: tuple[Piece, ...]
    blobs: Blobs

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return sum(piece.size if isinstance(piece, Passage) else len(piece) for piece in self.pieces)

    def demand_clean(self) -> None:
        """Look through the letter's own bytes; passages were looked at when it was built."""
        for piece in self.pieces:
            if isinstance(piece, bytes):
                demand_clean(piece)

    def stuffed(self) -> Iterator[bytes]:
        """Give it piece by piece: each begins a line, and no line of base64 begins with a dot."""
        for piece in self.pieces:
            if isinstance(piece, Passage):
                yield from passage(piece, self.blobs)
            else:
                yield doubled(piece)
        yield b".\r\n"

    def whole(self) -> bytes:
        """Return all its bytes."""
        pieces = (
            b"".join(passage(piece, self.blobs)) if isinstance(piece, Passage) else piece
            for piece in self.pieces
        )
        return b"".join(pieces)


def passage(piece: Passage, blobs: Blobs) -> Iterator[bytes]:
    """Read a passage as it stands in a letter; raises FileNotFoundError where its file is gone."""
    with blobs.path(piece.blob).open("rb", buffering=0) as file:
        file.seek(piece.start)
        left = piece.end - piece.start
        while left:
            chunk = file.read(min(left, AT_ONCE))
            if not chunk:
                raise FileNotFoundError(f"a file is shorter than it was: {piece.blob}")
            left -= len(chunk)
            yield base64_lines(chunk) if piece.coded else chunk


def stuffed(raw: bytes) -> bytes:
    """Double the dots at the beginning of lines and add the final one (RFC 5321, 4.5.2)."""
    return doubled(raw) + b".\r\n"


def doubled(raw: bytes) -> bytes:
    """Double the dots at the beginning of lines."""
    return (b"." if raw.startswith(b".") else b"") + raw.replace(b"\r\n.", b"\r\n..")


def demand_clean(raw: bytes) -> None:
    """Raise ValueError unless SMTP passes the bytes on unchanged (RFC 5321 sections 2.3.8 and 4.5.3.1.6)."""
    breaks = raw.count(b"\r\n")
    if not raw.endswith(b"\r\n") or raw.count(b"\n") != breaks or raw.count(b"\r") != breaks:
        raise ValueError("a letter must have CRLF line ends throughout and at its end")
    if not raw.isascii():
        raise ValueError("a letter must be 7-bit clean: encode its parts in base64 or quoted-printable")
    if _has_long_line(raw):
        raise ValueError(f"a letter must have no line over {LONGEST_LINE} bytes")


def _has_long_line(raw: bytes) -> bool:
    """Look for a line that does not end in time, without cutting a large letter into its lines."""
    begin, most = 0, LONGEST_LINE + len(b"\r\n")
    while len(raw) - begin > most:
        end = raw.rfind(b"\n", begin, begin + most)
        if end < 0:
            return True
        begin = end + 1
    return False
