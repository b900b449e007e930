from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from handlers.rules.guide import Category, Guide
from handlers.rules.guide_text import read_guide
from handlers.rules.lines import Document, Line
from handlers.rules.problems import Level


def document(text: str) -> Document:
    return Document(tuple(Line(number, line) for number, line in enumerate(text.splitlines(), 1)))


@pytest.fixture(scope="module")
def gold(seeds: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((seeds / "guide-2023.gold.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module", params=["official", "sample"])
def guide(request: pytest.FixtureRequest, seeds: Path, samples: Path) -> Guide:
    folder = seeds if request.param == "official" else samples
    return read_guide(document((folder / "guide-2023.txt").read_text(encoding="utf-8")))


def pairs(guide: Guide, gold: dict[str, Any]) -> list[tuple[Category, dict[str, Any]]]:
    return list(zip(guide.categories, gold["categories"], strict=True))


def test_title_year_and_area_code_equal_the_gold(guide: Guide, gold: dict[str, Any]) -> None:
    assert (guide.title, guide.year, guide.area_code) == (gold["title"], gold["year"], gold["area_code"])


def test_topics_equal_the_gold(guide: Guide, gold: dict[str, Any]) -> None:
    read = [(topic.number, topic.name) for topic in guide.topics]
    assert read == [(topic["no"], topic["name"]) for topic in gold["topics"]]


def test_categories_equal_the_gold(guide: Guide, gold: dict[str, Any]) -> None:
    read = [(each.id, each.topic, each.name, each.code) for each in guide.categories]
    assert read == [(each["id"], each["topic"], each["name"], None) for each in gold["categories"]]


def test_sections_that_are_there_equal_the_gold(guide: Guide, gold: dict[str, Any]) -> None:
    kinds = ("research", "conditions", "materials", "support", "contacts")
    for category, expected in pairs(guide, gold):
        assert [kind for kind in kinds if getattr(category.sections, kind)] == expected["sections"], (
            category.id
        )
        assert category.sections.other == {}, category.id


def test_merged_sections_stand_in_both(guide: Guide, gold: dict[str, Any]) -> None:
    for category, expected in pairs(guide, gold):
        for first, second in expected["merged_sections"]:
            assert getattr(category.sections, first) == getattr(category.sections, second)
    assert any(problem.field == "sections" and problem.category == "5.1" for problem in guide.problems)


def test_funding_equals_the_gold(guide: Guide, gold: dict[str, Any]) -> None:
    for category, expected in pairs(guide, gold):
        funding = expected["funding"]
        assert (category.funding.mode, category.funding.selection) == (funding["mode"], funding["selection"])
        keys = ("label", "amount_wan", "amount_type", "count", "count_type")
        read = [[getattr(item, key) for key in keys] for item in category.funding.items]
        assert read == [[item[key] for key in keys] for item in funding["items"]], category.id
        extras = [
            (item.min_wan, item.max_wan, item.percent, item.per, item.min_count)
            for item in category.funding.items
        ]
        assert set(extras) == {(None, None, None, None, None)}


def test_periods_equal_the_gold(guide: Guide, gold: dict[str, Any]) -> None:
    for category, expected in pairs(guide, gold):
        read = category.period and (category.period.years, category.period.type)
        period = expected["period"]
        assert read == (period and (period["years"], period["type"])), category.id


def test_contacts_equal_the_gold(guide: Guide, gold: dict[str, Any]) -> None:
    for category, expected in pairs(guide, gold):
        read = [
            {
                "department": contact.department,
                "name": contact.name,
                "phones": list(contact.phones),
                "emails": list(contact.emails),
            }
            for contact in category.contacts
        ]
        wanted = [
            {key: value for key, value in contact.items() if key != "phones_raw"}
            for contact in expected["contacts"]
        ]
        assert read == wanted, category.id


def test_distinct_facts_are_as_many_as_in_the_gold(guide: Guide, gold: dict[str, Any]) -> None:
    counts = gold["counts"]
    contacts = [contact for category in guide.categories for contact in category.contacts]
    assert len({email for contact in contacts for email in contact.emails}) == counts["distinct_emails"]
    assert len({phone for contact in contacts for phone in contact.phones}) == counts["distinct_phones"]
    assert len({contact.name for contact in contacts}) == counts["distinct_persons"]
    assert sum(len(category.funding.items) for category in guide.categories) == counts["funding_items"]
    assert sum(category.period is not None for category in guide.categories) == 5


def test_there_are_notes_only(guide: Guide) -> None:
    assert {problem.level for problem in guide.problems} == {Level.NOTE}


def test_materials_are_the_numbered_clauses(guide: Guide) -> None:
    found = {category.id: len(category.materials) for category in guide.categories}
    assert found == {
        "1.1": 4, "1.2": 4, "1.3": 4, "1.4": 3, "1.5": 1, "2.1": 4, "2.2": 4, "2.3": 4, "3.1": 1,
        "4.1": 3, "4.2": 4, "5.1": 1, "6.1": 4, "6.2": 1, "6.3": 5,
    }  # fmt: skip
    assert not any(item.endswith("。") for category in guide.categories for item in category.materials)


def test_section_texts_have_neither_heading_nor_artefacts(guide: Guide) -> None:
    for category in guide.categories:
        for kind in ("research", "conditions", "materials", "support", "contacts"):
            text = getattr(category.sections, kind)
            assert text == text.strip()
            assert not text.startswith(("（", "("))
            assert "bookmark" not in text
