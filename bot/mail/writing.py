"""A letter's specification and its files become bytes on disk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from bot.mail.outgoing import LaidOut
from handlers.rules.attachments import attached_parts, attachments_data, fit_to_travel
from handlers.rules.compose import Enclosure, LetterSpec, lay_out
from handlers.rules.layout import LEAST, Passage, Piece, written_layout
from handlers.rules.mail_parts import PlainMessage, content
from storage.blobs import Blobs


def write_letters(specs: Sequence[LetterSpec], blobs: Blobs) -> list[str]:
    """Write letters durably and return the names of their bytes.

    Raises FileNotFoundError where a file is gone, Unreadable, ValueError or LookupError where a letter
    breaks a rule of mail.
    """
    return blobs.put_all([_written(spec, blobs) for spec in specs])


def _written(spec: LetterSpec, blobs: Blobs) -> bytes:
    """Write a letter; the mail that its files came in is read and parsed once.

    Large files are not written once more: the letter's layout says where they lie.
    """
    parts = cache(lambda blob: attached_parts(blobs.get(blob)))
    pieces = lay_out(spec, [_file(each, blobs, parts) for each in spec.enclosures])
    layout = written_layout(pieces)
    return LaidOut(tuple(pieces), blobs).whole() if layout is None else layout


def enclosed(blobs: Blobs, enclosure: Enclosure) -> bytes:
    """Return the bytes of an enclosure: its text, a whole blob, or one attachment of a stored letter."""
    if enclosure.text is not None:
        return enclosure.text.encode()
    raw = blobs.get(enclosure.blob)
    return raw if enclosure.part is None else attachments_data(raw)[enclosure.part]


def _file(enclosure: Enclosure, blobs: Blobs, parts: Callable[[str], Sequence[PlainMessage]]) -> Piece:
    """Return a file's bytes, or where they lie if they are many."""
    if enclosure.text is not None:
        return enclosure.text.encode()
    size = blobs.path(enclosure.blob).stat().st_size
    if enclosure.part is None:
        return blobs.get(enclosure.blob) if size < LEAST else Passage(enclosure.blob, 0, size, coded=True)
    part = parts(enclosure.blob)[enclosure.part]
    place = fit_to_travel(part) if size >= LEAST else None
    return Passage(enclosure.blob, place.start, place.end, coded=False) if place else content(part)
