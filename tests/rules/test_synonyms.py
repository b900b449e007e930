from __future__ import annotations

import pytest

from handlers.rules.synonyms import standard


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("我系做软件嘅", "我是做软件的"),
        ("负责人系边个", "负责人是谁"),
        ("特色镇给几个钱", "特色镇给多少钱"),
    ],
)
def test_dialect_is_read_as_the_standard_words(said: str, meant: str) -> None:
    assert standard(said) == meant


@pytest.mark.parametrize(
    "said",
    [
        "怎么联系科技局",
        "联系农业科",
        "咨询联系事宜",
        "创新体系开展到几时",
        "院系间合作",
        "哪几个钱最多",
        "这几个钱谁出",
    ],
)
def test_words_that_hold_dialect_by_chance_stay(said: str) -> None:
    assert standard(said) == said
