"""Facts about what somebody can apply for."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlers.rules.applicants import KINDS
from handlers.rules.documents import read_document
from handlers.rules.eligibility import GROUPS, fields, fits, group, silent
from handlers.rules.guide import Category, Guide, Sections
from handlers.rules.guide_text import read_guide
from handlers.rules.search import answer, build_index


@pytest.fixture(scope="module")
def guide(samples: Path) -> Guide:
    file = samples / "guide-2023.txt"
    return read_guide(read_document(file.name, file.read_bytes()))


def test_groups_are_made_of_the_kinds_that_questions_are_read_by() -> None:
    names = {kind.name for kind in KINDS}
    assert all(set(each.kinds) <= names and each.written for each in GROUPS)


@pytest.mark.parametrize(
    ("key", "question"), [("co", "企业能报什么"), ("soc", "协会能报什么"), ("per", "个人能报什么")]
)
def test_buttons_lead_where_the_question_leads(guide: Guide, key: str, question: str) -> None:
    wanted = group(key)
    assert wanted is not None
    found = answer(build_index(guide), question)
    assert tuple(fit.category.id for fit in fits(guide, wanted)) == found.categories


def test_every_clause_stands_in_the_conditions_and_names_the_kind(guide: Guide) -> None:
    for wanted in GROUPS:
        for fit in fits(guide, wanted):
            assert fit.clause.rstrip("…") in (fit.category.sections.conditions or "")
            assert any(kind.written.search(fit.category.sections.conditions or "") for kind in wanted.written)


def test_fields_count_what_fits_and_leave_out_the_rest(guide: Guide) -> None:
    wanted = GROUPS[0]
    counted = fields(guide, wanted)
    assert sum(count for _, count in counted) == len(fits(guide, wanted))
    for topic, count in counted:
        assert len(fits(guide, wanted, topic.number)) == count


def test_clause_that_says_who_may_apply_goes_before_one_that_names_them() -> None:
    conditions = "1.服务企业满一年。2.在本市登记的企业。"
    made = Guide("指南", 2026, categories=(Category("1", None, "甲", Sections(conditions=conditions)),))
    (fit,) = fits(made, GROUPS[0])
    assert fit.clause == "2.在本市登记的企业。"


def test_category_that_names_nobody_is_told_apart() -> None:
    named = Category("1", None, "甲", Sections(conditions="企业申报。"))
    unsaid = Category("2", None, "乙", Sections(conditions="有固定场地。"))
    bare = Category("3", None, "丙")
    assert silent(Guide("指南", 2026, categories=(named, unsaid, bare))) == (unsaid, bare)


@pytest.mark.parametrize(
    ("text", "told"),
    [("我们厂家能报什么", True), ("设备厂商可以申请吗", True), ("厂房改造", False), ("厂区绿化", False)],
)
def test_makers_are_companies_and_their_buildings_are_not(text: str, told: bool) -> None:  # noqa: FBT001
    company = next(kind for kind in KINDS if kind.name == "企业")
    assert (company.said.search(text) is not None) is told
