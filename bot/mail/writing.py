"""A letter's specification and its files become bytes on disk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from handlers.rules.compose import Enclosure, LetterSpec, compose
from handlers.rules.mime import attachments_data
from storage.blobs import Blobs


def write_letters(specs: Sequence[LetterSpec], blobs: Blobs) -> list[str]:
    """Write letters durably and return the names of their bytes.

    Raises FileNotFoundError where a file is gone, Unreadable, ValueError or LookupError where a letter
    breaks a rule of mail.
    """
    return blobs.put_all([_written(spec, blobs) for spec in specs])


def _written(spec: LetterSpec, blobs: Blobs) -> bytes:
    """Write a letter; the mail that its files came in is read and parsed once."""
    raw = cache(blobs.get)
    files = cache(lambda blob: attachments_data(raw(blob)))
    return compose(spec, [_data(each, raw, files) for each in spec.enclosures])


def enclosed(blobs: Blobs, enclosure: Enclosure) -> bytes:
    """Return the bytes of an enclosure: its text, a whole blob, or one attachment of a stored letter."""
    return _data(enclosure, blobs.get, lambda blob: attachments_data(blobs.get(blob)))


def _data(
    enclosure: Enclosure, raw: Callable[[str], bytes], files: Callable[[str], Sequence[bytes]]
) -> bytes:
    if enclosure.text is not None:
        return enclosure.text.encode()
    return raw(enclosure.blob) if enclosure.part is None else files(enclosure.blob)[enclosure.part]
