"""Facts about opening and closing days in answers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from handlers.answers import render
from handlers.rules.answer import Answer, Outcome
from handlers.rules.documents import read_document
from handlers.rules.guide_text import read_guide
from handlers.rules.index import Index
from handlers.rules.search import answer, build_index
from handlers.rules.settings import Window
from handlers.rules.windows import untimely, with_windows, worded

MAY, JUNE = date(2023, 5, 1), date(2023, 6, 30)
WINDOWS = {"1.1": Window(MAY, JUNE), "1.2": Window(MAY, JUNE), "2.1": Window(None, JUNE)}
WORDS = "2023年5月1日至2023年6月30日"


@pytest.fixture(scope="module")
def index(samples: Path) -> Index:
    file = samples / "guide-2023.txt"
    return build_index(read_guide(read_document(file.name, file.read_bytes())))


def ask(index: Index, question: str, windows: dict[str, Window] | None = None) -> Answer:
    found = answer(index, question)
    return with_windows(found, WINDOWS if windows is None else windows, index.guide)


@pytest.mark.parametrize(
    "question", ["1.1什么时候截止", "1.1申报时间", "促进高新技术企业树标提质专项几号截止？"]
)
def test_question_for_the_days_of_a_category_is_answered(index: Index, question: str) -> None:
    found = ask(index, question)
    assert found.outcome is Outcome.ANSWER
    assert found.categories == ("1.1",)
    assert found.sources
    assert not found.hand_over
    assert WORDS in render(found)
    assert "受理单位公布" in render(found)


def test_category_without_days_is_not_given_anothers(index: Index) -> None:
    found = ask(index, "1.3什么时候截止")
    assert found.outcome is Outcome.NONE
    assert "2023年6月30日" not in render(found)


def test_several_categories_are_told_apart(index: Index) -> None:
    found = ask(index, "1.1和1.3的截止时间")
    assert found.outcome is Outcome.LIST
    assert found.categories == ("1.1", "1.3")
    text = render(found)
    assert WORDS in text
    assert "没有公布" in text


def test_question_for_no_category_lists_those_with_days(index: Index) -> None:
    found = ask(index, "什么时候截止申报")
    assert found.outcome is Outcome.LIST
    assert set(found.categories) == set(WINDOWS)
    assert "2023年6月30日截止" in render(found)


def test_what_was_asked_besides_stays_answered(index: Index) -> None:
    found = ask(index, "1.1申报时间和电话")
    assert found.outcome is Outcome.ANSWER
    text = render(found)
    assert "8220246" in text
    assert WORDS in text
    assert "没有写明“" not in text


def test_days_are_shown_with_every_answer_that_names_the_category(index: Index) -> None:
    found = ask(index, "1.1的联系电话")
    assert found.outcome is Outcome.ANSWER
    assert f"申报时间：{WORDS}" in render(found)


def test_categories_with_the_same_days_share_a_line(index: Index) -> None:
    found = ask(index, "1.1、1.2、1.3的联系人")
    assert f"申报时间（1.1、1.2）：{WORDS}" in render(found)


@pytest.mark.parametrize("question", ["1.3的联系电话", "您好", "单位食堂几点开饭", "电话是多少"])
def test_other_answers_are_as_before(index: Index, question: str) -> None:
    assert ask(index, question) == answer(index, question)


@pytest.mark.parametrize("question", ["1.1什么时候截止", "1.1的联系电话", "什么时候截止申报"])
def test_without_days_nothing_changes(index: Index, question: str) -> None:
    assert ask(index, question, {}) == answer(index, question)


@pytest.mark.parametrize(
    ("window", "words"),
    [
        (Window(MAY, JUNE), WORDS),
        (Window(MAY, None), "2023年5月1日起"),
        (Window(None, JUNE), "2023年6月30日截止"),
        (Window(), ""),
    ],
)
def test_days_in_words(window: Window, words: str) -> None:
    assert worded(window) == words


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2023, 4, 30), "尚未开始受理"),
        (MAY, None),
        (JUNE, None),
        (date(2023, 7, 1), "已过截止日期"),
    ],
)
def test_first_and_last_day_are_inside(day: date, told: str | None) -> None:
    said = untimely(Window(MAY, JUNE), day)
    assert (said or "").startswith(told or "")
    assert (said is None) is (told is None)


def test_no_window_is_never_untimely() -> None:
    assert untimely(None, JUNE) is None
    assert untimely(Window(), JUNE) is None
