"""The lines between two rows of sections, where the headings of categories stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handlers.rules.heading_lines import Heading, category_heading, is_heading_like
from handlers.rules.marks import opening_mark
from handlers.rules.passages import Passage
from handlers.rules.section_headings import Run

NEAR = 6  # heading lines that are looked at above a row of sections


@dataclass(frozen=True, slots=True)
class Region:
    """The lines between the last title of one row of sections and the first of the next."""

    start: int
    end: int
    run: Run


def regions_of(runs: Sequence[Run]) -> Iterator[Region]:
    """Give the lines above each row, from the last title of the row before."""
    start = 0
    for run in runs:
        yield Region(start, run.first, run)
        start = run.last + 1


def near_lines(lines: Sequence[Passage], region: Region) -> list[int]:
    """Give the places of heading-like lines right above a row of sections, nearest first."""
    places: list[int] = []
    for place in range(region.end - 1, region.start - 1, -1):
        half = lines[place].half
        aside = half[:1] == "(" and half.find(")") == len(half) - 1
        if not half or (aside and category_heading(place, lines[place]) is None):
            continue
        if len(places) == NEAR or not is_heading_like(lines[place]):
            break
        places.append(place)
    return places


def over_prose(lines: Sequence[Passage], region: Region) -> int | None:
    """Find the heading-like line right above an introduction to the sections."""
    filled = [place for place in range(region.start, region.end) if lines[place].half][-NEAR:]
    above = next((place for place in reversed(filled) if not is_prose(lines[place])), None)
    return None if above is None or above == filled[-1] or not is_heading_like(lines[above]) else above


def is_prose(line: Passage) -> bool:
    """Tell a sentence without a number."""
    return line.half[-1:] == "。" and opening_mark(line.half) is None


def last_worded(lines: Sequence[Passage], region: Region) -> Heading | None:
    """Find the nearest heading above a row that names itself by a word."""
    for place in range(region.end - 1, region.start - 1, -1):
        if found := category_heading(place, lines[place]):
            return found
    return None
