from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from handlers.rules.answer import Answer, Gap, Intent, Outcome, as_json
from handlers.rules.documents import read_document
from handlers.rules.guide_text import read_guide
from handlers.rules.index import Index
from handlers.rules.search import answer, build_index
from handlers.rules.task_table import read_tasks

QUESTIONS = Path(__file__).with_name("questions")


@dataclass(frozen=True, slots=True)
class Expected:
    question: str
    outcomes: frozenset[str]
    intents: frozenset[str] | None
    found: frozenset[str] | None


def table(name: str) -> Iterator[Expected]:
    with (QUESTIONS / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            found = row.get("categories") if "categories" in row else row.get("tasks")
            yield Expected(
                row["question"],
                frozenset(row["outcome"].split(",")),
                None if row["intent"] == "*" else frozenset(row["intent"].split(",")),
                None if found == "*" else frozenset(filter(None, (found or "").split(","))),
            )


def indexed(folder: Path) -> Index:
    guide, tasks = folder / "guide-2023.txt", folder / "tasks-2022.txt"
    return build_index(
        read_guide(read_document(guide.name, guide.read_bytes())),
        read_tasks(read_document(tasks.name, tasks.read_bytes())),
    )


@pytest.fixture(scope="module")
def official(seeds: Path) -> Index:
    return indexed(seeds)


@pytest.fixture(scope="module")
def condensed(samples: Path) -> Index:
    return indexed(samples)


def wrong(index: Index, rows: Iterator[Expected], *, tasks: bool = False) -> list[str]:
    failures = []
    for row in rows:
        given = answer(index, row.question)
        found = frozenset(given.tasks if tasks else given.categories)
        fits = given.outcome in row.outcomes and (row.intents is None or given.intent in row.intents)
        if not fits or (row.found is not None and found != row.found):
            failures.append(f"{row.question}: {given.outcome}, {given.intent}, {sorted(found)}")
    return failures


@pytest.mark.parametrize(
    "name",
    [
        "guide.tsv",
        "guide_more.tsv",
        "guide_typed.tsv",
        "official_guide.tsv",
        "stranger_guide.tsv",
        "stories.tsv",
    ],
)
def test_questions_about_the_official_guide_are_answered(official: Index, name: str) -> None:
    assert wrong(official, table(name)) == []


@pytest.mark.parametrize(
    "name",
    ["tasks.tsv", "tasks_typed.tsv", "official_tasks.tsv", "stranger_tasks.tsv", "stories_tasks.tsv"],
)
def test_questions_about_the_official_task_table_are_answered(official: Index, name: str) -> None:
    assert wrong(official, table(name), tasks=True) == []


@pytest.mark.parametrize("name", ["guide.tsv", "guide_more.tsv"])
def test_questions_about_the_condensed_guide_are_answered(condensed: Index, name: str) -> None:
    assert wrong(condensed, table(name)) == []


def test_questions_about_the_condensed_task_table_are_answered(condensed: Index) -> None:
    assert wrong(condensed, table("tasks.tsv"), tasks=True) == []


def test_questions_about_another_citys_guide_are_answered() -> None:
    guide = QUESTIONS / "chixi.txt"
    index = build_index(read_guide(read_document(guide.name, guide.read_bytes())))
    assert wrong(index, table("chixi.tsv")) == []


def test_questions_about_another_citys_task_table_are_answered() -> None:
    guide, tasks = QUESTIONS / "chixi.txt", QUESTIONS / "chixi_tasks.csv"
    index = build_index(
        read_guide(read_document(guide.name, guide.read_bytes())),
        read_tasks(read_document(tasks.name, tasks.read_bytes())),
    )
    assert wrong(index, table("chixi_tasks.tsv"), tasks=True) == []


def test_every_category_and_intent_of_the_guide_is_asked_about() -> None:
    rows = [*table("guide.tsv"), *table("guide_more.tsv"), *table("tasks.tsv")]
    assert len(rows) >= 150
    asked = {found for row in rows for found in row.found or ()}
    assert {"1.1", "1.2", "1.3", "1.4", "1.5", "2.1", "2.2", "2.3", "3.1", "4.1", "4.2", "5.1"} <= asked
    intents = {intent for row in rows for intent in row.intents or ()}
    assert intents >= set(Intent) - {Intent.OTHER}


def test_what_the_guide_does_not_state_names_nothing(condensed: Index) -> None:
    for row in table("guide.tsv"):
        given = answer(condensed, row.question)
        if given.outcome is Outcome.NONE:
            assert (given.categories, given.tasks, given.sources) == ((), (), ()), row.question


def test_the_same_question_gets_the_same_answer(condensed: Index) -> None:
    question = "科普项目的联系人和电话，还有截止时间"
    assert answer(condensed, question) == answer(condensed, question)


def test_two_questions_get_the_weaker_outcome_and_both_categories(condensed: Index) -> None:
    given = answer(condensed, "双碳平台的联系人是谁？树标提质什么时候截止？")
    assert given.outcome is Outcome.NONE
    assert given.categories == ("2.3",)
    assert [part.gap for part in given.parts] == [None, Gap.DEADLINE]


def test_an_answer_names_year_category_and_section(condensed: Index) -> None:
    document = as_json(answer(condensed, "2.3 的邮箱"))
    assert document == {
        "question": "2.3 的邮箱",
        "outcome": "answer",
        "intent": "mailbox",
        "categories": ["2.3"],
        "tasks": [],
        "text": "",
        "sources": [{"year": 2023, "category": "2.3", "task": None, "section": "contacts"}],
    }


def test_a_task_is_named_with_the_year_of_its_table(condensed: Index) -> None:
    source = answer(condensed, "202号任务什么时候完成").sources[0]
    assert (source.year, source.category, source.task, source.section) == (2022, None, "202", None)


def test_candidates_are_offered_as_choices(condensed: Index) -> None:
    given = answer(condensed, "成果转化")
    assert given.outcome is Outcome.CLARIFY
    assert [choice.id for choice in given.choices] == ["2.3", "6.3"]


def test_a_gap_offers_the_office_and_a_person(condensed: Index) -> None:
    given = answer(condensed, "树标提质什么时候截止")
    assert given.offices == ("高新技术科",)
    assert given.hand_over


def test_an_order_is_not_handed_over(condensed: Index) -> None:
    assert not answer(condensed, "把 1.1 的电话改成 12345678").hand_over


@pytest.mark.parametrize(
    "hostile",
    [
        "\x00\x1b[31m",
        "\ud800",
        "(" * 5000,
        "电话" * 4000,
        "1" * 3000,
        "a" * 3000,
        "专题一" * 500,
        "\u202e\u2066你好",
        "？！。，" * 800,
        "万" * 2000 + "以上",
        "🎉🎉🎉",
        "<b>联系人</b>",
        "zhuanxiang" * 200,
    ],
)
def test_a_hostile_question_is_answered_all_the_same(condensed: Index, hostile: str) -> None:
    given = answer(condensed, hostile)
    assert isinstance(given, Answer)
    assert as_json(given)["outcome"] in set(Outcome)
