from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from handlers.rules.documents import read_document
from handlers.rules.guide import Category, FundingItem, Guide
from handlers.rules.guide_text import read_guide
from handlers.rules.problems import Level

GALLERY = Path(__file__).parent / "guides"
NAMES = sorted(path.stem for path in GALLERY.glob("*.txt"))
SECTIONS = ("research", "conditions", "materials", "support", "contacts")


def told(value: dict[str, Any]) -> dict[str, Any]:
    return {key: each for key, each in value.items() if each is not None}


def item_reading(item: FundingItem) -> dict[str, Any]:
    return told(asdict(item))


def category_reading(category: Category) -> dict[str, Any]:
    return {
        "id": category.id,
        "topic": category.topic,
        "name": category.name,
        "code": category.code,
        "sections": [kind for kind in SECTIONS if getattr(category.sections, kind)],
        "other": category.sections.other,
        "materials": list(category.materials),
        "mode": category.funding.mode,
        "selection": category.funding.selection,
        "items": [item_reading(item) for item in category.funding.items],
        "period": category.period and [category.period.years, category.period.type],
        "contacts": [
            [contact.department, contact.name, list(contact.phones), list(contact.emails)]
            for contact in category.contacts
        ],
    }


def reading(guide: Guide) -> dict[str, Any]:
    """Give a guide as the gallery's files hold it."""
    doubts = [problem for problem in guide.problems if problem.level is not Level.NOTE]
    return {
        "title": guide.title,
        "year": guide.year,
        "area_code": guide.area_code,
        "topics": [[topic.number, topic.name] for topic in guide.topics],
        "categories": [category_reading(category) for category in guide.categories],
        "doubts": sorted({f"{doubt.category or ''} {doubt.field} {doubt.level}".strip() for doubt in doubts}),
    }


@pytest.mark.parametrize("name", NAMES)
def test_gallery_document_reads_as_expected(name: str) -> None:
    raw = (GALLERY / f"{name}.txt").read_bytes()
    expected = json.loads((GALLERY / f"{name}.json").read_text(encoding="utf-8"))
    assert reading(read_guide(read_document(f"{name}.txt", raw))) == expected


def test_gallery_holds_at_least_twenty_documents() -> None:
    assert len(NAMES) >= 20
