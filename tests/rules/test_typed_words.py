from __future__ import annotations

import pytest

from handlers.rules.typed_words import question_words


def nothing_known(_: str) -> bool:
    return False


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("双碳平台的邮厢", "双碳平台的邮箱"),
        ("怎么联糸", "怎么联系"),
        ("特色镇那个项目电hua", "特色镇那个项目电话"),
        ("平台的dian话", "平台的电话"),
        ("谁负则", "谁负责"),
        ("经非是多少", "经费是多少"),
    ],
)
def test_question_words_are_read_by_sound_by_shape_and_half_in_pinyin(typed: str, meant: str) -> None:
    assert question_words(typed, nothing_known) == meant


@pytest.mark.parametrize("said", ["有箱子吗", "可是谁管", "练习多少次", "电子邮箱", "双碳平台的电话"])
def test_words_of_the_dictionary_stay(said: str) -> None:
    assert question_words(said, nothing_known) == said


def test_what_the_documents_know_stays() -> None:
    assert question_words("邮厢", "邮厢".__eq__) == "邮厢"
