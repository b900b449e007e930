"""Large base64 in a mail, kept out of the parser's way, which would cut it into lines and join it again."""

from __future__ import annotations

import re
from binascii import Error, a2b_base64
from dataclasses import dataclass
from email.message import Message
from email.policy import Policy, compat32
from typing import Final

_LEAST: Final = 16_000  # bytes from which on a stretch is worth its mark
_GAP: Final = re.compile(rb"\n\r?\n")  # a body's lines stand behind an empty one
_LINE: Final = re.compile(rb"[A-Za-z0-9+/]{60,998}\r?\n")
_MARK: Final = b"LargeStretch%08dZ"  # a line that the parser takes for base64, as it took the stretch
_MARKS: Final = re.compile(rb"LargeStretch(\d{8})Z\n")
_SIGN: Final = "LargeStretch"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Whole lines of a mail, none of which holds a dash: no boundary is among them."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Lightened:
    """A mail in which a mark stands for each large stretch of base64."""

    raw: bytes
    text: bytes
    stretches: tuple[Stretch, ...]

    def make_part(self, policy: Policy = compat32) -> Message:
        """Make a part for the parser, which says by what policy."""
        return MarkedPart(self, policy)

    def restored(self, text: bytes) -> bytes:
        """Put back what marks stand for."""
        view = memoryview(self.raw)
        pieces: list[bytes | memoryview] = []
        at = 0
        for mark in _MARKS.finditer(text):
            stretch = self.stretches[int(mark[1])]
            pieces += (text[at : mark.start()], view[stretch.start : stretch.end])
            at = mark.end()
        return b"".join((*pieces, text[at:]))


class MarkedPart(Message):
    """A part whose text may hold marks; `encoded` is that text as it came."""

    _payload: object  # the parser sets it, and the getter would weigh its charset

    def __init__(self, mail: Lightened, policy: Policy) -> None:
        super().__init__(policy)
        self._mail = mail

    @property
    def is_marked(self) -> bool:
        """Tell whether something was left out."""
        return isinstance(self._payload, str) and _SIGN in self._payload

    def encoded(self) -> bytes:
        """Return the whole text."""
        return self._mail.restored(str(self._payload).encode("ascii", "surrogateescape"))

    def place(self) -> Stretch | None:
        """Return where in the mail its whole text stands; None where it is not so plain."""
        mark = _MARKS.match(text := str(self._payload).encode("ascii", "surrogateescape"))
        if mark is None:
            return None
        stretch = self._mail.stretches[int(mark[1])]
        end = stretch.end + len(text) - mark.end()
        return (
            Stretch(stretch.start, end) if self._mail.raw[stretch.end : end] == text[mark.end() :] else None
        )

    def complete(self) -> None:
        """Let the library have the whole text."""
        self.set_payload(self.encoded().decode("ascii", "surrogateescape"))


def lightened(raw: bytes) -> Lightened | None:
    """Replace a mail's large stretches of base64 by marks; None where there are none.

    A stretch begins behind an empty line and has no dash in it, so that for the parser it is text of one
    part, whichever lines it has.
    """
    found = _stretches(raw)
    if not found:
        return None
    pieces, at = [], 0
    for stretch in found:
        pieces.append(raw[at : stretch.start])
        at = stretch.end
    pieces.append(raw[at:])
    if any(_SIGN.encode() in piece for piece in pieces):
        return None
    marked = [piece + _MARK % number + b"\n" for number, piece in enumerate(pieces[:-1])]
    return Lightened(raw, b"".join((*marked, pieces[-1])), tuple(found))


def _stretches(raw: bytes) -> list[Stretch]:
    found = []
    at = 0
    while gap := _GAP.search(raw, at):
        at = gap.end() - 1  # of several empty lines each may be the last
        if not _LINE.match(raw, gap.end()):
            continue
        dash = raw.find(b"-", gap.end())
        last = raw.rfind(b"\n", gap.end(), dash if dash >= 0 else len(raw))
        end = raw.rfind(b"\n", gap.end(), last) + 1  # the last line's end belongs to the boundary behind it
        if end - gap.end() >= _LEAST:
            found.append(Stretch(gap.end(), end))
        at = max(last, at)
    return found


def plain_base64(text: bytes) -> bytes | None:
    """Decode base64 in lines; None where anything else stands in it, which needs the library's leniency."""
    try:
        return a2b_base64(text.translate(None, b"\r\n"), strict_mode=True)
    except (Error, ValueError):
        return None
