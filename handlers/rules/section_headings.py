"""Which lines of a guide are the titles of sections, and where a new row of sections begins."""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from handlers.rules.contact_rows import is_contact_head
from handlers.rules.heading_lines import category_heading, is_heading_like, is_sure, topic_heading
from handlers.rules.marks import opening_mark
from handlers.rules.passages import Passage
from handlers.rules.section_titles import SectionKind, SectionTitle, section_title

_FAMILIES = {"paren-cn": "paren", "paren-num": "paren"}  # （一） and （1） are taken for one another
_CLAUSE_LINES = 20  # lines above in which the clause before stands
_MANY = 0.6  # of the titles of the family that has most
_ENOUGH = 5  # kinds that make a family as sure as it gets
_CODED = {"dotted", "dashed", "letter-num", "roman-num"}  # the marks of categories under their topics
_LABEL = 2  # characters of a title that may be a label as well
_FEWEST_SPACED = 3  # kinds of titles that make a row of them
_GENERAL_TITLE = re.compile(r"(?:通用|共性|统一|全部|各类|以上)(?!$)")
# 本条由平台科负责，联系人：…, which ends a category without a title
_OWN_CONTACT = re.compile(
    r"本(?:条|项|类)?(?:政策|项目|类别|方向|课题|条款|事项)?(?:由[^,。;:]{2,20}(?:负责|受理|承办|解释)|(?:业务)?(?:咨询|联系))(?=.*(?:\d{7}|@))"
)
_OF_CLASSES = re.compile(r"(?:项目|支持|申报|资助|奖补)(?:类别|类型)[与及和]")  # 申报类别及支持标准
_RANKS = (
    "part",
    "class",
    "chapter",
    "paragraph",
    "cn",
    "paren",
    "num",
)  # the outermost first (GB/T 9704, 7.3.3)


@dataclass(frozen=True, slots=True)
class SectionHeading:
    """A section's title with its place among the lines and its number in the row of sections."""

    place: int
    title: SectionTitle
    form: str
    number: int | None
    unknown: bool = False  # in words that no table knows

    @property
    def family(self) -> str:
        """Name the form of the number, without the difference that typists make by mistake."""
        return _FAMILIES.get(self.form, self.form)


@dataclass(slots=True)
class Run:
    """Section titles that follow each other and belong to one category."""

    headings: list[SectionHeading] = field(default_factory=list)
    outer: bool = False  # stands above the categories, as 二、申报要求 behind the last of them

    @property
    def kinds(self) -> set[SectionKind]:
        """Give what the sections tell."""
        return {kind for each in self.headings for kind in each.title.kinds}

    @property
    def first(self) -> int:
        """Give the place of the first title."""
        return self.headings[0].place

    @property
    def last(self) -> int:
        """Give the place of the last title."""
        return self.headings[-1].place


@dataclass(frozen=True, slots=True)
class Titles:
    """All titles of sections in order, the family that most bear, the places of sure headings above them."""

    headings: tuple[SectionHeading, ...]
    family: str
    breaks: frozenset[int]


def find_titles(lines: Sequence[Passage]) -> Titles:
    """Find the titles of sections and the headings that part them."""
    spaced = _is_spaced(lines)
    found = [
        heading for place, each in enumerate(lines) if (heading := _candidate(place, each, spaced=spaced))
    ]
    kept = [each for each, after in zip_longest(found, found[1:]) if not _is_container(lines, each, after)]
    telling = [each for each in kept if not _is_label(each)]
    kinds = {kind for each in telling for kind in each.title.kinds}
    sure = telling if len(kinds) >= _FEWEST_SPACED else kept
    return Titles(tuple(kept), _main_family(sure), frozenset(_breaks(lines)))


def section_runs(lines: Sequence[Passage], titles: Titles, parted_at: Collection[int] = ()) -> list[Run]:
    """Part the titles of sections where a new row begins, also at the places given."""
    family = titles.family
    breaks = sorted(titles.breaks.union(parted_at))
    runs: list[Run] = []
    used: set[str] = set()  # families that titles of categories bear
    for heading in titles.headings:
        parted = not runs or bisect(breaks, runs[-1].last) < bisect(breaks, heading.place)
        if parted and _is_plausible(heading, family, Run()):
            runs.append(Run([heading]))
        elif not parted:
            _take(runs, heading, family, used, lines)
        if runs and runs[-1].last == heading.place and not runs[-1].outer:
            used.add(heading.family)
    return runs


def _take(
    runs: list[Run], heading: SectionHeading, family: str, used: Collection[str], lines: Sequence[Passage]
) -> None:
    """Add a title to the row at hand, begin a new row with it, or leave it as text."""
    run = runs[-1]
    if _GENERAL_TITLE.match(heading.title.name):
        if run.outer:
            run.headings.append(heading)
        else:
            runs.append(Run([heading], outer=True))
        return
    if _repeats_outside(heading, run, family) or (run.outer and heading.family == family):
        runs.append(Run([heading], outer=heading.family != family))
        return
    if len(runs) > 1 and not run.outer and heading.family not in used and _is_general(heading, family):
        runs.append(Run([heading], outer=True))
        return
    if _is_headed(heading, run, family, lines):
        runs.append(Run([heading]))
        return
    nested = _is_nested(heading, run.headings[-1]) or _is_clause(heading, run, lines)
    if nested or not _is_plausible(heading, family, run):
        return
    if _begins_anew(heading, run) or _is_outer(heading, family):
        runs.append(Run([heading]))
    else:
        run.headings.append(heading)


def _is_headed(heading: SectionHeading, run: Run, family: str, lines: Sequence[Passage]) -> bool:
    """Tell the first title of a category below its heading, where the row at hand is that of its topic.

    The topic has the title already, or bears none of the numbers that the sections of categories have.
    """
    above = next((place for place in range(heading.place - 1, run.last, -1) if lines[place].half), None)
    mark = opening_mark(lines[above].half) if above is not None else None
    if above is None or mark is None or not is_heading_like(lines[above]):
        return False
    again = SectionKind.RESEARCH in run.kinds & set(heading.title.kinds) and mark.form in _CODED
    plain = all(each.family != family for each in run.headings)
    first = heading.number == 1 or (family == "bare" and SectionKind.RESEARCH in heading.title.kinds)
    return again or (plain and first and heading.family == family)


def _is_container(lines: Sequence[Passage], heading: SectionHeading, after: SectionHeading | None) -> bool:
    """Tell a title that stands over categories, as 二、支持领域, where a heading and its like follow."""
    if after is None or not heading.title.alone or heading.family == after.family:
        return False
    between = [each for each in lines[heading.place + 1 : after.place] if each.half]
    repeated = SectionKind.RESEARCH in set(heading.title.kinds) & set(after.title.kinds)
    repeated = repeated or _OF_CLASSES.match(heading.title.name) is not None
    return repeated and bool(between) and all(is_heading_like(each) for each in between)


def _is_label(heading: SectionHeading) -> bool:
    """Tell a short word before a colon, which may be a label within a section."""
    title = heading.title
    return heading.form == "bare" and title.stop == ":" and len(title.name) <= _LABEL


def _is_spaced(lines: Sequence[Passage]) -> bool:
    """Tell whether a guide parts its titles from their text by a blank alone: 申报条件 企业."""
    titles = [title for each in lines if (title := section_title(each.half))]
    blank = Counter(kind for title in titles if title.stop == " " for kind in title.kinds)
    others = {kind for title in titles if title.stop != " " for kind in title.kinds}
    return len(blank) >= _FEWEST_SPACED and min(blank.values()) > 1 and len(others) < len(blank)


def _candidate(place: int, each: Passage, *, spaced: bool = False) -> SectionHeading | None:
    if is_contact_head(each.half):
        return SectionHeading(place, SectionTitle((SectionKind.CONTACTS,), "联系人表", 0, ""), "bare", None)
    if _OWN_CONTACT.match(each.half):
        return SectionHeading(place, SectionTitle((SectionKind.CONTACTS,), "联系人", 0, ""), "bare", None)
    mark = opening_mark(each.half)
    title = section_title(each.half, mark.end if mark else 0)
    if title is None or (mark is None and title.stop == " " and "\t" not in each.text and not spaced):
        return None
    return SectionHeading(place, title, mark.form if mark else "bare", mark.number if mark else None)


def _main_family(found: Sequence[SectionHeading]) -> str:
    """Give the family of numbers that has the most kinds of titles among those that many titles bear.

    Where it names each kind once, and a family below it names several again and again, these are the
    sections of categories, and the others those of the guide.
    """
    counts: Counter[str] = Counter()
    kinds: set[tuple[str, SectionKind]] = set()
    for each in found:
        counts[each.family] += 1
        kinds.update((each.family, kind) for kind in each.title.kinds)
    variety = Counter(family for family, _ in kinds)
    many = max(counts.values(), default=0) * _MANY
    likely = max(
        counts,
        key=lambda family: (counts[family] >= many, min(variety[family], _ENOUGH), counts[family]),
        default="bare",
    )
    repeated = Counter((each.family, kind) for each in found for kind in each.title.kinds)
    again = Counter(
        family for (family, kind), count in repeated.items() if count > 1 and kind is not SectionKind.OTHER
    )
    inner = max(again, key=lambda family: again[family], default=likely)
    nested = not again[likely] and again[inner] > 1 and _rank(likely) < _rank(inner)
    return inner if nested else likely


def _breaks(lines: Sequence[Passage]) -> set[int]:
    """Give the places of headings that can only be those of topics or categories."""
    return {
        place
        for place, each in enumerate(lines)
        if topic_heading(place, each) or ((found := category_heading(place, each)) and is_sure(found))
    }


def _is_plausible(heading: SectionHeading, family: str, run: Run) -> bool:
    """Tell a title from a clause of the same words: by its number, else by being new in its row."""
    if heading.family == family:
        return True
    if _is_label(heading):
        return False  # 经费：预算表。 within 三、申报材料
    new = not (set(heading.title.kinds) & run.kinds)
    if heading.title.alone:
        return new or heading.number == 1
    return new and heading.form == "bare" and heading.title.stop in {":", "】"}


def _is_nested(heading: SectionHeading, before: SectionHeading) -> bool:
    """Tell whether a title repeats the section that it stands in: 联系人：… under 联系方式."""
    kinds = set(heading.title.kinds)
    if heading.title.name == before.title.name:
        return True
    same = kinds <= set(before.title.kinds) and SectionKind.OTHER not in kinds
    return same and (heading.family != before.family or heading.form == "bare")


def _is_clause(heading: SectionHeading, run: Run, lines: Sequence[Passage]) -> bool:
    """Tell （1）支持方式：… within （四）资助标准 from a title with a mistyped number."""
    before = run.headings[-1]
    if heading.form == before.form or heading.family != before.family:
        return False
    if heading.title.name in {each.title.name for each in run.headings}:
        return False
    follows = heading.number == (before.number or 0) + 1
    return not follows or (not heading.title.alone and _is_listed(lines, before, heading))


def _is_listed(lines: Sequence[Passage], before: SectionHeading, heading: SectionHeading) -> bool:
    """Tell whether the number before, in the same form, stands between a title and the next."""
    own = lines[before.place].half[before.title.end :].strip()
    first = max(before.place + 1, heading.place - _CLAUSE_LINES)
    halves = (own, *(each.half for each in lines[first : heading.place]))
    wanted = (heading.form, (heading.number or 0) - 1)
    return any(mark is not None and (mark.form, mark.number) == wanted for mark in map(opening_mark, halves))


def _is_outer(heading: SectionHeading, family: str) -> bool:
    """Tell whether a title stands above the categories, as 三、联系方式 where sections are （一）."""
    general = {SectionKind.OTHER, SectionKind.CONTACTS}.issuperset(heading.title.kinds)
    return general and _rank(heading.family) < _rank(family)


def _is_general(heading: SectionHeading, family: str) -> bool:
    """Tell a title of the guide behind its categories, as 二、申报要求 where sections bear no number."""
    return heading.title.alone and heading.number != 1 and _rank(heading.family) < _rank(family)


def _rank(family: str) -> int:
    return _RANKS.index(family) if family in _RANKS else len(_RANKS)


def _repeats_outside(heading: SectionHeading, run: Run, family: str) -> bool:
    """Tell a title on a higher level of what the row has already: 二、申报要求 behind 2.申报条件."""
    repeated = run.kinds & set(heading.title.kinds) - {SectionKind.CONTACTS, SectionKind.OTHER}
    inside = run.headings[-1].family == family
    return heading.title.alone and bool(repeated) and inside and _rank(heading.family) < _rank(family)


def _begins_anew(heading: SectionHeading, run: Run) -> bool:
    seen = {each.title.name for each in run.headings}
    restarts = heading.number == 1 and any((each.number or 0) > 1 for each in run.headings)
    return heading.title.name in seen or (restarts and heading.family == run.headings[-1].family)
