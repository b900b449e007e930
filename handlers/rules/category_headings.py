"""Which lines head the categories and topics of a guide, told by where rows of sections begin."""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

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
from handlers.rules.heading_regions import (
    NEAR,
    Region,
    is_prose,
    last_worded,
    near_lines,
    over_prose,
    regions_of,
)
from handlers.rules.inner_headings import inner_headings
from handlers.rules.passages import Passage
from handlers.rules.section_headings import Run, SectionHeading, find_titles, section_runs
from handlers.rules.section_titles import SectionKind, section_title
from handlers.rules.unknown_titles import unknown_titles


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


def find_headings(lines: Sequence[Passage]) -> Headings:
    """Choose the form that the headings of categories have, then that of topics, and collect both."""
    titles = find_titles(lines)
    runs = section_runs(lines, titles)
    form = _category_form(lines, list(regions_of(runs)))
    if form and (inner := inner_headings(lines, runs, form)):
        runs = section_runs(lines, titles, inner)
    regions = list(regions_of(runs))
    found = Headings(sections={each.place: each for run in runs for each in run.headings})
    _collect_categories(lines, regions, form, found)
    _collect_topics(lines, regions, form, found)
    _add_sure(lines, found)
    _add_unknown(lines, runs, found)
    return found


def _is_scoped(run: Run) -> bool:
    """Tell whether a row holds contacts or general rules only, which may belong to no category."""
    return run.outer or run.kinds <= {SectionKind.CONTACTS, SectionKind.OTHER}


def _category_form(lines: Sequence[Passage], regions: Iterable[Region]) -> str | None:
    votes = Counter(
        vote
        for region in regions
        if not _is_scoped(region.run) and (vote := _vote(lines, region)) is not None
    )
    return max(votes, key=lambda form: (votes[form], form.startswith("word:")), default=None)


def _vote(lines: Sequence[Passage], region: Region) -> str | None:
    """Name the form of the heading right above a row of sections; words count at any distance."""
    worded = last_worded(lines, region)
    if worded:
        return worded.form
    near = near_lines(lines, region)
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


def _vote_over_prose(lines: Sequence[Passage], region: Region) -> str | None:
    """Name the form of a numbered heading that a sentence or two part from its sections."""
    above = over_prose(lines, region)
    if above is None or topic_heading(above, lines[above]):
        return None
    heading = other_heading(above, lines[above])
    return None if heading.number is None else heading.form


def _runs_on(above: Passage, below: Passage) -> bool:
    """Tell a numbered heading whose name goes on in a shorter line."""
    return len(above.half) >= LONG and len(below.half) < len(above.half) and below.number == above.number + 1


def _collect_categories(
    lines: Sequence[Passage], regions: Sequence[Region], form: str | None, found: Headings
) -> None:
    before: Heading | None = None
    for region, after in zip_longest(regions, regions[1:]):
        heading = _category_of(lines, region, form, before)
        if heading:
            found.categories[heading.place] = before = heading
        elif _is_scoped(region.run) or _is_of_topic(lines, region, after, form):
            found.scoped.add(region.run.first)
        elif before or SectionKind.SUPPORT in region.run.kinds or _has_topic(lines, region):
            found.unheaded.add(region.run.first)


def _has_topic(lines: Sequence[Passage], region: Region) -> bool:
    return any(topic_heading(place, lines[place]) for place in range(region.start, region.end))


def _is_of_topic(lines: Sequence[Passage], region: Region, after: Region | None, form: str | None) -> bool:
    """Tell sections between a topic's heading and its first category, which are meant for all of these."""
    if after is None or not form or _has_topic(lines, after):
        return False
    first = _category_of(lines, after, form, None)
    headed = _has_topic(lines, region) or _has_other(lines, region, form)
    return headed and first is not None and first.form == form and first.number in {None, 1}


def _has_other(lines: Sequence[Passage], region: Region, form: str) -> bool:
    """Tell a numbered heading of another form right above sections that grant nothing yet."""
    near = near_lines(lines, region)
    heading = other_heading(near[0], lines[near[0]]) if near else None
    numbered = heading is not None and heading.number is not None and heading.form != form
    return numbered and SectionKind.SUPPORT not in region.run.kinds and "word:" not in form


def _category_of(
    lines: Sequence[Passage], region: Region, form: str | None, before: Heading | None
) -> Heading | None:
    """Find the heading of one row of sections: by the chosen form, else by a word."""
    near = near_lines(lines, region)
    if form and not form.startswith("word:"):
        for place in near:
            if (heading := other_heading(place, lines[place])).form == form and not _is_title(lines, place):
                return None if topic_heading(place, lines[place]) else heading
        for place in range(region.end - 1, region.start - 1, -1):
            heading = other_heading(place, lines[place])
            if heading.form == form and is_heading_like(lines[place]) and _follows(heading, before):
                return None if form == "bare" else heading
    worded = last_worded(lines, region)
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
    lines: Sequence[Passage], regions: Sequence[Region], form: str | None, found: Headings
) -> None:
    worded = {place: topic for place, each in enumerate(lines) if (topic := topic_heading(place, each))}
    if worded:
        last = max([*found.categories, *found.unheaded], default=-1)
        seen = {topic.number for place, topic in worded.items() if place < last}
        again = {place for place, topic in worded.items() if place > last >= 0 and topic.number in seen}
        found.topics.update({place: topic for place, topic in worded.items() if place not in again})
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


def _heading_place(region: Region, found: Headings) -> int | None:
    places = [place for place in range(region.start, region.end) if place in found.categories]
    return places[-1] if places else None


_GENERAL = re.compile(
    r"总\s*则|总体要求|基本要求|一般规定|申报(?:须知|要求|说明)|(?:有关|编制|填报)说明|适用范围"
)
_REACHED = re.compile(r"\d{7}|@")  # a phone in one piece, a mailbox


@dataclass(frozen=True, slots=True)
class _Above:
    """The heading above a category; `apart` where sentences stand between."""

    heading: Heading
    apart: bool = False


def _topic_above(lines: Sequence[Passage], region: Region, place: int, form: str | None) -> _Above | None:
    """Read the line above a category as a topic; its contacts or an introduction may stand between."""
    apart = contact = False
    for above in range(place - 1, max(region.start - 2 * NEAR, 0) - 1, -1):
        line = lines[above]
        if not line.half or _is_contact(line):
            contact = contact or bool(line.half)
            continue
        titled = section_title(line.half) is not None
        if (above >= region.start or contact or titled) and is_prose(line):
            apart = True
            continue
        heading = other_heading(above, line)
        if heading.form == "bare":  # 方向一：… over 任务1.1
            heading = category_heading(above, line) or heading
        named = heading.name and not (is_container(heading) or _is_title(lines, above))
        fits = named and is_heading_like(line) and heading.form not in {form, "bare"}
        return _Above(heading, apart) if fits else None
    return None


def _is_contact(line: Passage) -> bool:
    """Tell a line of contacts, with its title or without: 本专题联系人：…."""
    title = section_title(line.half)
    reached = tells_contact(line) or _REACHED.search(line.half) is not None
    return reached or (title is not None and set(title.kinds) == {SectionKind.CONTACTS})


def _topic_form(found: Iterable[_Above]) -> str | None:
    """Choose the form whose numbers run 1, 2, 3 …; levels have no numbers and are taken as they are."""
    rows: dict[str, list[_Above]] = {}
    for each in found:
        rows.setdefault(each.heading.form, []).append(each)
    for form, row in rows.items():
        numbers = [each.heading.number for each in row]
        first = 2 if numbers[0] == 2 and len(row) > 1 else 1  # noqa: PLR2004 - the first may hide
        runs = numbers == list(range(first, first + len(row)))
        sure = len(row) > 1 or not row[0].apart  # 一、总体要求 has its text behind it and is no topic
        if form.startswith("level:") or (runs and sure):
            return form
    return None


def _topics(
    lines: Sequence[Passage], regions: Sequence[Region], form: str, found: Headings
) -> Iterator[Heading]:
    """Give the last line of the topics' form above each category, where its number is the next one."""
    expected = 1
    if any(_is_general(other_heading(place, lines[place]), form) for place in range(regions[0].end)):
        expected = 2
    for region in regions:
        end = _heading_place(region, found)
        above = _topic_above(lines, region, end, None) if end is not None else None
        first = min(region.start, above.heading.place) if above else region.start
        for place in range((end or region.start) - 1, first - 1, -1):
            heading = other_heading(place, lines[place])
            if form.startswith("word:"):
                heading = category_heading(place, lines[place]) or heading
            if heading.form == form and is_heading_like(lines[place]) and heading.number in {None, expected}:
                yield heading
                expected += 1
                break


def _is_general(heading: Heading, form: str) -> bool:
    """Tell the first of a guide's chapters where it only says how to apply: 第一章 总则."""
    return heading.form == form and heading.number == 1 and _GENERAL.fullmatch(heading.name) is not None


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
