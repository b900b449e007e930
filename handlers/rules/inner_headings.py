"""Headings of categories within what looks like one row of sections."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from handlers.rules.heading_lines import is_heading_like, other_heading
from handlers.rules.heading_regions import Region, is_prose, last_worded, near_lines, over_prose
from handlers.rules.marks import opening_mark
from handlers.rules.passages import Passage
from handlers.rules.section_headings import Run
from handlers.rules.section_titles import SectionKind

_Signed = tuple[str, int, str]  # the form, the number and the sign of a mark


def inner_headings(lines: Sequence[Passage], runs: Sequence[Run], form: str) -> set[int]:
    """Find headings of the chosen form within a row: behind contacts that stand first, or by their number."""
    places: set[int] = set()
    printed = _first_marks(lines)
    for run in runs:
        for before, below in pairwise(run.headings):
            between = Region(before.place + 1, below.place, run)
            if form.startswith("word:"):
                worded = last_worded(lines, between)
                places.update({worded.place} if worded and worded.form == form else ())
            elif set(before.title.kinds) == {SectionKind.CONTACTS}:
                above = over_prose(lines, between)
                near = near_lines(lines, between) or ([] if above is None else [above])
                places.update(place for place in near if other_heading(place, lines[place]).form == form)
            else:
                places.update(_next_heading(lines, between, form, printed))
    return places


def _next_heading(
    lines: Sequence[Passage], between: Region, form: str, printed: Mapping[_Signed, int]
) -> Iterator[int]:
    """Give the line right above a section whose number goes on with that of the category before.

    A clause goes on with the clause above it, or begins at 1.
    """
    above = over_prose(lines, between)
    for place in near_lines(lines, between)[:1] or ([] if above is None else [above]):
        own = _signed(lines[place])
        if own is None or own[0] != form:
            continue
        if own[1] == 1:
            fits = own in printed and _heads_topic(lines, between, place, printed)
        else:
            fits = _goes_on(own, between.start, printed)
            fits = fits and (form, own[1] - 1, own[2]) not in map(_signed, lines[between.start : place])
        if fits:
            yield place


def _heads_topic(
    lines: Sequence[Passage], between: Region, place: int, printed: Mapping[_Signed, int]
) -> bool:
    """Tell whether the line above a first heading is the next one of a higher form: 二、… over （一）…."""
    filled = (at for at in range(place - 1, between.start - 1, -1) if lines[at].half)
    above = next((at for at in filled if not is_prose(lines[at])), None)
    mark = None if above is None else _signed(lines[above])
    if above is None or mark is None or mark[0] == other_heading(place, lines[place]).form:
        return False
    return is_heading_like(lines[above]) and _goes_on(mark, between.start, printed)


def _goes_on(mark: _Signed, start: int, printed: Mapping[_Signed, int]) -> bool:
    """Tell whether the number before stands in the same form somewhere above."""
    return printed.get((mark[0], mark[1] - 1, mark[2]), start) < start


def _first_marks(lines: Sequence[Passage]) -> dict[_Signed, int]:
    """Give the place where each number with its sign is first printed."""
    return {mark: place for place in range(len(lines) - 1, -1, -1) if (mark := _signed(lines[place]))}


def _signed(line: Passage) -> _Signed | None:
    """Give the form, the number and the sign of a line's mark: 1、 and 1. are told apart."""
    mark = opening_mark(line.half)
    return (mark.form, mark.number, line.half[mark.end - 1]) if mark else None
