"""Facts about words that operators' decisions suggest."""

from __future__ import annotations

from handlers.rules.examples import Example
from handlers.rules.suggestions import suggest


def test_word_of_three_decisions_for_one_category_is_suggested() -> None:
    examples = [Example(f"{who}侨梦苑孵化基地申报材料", "6.1") for who in ("甲公司", "乙学院", "丙中心")]
    (first, *_) = suggest(examples, known=())
    assert (first.word, first.category, first.count) == ("侨梦苑孵化基地", "6.1", 3)


def test_word_of_two_categories_is_not() -> None:
    examples = [Example("侨梦苑孵化基地", category) for category in ("6.1", "6.1", "6.1", "4.1")]
    assert suggest(examples, known=()) == ()


def test_word_that_is_understood_already_is_not() -> None:
    examples = [Example("科技园区创新能力", "3.1")] * 3
    assert suggest(examples, known=("科技园区创新能力提升项目",)) == ()


def test_two_decisions_are_too_few() -> None:
    assert suggest([Example("侨梦苑孵化基地", "6.1")] * 2, known=()) == ()


def test_words_of_any_submission_are_none() -> None:
    assert suggest([Example("您好，申报材料见附件，请查收。营业执照", "6.1")] * 5, known=()) == ()
