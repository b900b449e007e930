"""The marked-up text of a receipt to keep becomes lines that can be drawn."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Style(StrEnum):
    """How a line looks."""

    TITLE = "title"
    SECTION = "section"
    TEXT = "text"
    SMALL = "small"


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of a page, still as long as its words."""

    style: Style
    text: str


# What a line of the template begins with; what people chose never stands at the beginning of a line.
MARKS: Final = (("# ", Style.TITLE), ("## ", Style.SECTION), ("- ", Style.SMALL))
UNDRAWABLE: Final = "? "  # such a line is shown only where the font lacks characters, which it ends with
STAND_IN: Final = "〓"  # for a character that the font lacks


def page_lines(text: str, known: Collection[int]) -> Iterator[PageLine]:
    """Give the lines of a page; a character whose code point the font does not know is replaced and named."""
    lacking = sorted({each for each in text if each != "\n" and ord(each) not in known})
    told = " ".join(f"U+{ord(each):04X}" for each in lacking)
    table = dict.fromkeys(map(ord, lacking), STAND_IN if ord(STAND_IN) in known else "?")
    for line in text.split("\n"):
        if not line.startswith(UNDRAWABLE):
            yield _line(line.translate(table))
        elif lacking:
            yield PageLine(Style.SMALL, f"{line.removeprefix(UNDRAWABLE).translate(table)}{told}")


def _line(line: str) -> PageLine:
    for mark, style in MARKS:
        if line.startswith(mark):
            return PageLine(style, line.removeprefix(mark))
    return PageLine(Style.TEXT, line)


def lacks_most(text: str, known: Collection[int]) -> bool:
    """Tell whether a font knows so little of a text that nobody could read it."""
    letters = [each for each in text if not each.isspace()]
    return sum(ord(each) not in known for each in letters) * 2 > len(letters)
