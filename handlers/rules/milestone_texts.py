"""The milestones that one cell of a task table holds."""

from __future__ import annotations

import re
from dataclasses import dataclass

from handlers.rules.printed_numbers import printed_number

# Behind the end of a clause a number in parentheses begins the next milestone on the same line.
_INLINE = re.compile(r"(?<=[；;。])[ \t　]*(?=[（(]\d{1,2}[)）])")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a cell with the number printed before it."""

    number: int | None
    text: str


def split_pieces(text: str) -> tuple[Piece, ...]:
    """Part a cell at its printed numbers, if these count on; otherwise it is one piece."""
    parts = _begun_parts(_INLINE.sub("\n", text.strip()))
    numbers = [printed_number(part) for part in parts]
    counted = [number for number in numbers if number]
    if len(counted) == len(parts) > 1 and len({number.style for number in counted}) == 1:
        values = [number.value for number in counted]
        if values == list(range(values[0], values[0] + len(values))):
            return tuple(Piece(number.value, number.rest.strip()) for number in counted)
    own = printed_number(text.strip())
    return (Piece(own.value, own.rest.strip()) if own else Piece(None, text.strip()),)


def _begun_parts(text: str) -> list[str]:
    parts: list[str] = []
    for line in text.split("\n"):
        if parts and not printed_number(line):
            parts[-1] += "\n" + line
        else:
            parts.append(line)
    return parts


def shared_out(text: str, count: int) -> tuple[str, ...] | None:
    """Share a cell out: one text for all milestones, or one for each; None where it fits neither."""
    if count == 1:
        return (text,)
    pieces = split_pieces(text)
    if len(pieces) == count:
        return tuple(piece.text.rstrip("；;。") for piece in pieces)
    lines = tuple(filter(None, (line.strip() for line in text.split("\n"))))
    if len(lines) == count:
        return lines
    return (text,) * count if len(lines) <= 1 else None
