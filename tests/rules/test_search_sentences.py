"""Answers quote the sentence that was asked for, of a guide in plain prose of another office."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

import pytest

from handlers.answers import worded
from handlers.rules.documents import read_document
from handlers.rules.guide_text import read_guide
from handlers.rules.index import Index
from handlers.rules.search import answer, build_index

_QUESTIONS: Final = Path(__file__).parent / "questions"
_TABLE: Final = (_QUESTIONS / "qinglan.tsv").read_text(encoding="utf-8").splitlines()
_ROWS: Final = tuple(csv.DictReader(_TABLE, delimiter="\t"))


@pytest.fixture(scope="module")
def qinglan() -> Index:
    guide = _QUESTIONS / "qinglan.txt"
    return build_index(read_guide(read_document(guide.name, guide.read_bytes())))


@pytest.mark.parametrize("row", _ROWS, ids=lambda row: row["question"])
def test_sentence_that_was_asked_for_is_quoted(qinglan: Index, row: dict[str, str]) -> None:
    given = worded(answer(qinglan, row["question"]))
    assert (given.outcome.value, ",".join(given.categories)) == (row["outcome"], row["categories"])
    assert row["says"] in given.text
