"""What questions are answered with: the desk's search, and what people would use instead of it.

Run as a module it measures one of them on a guide of so many categories, in a process of its own.
"""

from __future__ import annotations

import csv
import json
import sqlite3
import sys
from collections.abc import Callable, Iterable
from dataclasses import fields
from time import perf_counter
from typing import Final

from bench.figures import ROOT, peak
from bench.question_guides import QUESTIONS, large_guide, sample_guide
from handlers.rules.guide import Category, Guide
from handlers.rules.search import answer, build_index

TIMES: Final = 4  # that each question is asked
TABLES: Final = ("guide", "guide_more", "guide_typed")
Found = tuple[str, ...]
Ask = Callable[[str], Found]


def desk(guide: Guide) -> Ask:
    """Answer with the desk's own search: the whole answer, not the categories alone."""
    index = build_index(guide)
    return lambda question: answer(index, question).categories


def full_text(guide: Guide) -> Ask:
    """Find the best category with SQLite FTS5, over text that rjieba has cut into words."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE category USING fts5(id UNINDEXED, name, text)")
    rows = ((each.id, _cut(each.name), _cut(_text(each))) for each in guide.categories)
    database.executemany("INSERT INTO category VALUES (?, ?, ?)", rows)
    best = "SELECT id FROM category WHERE category MATCH ? ORDER BY bm25(category, 0, 5, 1) LIMIT 1"

    def ask(question: str) -> Found:
        words = [f'"{word}"' for word in _cut(question).split() if word.isalnum()]
        row = database.execute(best, (" OR ".join(words),)).fetchone() if words else None
        return (row[0],) if row else ()

    return ask


def fuzzy(guide: Guide) -> Ask:
    """Find the category whose name is most like a part of the question, with rapidfuzz alone."""
    from rapidfuzz import fuzz, process

    names = {each.id: each.name for each in guide.categories}

    def ask(question: str) -> Found:
        return (process.extractOne(question, names, scorer=fuzz.partial_ratio)[2],)

    return ask


def _cut(text: str) -> str:
    import rjieba

    return " ".join(rjieba.cut(text))


def _text(category: Category) -> str:
    """Return everything that the guide says of a category."""
    sections = (getattr(category.sections, each.name) for each in fields(category.sections))
    return "\n".join(map(str, [*sections, *category.materials, *category.contacts]))


ENGINES: Final[dict[str, Callable[[Guide], Ask]]] = {"desk": desk, "FTS5": full_text, "rapidfuzz": fuzzy}


def expected() -> Iterable[tuple[str, str]]:
    """Give the project's questions that one category answers, with that category."""
    for name in TABLES:
        with (ROOT / "tests" / "rules" / "questions" / f"{name}.tsv").open(encoding="utf-8") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                if (
                    row["outcome"] == "answer"
                    and row["categories"]
                    and not set(row["categories"]) & {",", "*"}
                ):
                    yield row["question"], row["categories"]


def accuracy(engine: str) -> float:
    """Return how many of a hundred of these questions get just their category from the sample guide."""
    ask, asked = ENGINES[engine](sample_guide()), list(expected())
    return 100 * sum(ask(question) == (category,) for question, category in asked) / len(asked)


def main(engine: str, count: int) -> None:
    """Print the seconds and megabytes of building, and the milliseconds of each question."""
    guide, before = large_guide(count), peak()
    start = perf_counter()
    ask = ENGINES[engine](guide)
    built, held = perf_counter() - start, (peak() - before) / 1000
    for question in QUESTIONS:
        ask(question)
    waits = []
    for question in QUESTIONS * TIMES:
        start = perf_counter()
        ask(question)
        waits.append((perf_counter() - start) * 1000)
    sys.stdout.write(json.dumps({"built": built, "held": held, "waits": waits}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
