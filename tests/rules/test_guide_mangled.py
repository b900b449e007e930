from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.rules.guide_text import read_guide
from handlers.rules.lines import Document, Line
from handlers.rules.problems import Level, Unreadable
from tests.slowness import is_within

LINES = (Path(__file__).parents[2] / "samples" / "guide-2023.txt").read_text(encoding="utf-8").splitlines()
SCRAPS = [
    "（一）研究内容",
    "项目类别1：甲",
    "专题二",
    "1.",
    "30万元/项",
    "联系人：",
    "同上",
    "8220246",
    "a@b",
    "％",
    "\t",
    "",
]
MEGABYTE = 1024 * 1024


def document(lines: list[str]) -> Document:
    return Document(tuple(Line(number, line) for number, line in enumerate(lines, 1)))


def read_or_refuse(lines: list[str]) -> None:
    try:
        guide = read_guide(document(lines))
    except Unreadable:
        return
    assert guide.categories
    assert len({category.id for category in guide.categories}) == len(guide.categories)


mangled = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@mangled
@given(st.lists(st.sampled_from(LINES), max_size=120))
def test_shuffled_and_doubled_lines_are_read_or_refused(lines: list[str]) -> None:
    read_or_refuse(lines)


@mangled
@given(st.sets(st.integers(0, len(LINES) - 1), max_size=60))
def test_missing_lines_are_read_or_refused(missing: set[int]) -> None:
    read_or_refuse([line for place, line in enumerate(LINES) if place not in missing])


@mangled
@given(st.lists(st.tuples(st.integers(0, len(LINES) - 1), st.integers(0, 40)), max_size=30))
def test_cut_lines_are_read_or_refused(cuts: list[tuple[int, int]]) -> None:
    lines = list(LINES)
    for place, end in cuts:
        lines[place] = lines[place][:end]
    read_or_refuse(lines)


@mangled
@given(
    st.lists(st.one_of(st.text(max_size=60), st.sampled_from(LINES), st.sampled_from(SCRAPS)), max_size=60)
)
def test_any_text_is_read_or_refused(lines: list[str]) -> None:
    read_or_refuse(lines)


@pytest.mark.parametrize("missing", [5, 23, 40, 55, 69])
def test_category_without_heading_is_an_error_not_part_of_its_neighbour(missing: int) -> None:
    assert LINES[missing].startswith("项目类别")
    guide = read_guide(document([line for place, line in enumerate(LINES) if place != missing]))
    assert len(guide.categories) == 15
    nameless = [category for category in guide.categories if not category.name]
    assert len(nameless) == 1
    told = [problem for problem in guide.problems if problem.level is Level.ERROR]
    assert [problem.category for problem in told] == [nameless[0].id]


def seconds(lines: list[str]) -> float:
    start = time.process_time()
    read_or_refuse(lines) if "项目类别1：甲" not in lines[0] else read_guide(document(lines))
    return time.process_time() - start


@pytest.mark.parametrize(
    "lines",
    [
        ["项目类别1：甲", "（一）研究内容", "乙", "（四）支持方式与强度", "30万元，" * (MEGABYTE // 12)],
        ["项目类别1：甲", "（一）研究内容", "乙", "（五）联系人", "8 " * (MEGABYTE // 2)],
        ["项目类别1：甲", "（一）研究内容", "乙", "（五）联系人", "a@" * (MEGABYTE // 2)],
        ["项目类别1：甲", "（一）研究内容", "(" * MEGABYTE],
        LINES * (MEGABYTE // sum(len(line.encode()) + 1 for line in LINES)),
        ["1.申报材料"] * (MEGABYTE // 16),
    ],
    ids=["amounts", "digits", "mailboxes", "parentheses", "guides", "clauses"],
)
def test_megabyte_is_read_in_two_seconds(lines: list[str]) -> None:
    # A busy machine may slow down one attempt, but not what the reader needs at best.
    assert any(is_within(seconds(lines), 2) for _ in range(3))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "今天下午三点开会，请带上材料。",
        "工作任务\n责任单位\n完成时限\n6月底",
        "一、申报条件\n企业。\n二、申报材料\n申报书。",
    ],
)
def test_text_that_is_no_guide_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_guide(document(text.splitlines()))
    assert str(refusal.value).count("。") == 1
