"""Which lines head the categories and topics of a guide, told by where rows of sections begin."""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from handlers.rules.guide_strays import tells_contact
from handlers.rules.heading_lines import (
    LONG,
    Heading,
    category_heading,
    is_container,
    is_heading_like,
    is_sure,
    other_heading,
    topic_heading,
)
from handlers.rules.marks import opening_mark
from handlers.rules.passages import Passage
from handlers.rules.section_headings import Run, SectionHeading, section_runs
from handlers.rules.section_titles import SectionKind, section_title
from handlers.rules.unknown_titles import unknown_titles

_Signed = tuple[str, int, str]  # the form, the number and the sign of a mark
_NEAR = 6  # heading lines that are looked at above a row of sections


@dataclass(slots=True)
class Headings:
    """The headings found, by place.

    `unheaded` are rows of sections that no category heads, `scoped` those of contacts or general rules only.
    """

    sections: dict[int, SectionHeading] = field(default_factory=dict)
    topics: dict[int, Heading] = field(default_factory=dict)
    categories: dict[int, Heading] = field(default_factory=dict)
    unheaded: set[int] = field(default_factory=set)
    scoped: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Region:
    """The lines between the last title of one row of sections and the first of the next."""

    start: int
    end: int
    run: Run


def find_headings(lines: Sequence[Passage]) -> Headings:
    """Choose the form that the headings of categories have, then that of topics, and collect both."""
    runs = section_runs(lines)
    form = _category_form(lines, list(_regions(runs)))
    if form:
        runs = section_runs(lines, _inner_headings(lines, runs, form))
    regions = list(_regions(runs))
    found = Headings(sections={each.place: each for run in runs for each in run.headings})
    _collect_categories(lines, regions, form, found)
    _collect_topics(lines, regions, form, found)
    _add_sure(lines, found)
    _add_unknown(lines, runs, found)
    return found


def _inner_headings(lines: Sequence[Passage], runs: Sequence[Run], form: str) -> set[int]:
    """Find headings of the chosen form within a row: behind contacts that stand first, or by their number."""
    places: set[int] = set()
    printed = _first_marks(lines)
    for run in runs:
        for before, below in pairwise(run.headings):
            between = _Region(before.place + 1, below.place, run)
            if form.startswith("word:"):
                worded = _last_worded(lines, between)
                places.update({worded.place} if worded and worded.form == form else ())
            elif set(before.title.kinds) == {SectionKind.CONTACTS}:
                above = _over_prose(lines, between)
                near = _near(lines, between) or ([] if above is None else [above])
                places.update(place for place in near if other_heading(place, lines[place]).form == form)
            else:
                places.update(_next_heading(lines, between, form, printed))
    return places


def _next_heading(
    lines: Sequence[Passage], between: _Region, form: str, printed: Mapping[_Signed, int]
) -> Iterator[int]:
    """Give the line right above a section whose number goes on with that of the category before.

    A clause goes on with the clause above it, or begins at 1.
    """
    for place in _near(lines, between)[:1]:
        own = _signed(lines[place])
        if own is None or own[0] != form or own[1] == 1:
            continue
        wanted = (form, own[1] - 1, own[2])
        clauses = map(_signed, lines[between.start : place])
        if printed.get(wanted, place) < between.start and wanted not in clauses:
            yield place


def _first_marks(lines: Sequence[Passage]) -> dict[_Signed, int]:
    """Give the place where each number with its sign is first printed."""
    return {mark: place for place in range(len(lines) - 1, -1, -1) if (mark := _signed(lines[place]))}


def _signed(line: Passage) -> _Signed | None:
    """Give the form, the number and the sign of a line's mark: 1、 and 1. are told apart."""
    mark = opening_mark(line.half)
    return (mark.form, mark.number, line.half[mark.end - 1]) if mark else None


def _regions(runs: Sequence[Run]) -> Iterator[_Region]:
    start = 0
    for run in runs:
        yield _Region(start, run.first, run)
        start = run.last + 1


def _is_scoped(run: Run) -> bool:
    """Tell whether a row holds contacts or general rules only, which may belong to no category."""
    return run.outer or run.kinds <= {SectionKind.CONTACTS, SectionKind.OTHER}


def _near(lines: Sequence[Passage], region: _Region) -> list[int]:
    """Give the places of heading-like lines right above a row of sections, nearest first."""
    places: list[int] = []
    for place in range(region.end - 1, region.start - 1, -1):
        half = lines[place].half
        aside = half[:1] == "(" and half.find(")") == len(half) - 1
        if not half or (aside and category_heading(place, lines[place]) is None):
            continue
        if len(places) == _NEAR or not is_heading_like(lines[place]):
            break
        places.append(place)
    return places


def _category_form(lines: Sequence[Passage], regions: Iterable[_Region]) -> str | None:
    votes = Counter(
        vote
        for region in regions
        if not _is_scoped(region.run) and (vote := _vote(lines, region)) is not None
    )
    return max(votes, key=lambda form: (votes[form], form.startswith("word:")), default=None)


def _vote(lines: Sequence[Passage], region: _Region) -> str | None:
    """Name the form of the heading right above a row of sections; words count at any distance."""
    worded = _last_worded(lines, region)
    if worded:
        return worded.form
    near = _near(lines, region)
    if not near:
        return _vote_over_prose(lines, region)
    if topic_heading(near[0], lines[near[0]]) or _is_title(lines, near[0]):
        return None
    heading = other_heading(near[0], lines[near[0]])
    above = other_heading(near[1], lines[near[1]]) if len(near) > 1 else None
    if (
        heading.form == "bare"
        and above
        and above.number is not None
        and (not above.name or _runs_on(lines[near[1]], lines[near[0]]))
    ):
        return above.form  # the number, or the first half of the name, on a line of its own
    return heading.form


def _vote_over_prose(lines: Sequence[Passage], region: _Region) -> str | None:
    """Name the form of a numbered heading that a sentence or two part from its sections."""
    above = _over_prose(lines, region)
    if above is None or topic_heading(above, lines[above]):
        return None
    heading = other_heading(above, lines[above])
    return None if heading.number is None else heading.form


def _over_prose(lines: Sequence[Passage], region: _Region) -> int | None:
    """Find the heading-like line right above an introduction to the sections."""
    filled = [place for place in range(region.start, region.end) if lines[place].half][-_NEAR:]
    above = next((place for place in reversed(filled) if not _is_prose(lines[place])), None)
    return None if above is None or above == filled[-1] or not is_heading_like(lines[above]) else above


def _is_prose(line: Passage) -> bool:
    """Tell a sentence without a number."""
    return line.half[-1:] == "。" and opening_mark(line.half) is None


def _runs_on(above: Passage, below: Passage) -> bool:
    """Tell a numbered heading whose name goes on in a shorter line."""
    return len(above.half) >= LONG and len(below.half) < len(above.half) and below.number == above.number + 1


def _last_worded(lines: Sequence[Passage], region: _Region) -> Heading | None:
    for place in range(region.end - 1, region.start - 1, -1):
        if found := category_heading(place, lines[place]):
            return found
    return None


def _collect_categories(
    lines: Sequence[Passage], regions: Sequence[_Region], form: str | None, found: Headings
) -> None:
    before: Heading | None = None
    for region in regions:
        heading = _category_of(lines, region, form, before)
        if heading:
            found.categories[heading.place] = before = heading
        elif _is_scoped(region.run):
            found.scoped.add(region.run.first)
        elif before or SectionKind.SUPPORT in region.run.kinds or _has_topic(lines, region):
            found.unheaded.add(region.run.first)


def _has_topic(lines: Sequence[Passage], region: _Region) -> bool:
    return any(topic_heading(place, lines[place]) for place in range(region.start, region.end))


def _category_of(
    lines: Sequence[Passage], region: _Region, form: str | None, before: Heading | None
) -> Heading | None:
    """Find the heading of one row of sections: by the chosen form, else by a word."""
    near = _near(lines, region)
    if form and not form.startswith("word:"):
        for place in near:
            if (heading := other_heading(place, lines[place])).form == form and not _is_title(lines, place):
                return None if topic_heading(place, lines[place]) else heading
        for place in range(region.end - 1, region.start - 1, -1):
            heading = other_heading(place, lines[place])
            if heading.form == form and is_heading_like(lines[place]) and _follows(heading, before):
                return None if form == "bare" else heading
    worded = _last_worded(lines, region)
    return (
        worded if worded and (worded.form == form or is_sure(worded) or not _is_scoped(region.run)) else None
    )


def _is_title(lines: Sequence[Passage], place: int) -> bool:
    """Tell whether a line is the guide's own title rather than a category's name."""
    unnumbered = other_heading(place, lines[place]).form.partition(":")[0] in {"bare", "level"}
    return unnumbered and lines[place].half.rstrip(")").endswith("指南")


def _follows(heading: Heading, before: Heading | None) -> bool:
    return heading.number in {1, (before.number or 0) + 1 if before else 1}


def _collect_topics(
    lines: Sequence[Passage], regions: Sequence[_Region], form: str | None, found: Headings
) -> None:
    worded = {place: topic for place, each in enumerate(lines) if (topic := topic_heading(place, each))}
    if worded:
        found.topics.update(worded)
        return
    above = [
        (region, heading)
        for region in regions
        if (place := _heading_place(region, found)) is not None
        for heading in [_topic_above(lines, region, place, form)]
    ]
    chosen = _topic_form(each for _, each in above if each)
    if chosen:
        found.topics.update({topic.place: topic for topic in _topics(lines, regions, chosen, found)})


def _heading_place(region: _Region, found: Headings) -> int | None:
    places = [place for place in range(region.start, region.end) if place in found.categories]
    return places[-1] if places else None


@dataclass(frozen=True, slots=True)
class _Above:
    """The heading above a category; `apart` where sentences stand between."""

    heading: Heading
    apart: bool = False


def _topic_above(lines: Sequence[Passage], region: _Region, place: int, form: str | None) -> _Above | None:
    """Read the line above a category as a topic; its contacts or an introduction may stand between."""
    apart = False
    for above in range(place - 1, max(region.start - _NEAR, 0) - 1, -1):
        line = lines[above]
        if not line.half or _is_contact(line):
            continue
        if above >= region.start and _is_prose(line):
            apart = True
            continue
        heading = other_heading(above, line)
        named = heading.name and not (is_container(heading) or _is_title(lines, above))
        fits = named and is_heading_like(line) and heading.form not in {form, "bare"}
        return _Above(heading, apart) if fits else None
    return None


def _is_contact(line: Passage) -> bool:
    """Tell a line of contacts, with its title or without: 本专题联系人：…."""
    title = section_title(line.half)
    return tells_contact(line) or (title is not None and set(title.kinds) == {SectionKind.CONTACTS})


def _topic_form(found: Iterable[_Above]) -> str | None:
    """Choose the form whose numbers run 1, 2, 3 …; levels have no numbers and are taken as they are."""
    rows: dict[str, list[_Above]] = {}
    for each in found:
        rows.setdefault(each.heading.form, []).append(each)
    for form, row in rows.items():
        runs = [each.heading.number for each in row] == list(range(1, len(row) + 1))
        sure = len(row) > 1 or not row[0].apart  # 一、总体要求 has its text behind it and is no topic
        if form.startswith("level:") or (runs and sure):
            return form
    return None


def _topics(
    lines: Sequence[Passage], regions: Sequence[_Region], form: str, found: Headings
) -> Iterator[Heading]:
    """Give the last line of the topics' form above each category, where its number is the next one."""
    expected = 1
    for region in regions:
        end = _heading_place(region, found)
        above = _topic_above(lines, region, end, None) if end is not None else None
        first = min(region.start, above.heading.place) if above else region.start
        for place in range((end or region.start) - 1, first - 1, -1):
            heading = other_heading(place, lines[place])
            if heading.form == form and is_heading_like(lines[place]) and heading.number in {None, expected}:
                yield heading
                expected += 1
                break


def _add_sure(lines: Sequence[Passage], found: Headings) -> None:
    """Add headings with a sure word whose category has no sections at all."""
    for place, each in enumerate(lines):
        heading = category_heading(place, each)
        if heading and is_sure(heading) and place not in found.topics:
            found.categories.setdefault(place, heading)


def _add_unknown(lines: Sequence[Passage], runs: Sequence[Run], found: Headings) -> None:
    """Add the titles in unknown words that complete the numbers of a row of sections."""
    headed = sorted({*found.topics, *found.categories, *(run.first for run in runs), len(lines)})
    categories = sorted(found.categories)
    for run in runs:
        if run.first in found.scoped:
            continue
        above = bisect(categories, run.first)
        after = headed[bisect(headed, run.last)]
        limits = (categories[above - 1] + 1 if above else run.first, after)
        found.sections.update({each.place: each for each in unknown_titles(lines, run, limits)})
