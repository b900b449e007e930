"""The lines of a page in the order in which they are seen, not in which they were drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdf import PageObject

# Blanks that a change of font leaves beside a Chinese sign.
_BESIDE_SIGNS = re.compile(r" {1,2}(?=[，。；：、．”）》】])|(?<=[“（《【，；、．]) {1,2}")
_BACK = 1.0  # points to the left that are no mere kerning
_GAP = 0.6  # of the font's size that make a blank
_WIDE = 1.0  # breadth of a Chinese character, of the font's size
_NARROW = 0.55  # of a Latin one
_LATIN = 0x2000  # code points below are narrow


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run of characters as drawn: where it begins from the left, and the size of its font, in points."""

    text: str
    left: float
    size: float

    @property
    def right(self) -> float:
        """Estimate where the run ends."""
        ems = sum(_NARROW if ord(sign) < _LATIN else _WIDE for sign in self.text)
        return self.left + ems * self.size


def page_lines(page: PageObject) -> Iterator[str]:
    """Give the lines of a page; a line whose runs were not drawn from left to right is put in order."""
    lines: list[list[_Piece]] = [[]]

    def collect(text: str, outer: Sequence[float], inner: Sequence[float], _: object, size: float) -> None:
        left = inner[4] * outer[0] + inner[5] * outer[2] + outer[4]
        for place, part in enumerate(text.split("\n")):
            if place:
                lines.append([])
            if part:
                lines[-1].append(_Piece(part, left, size * abs(inner[0] * outer[0])))

    page.extract_text(visitor_text=collect)
    if not lines[-1]:
        lines.pop()
    return (_BESIDE_SIGNS.sub("", _line(line)).rstrip() for line in lines)


def _line(pieces: Sequence[_Piece]) -> str:
    drawn = [piece for piece in pieces if piece.text.strip()]
    if all(after.left >= before.left - _BACK for before, after in pairwise(drawn)):
        return "".join(piece.text for piece in pieces)
    ordered = sorted(drawn, key=lambda piece: piece.left)
    text = ""
    for before, piece in zip([None, *ordered], ordered, strict=False):
        apart = before is not None and piece.left - before.right > _GAP * piece.size
        text += " " * apart + piece.text.strip()
    return text
