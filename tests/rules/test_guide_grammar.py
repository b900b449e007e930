"""Guides that nobody wrote: put together from parts, they read as their parts say, or tell what does not."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator

import docx
import pytest

from handlers.rules.documents import read_document
from handlers.rules.guide import Category, Guide
from handlers.rules.guide_text import read_guide
from handlers.rules.problems import Level
from tests.rules.guide_grammar import Built, built

TEXTS, WORDS = 110, 22  # guides of each form
RIGHT, RIGHT_OF_A_CHOICE, SILENT = 0.99, 0.96, 0.002
_Field = tuple[str, str | None, bool, bool]  # its name, its category, whether it is right, whether it is told


def as_word(guide: Built) -> bytes:
    document = docx.Document()
    table = None
    for line in guide.lines:
        cells = line.split("\t")
        if len(cells) == 1:
            document.add_paragraph(line)
            continue
        table = table or document.add_table(rows=0, cols=len(cells))
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def read(guide: Built, form: str) -> Guide:
    raw = "\n".join(guide.lines).encode() if form == "txt" else as_word(guide)
    return read_guide(read_document(f"guide.{form}", raw))


def facts(category: Category) -> dict[str, object]:
    items = [
        (each.label, each.amount_wan, each.amount_type, each.percent, each.per, each.count, each.count_type)
        for each in category.funding.items
    ]
    return {
        "name": category.name,
        "research": category.sections.research,
        "support": category.sections.support,
        "materials": list(category.materials),
        "mode": category.funding.mode,
        "selection": category.funding.selection,
        "items": items,
        "period": category.period and (category.period.years, category.period.type),
        "contacts": [(each.department, each.name, each.phones, each.emails) for each in category.contacts],
    }


def fields(guide: Built, form: str) -> Iterator[_Field]:
    """Compare a guide with its parts; what is wrong is told where a warning names its category."""
    found = read(guide, form)
    doubted = {each.category for each in found.problems if each.level is not Level.NOTE}
    topics = [(each.number, each.name) for each in found.topics]
    yield "topics", None, topics == guide.topics, bool(doubted)
    read_as = {each.id: facts(each) for each in found.categories}
    yield "ids", None, list(read_as) == [each.id for each in guide.categories], bool(doubted)
    for gold in guide.categories:
        own = read_as.get(gold.id, {})
        for name, value in gold.facts.items():
            yield name, gold.id, own.get(name) == value, bool(doubted & {gold.id, None})


@pytest.mark.parametrize(("form", "count"), [("txt", TEXTS), ("docx", WORDS)])
def test_guides_of_any_make_read_right(form: str, count: int) -> None:
    results: dict[str, list[bool]] = defaultdict(list)
    wrong: list[str] = []
    silent = 0
    for seed in range(count):
        guide = built(seed)
        for name, category, right, told in fields(guide, form):
            for choice, value in guide.choices.items():
                results[f"{choice}：{value}"].append(right)
            results["all"].append(right)
            silent += not right and not told
            wrong += [] if right else [f"{seed} {category} {name}{'' if told else ' (silent)'}"]
    shares = {choice: sum(each) / len(each) for choice, each in results.items()}
    assert shares["all"] >= RIGHT, wrong[:20]
    assert not {choice: share for choice, share in shares.items() if share < RIGHT_OF_A_CHOICE}, wrong[:20]
    assert silent <= SILENT * len(results["all"]), [each for each in wrong if each.endswith("(silent)")]
