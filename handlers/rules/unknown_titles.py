"""Titles of sections in words that no table knows, told by the number that is missing in their row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from handlers.rules.heading_lines import is_heading_like
from handlers.rules.marks import Mark, opening_mark
from handlers.rules.passages import Passage
from handlers.rules.section_headings import Run, SectionHeading
from handlers.rules.section_titles import SectionKind, SectionTitle, section_title

_LONGEST = 20  # characters of a title
_ROW = 3  # titles whose numbers run on make a row sure enough to be continued at its end
_STOPS = "。；;.、 "
_SIGNS = frozenset("◆◇●○■□▲△★☆▪➢►▶▷❖✦◎※✓√•")
_SIGNED = re.compile(r".\s*([一-鿿]{2,10})\s?(:|$)")

# What an unknown title most likely tells, where its row has no such section yet.
_LIKELY: tuple[tuple[SectionKind, re.Pattern[str]], ...] = (
    (SectionKind.MATERIALS, re.compile(r"材料|资料")),  # 需要准备的材料
    (SectionKind.CONTACTS, re.compile(r"联系|咨询")),  # 如何联系我们
    (SectionKind.CONDITIONS, re.compile(r"条件|对象|资格|资质|谁|申报单位|主体")),  # 企业应具备的条件
    (
        SectionKind.SUPPORT,
        re.compile(
            r"(?:支持|资助|补助|奖|扶持|经费|资金).{0,6}(?:标准|强度|额度|方式|金额|政策|说明|力度|办法|名额)"
        ),
    ),
    (SectionKind.RESEARCH, re.compile(r"(?:研究|建设|攻关|服务|工作).{0,4}(?:内容|方向|任务)|做什么|干什么")),
)


def unknown_titles(lines: Sequence[Passage], run: Run, limits: tuple[int, int]) -> Iterator[SectionHeading]:
    """Find titles between, before and behind the known ones of a row whose numbers they complete.

    `limits` are the first and the last place that may belong to the row's category.
    """
    taken = {kind for each in run.headings for kind in each.title.kinds}
    yield from _signed(lines, run, limits, taken)
    for start, end, missing in _gaps(run, limits):
        last = 0
        for place in range(start, end):
            mark = opening_mark(lines[place].half)
            fits = mark is not None and mark.number in missing and mark.number > last
            if fits and (found := _title(place, lines[place], mark, run, taken)):
                taken.update(found.title.kinds)
                last = found.number or last
                yield found


def _signed(
    lines: Sequence[Passage], run: Run, limits: tuple[int, int], taken: set[SectionKind]
) -> Iterator[SectionHeading]:
    """Find titles that open with the sign of their row: ●推荐渠道：…."""
    signs = Counter(lines[each.place].half[:1] for each in run.headings)
    sign, count = signs.most_common(1)[0]
    known = {each.place for each in run.headings}
    for place in range(max(limits[0], run.first), limits[1]) if sign in _SIGNS and count > 1 else ():
        found = _SIGNED.match(lines[place].half) if lines[place].half[:1] == sign else None
        if found and place not in known and section_title(lines[place].half) is None:
            title = SectionTitle((likely_kind(found[1], taken),), found[1], found.end(), found[2])
            taken.update(title.kinds)
            yield SectionHeading(place, title, "bare", None, unknown=True)


def likely_kind(name: str, taken: Collection[SectionKind]) -> SectionKind:
    """Give what an unknown title most likely tells, of what its row does not have yet."""
    likely = (kind for kind, words in _LIKELY if words.search(name) and kind not in taken)
    return next(likely, SectionKind.OTHER)


def _gaps(run: Run, limits: tuple[int, int]) -> Iterator[tuple[int, int, Sequence[int]]]:
    """Give the stretches of lines where a number of the row is missing, with the numbers."""
    family = run.headings[0].family
    row = [each for each in run.headings if each.family == family and each.number]
    if family == "bare" or len(row) < _ROW - 1:
        return
    if row[0].number == 2:  # noqa: PLR2004 - the first is missing
        yield limits[0], row[0].place, [1]
    for above, below in pairwise(row):
        missing = range((above.number or 0) + 1, below.number or 0)
        if missing:
            yield above.place + 1, below.place, list(missing)
    if len(row) >= _ROW:
        yield row[-1].place + 1, limits[1], [(row[-1].number or 0) + 1]


def _parted(text: str) -> tuple[str, str, str]:
    """Part a title from its text at the first colon, or at a stop: 经费。省级财政…."""
    found = re.search(r"[:。]", text)
    return text.partition(found[0]) if found else (text, "", "")


def _title(
    place: int, each: Passage, mark: Mark | None, run: Run, taken: Collection[SectionKind]
) -> SectionHeading | None:
    """Read a short line as a title, or what stands before a colon."""
    forms = {each.form for each in run.headings if each.family == run.headings[0].family}
    if mark is None or mark.form not in forms:
        return None
    name, colon, rest = _parted(each.half[mark.end :])
    if not 1 < len(name.rstrip(_STOPS)) <= _LONGEST or (not rest and not is_heading_like(each)):
        return None
    if re.search(r"[。；;,]", name.rstrip(_STOPS)):
        return None
    title = SectionTitle(
        (likely_kind(name, taken),), name.rstrip(_STOPS), mark.end + len(name) + len(colon), colon
    )
    return SectionHeading(place, title, mark.form, mark.number, unknown=True)
