from __future__ import annotations

import pytest

from handlers.rules.corpus import Corpus, corpus
from handlers.rules.respelled import respelled
from handlers.rules.sounds import Sounds, sounds

NAMES = ("珠西科技产业创新服务中心运营", "双碳技术成果转化平台", "科普线路研学", "科技杯创新创业大赛")


@pytest.fixture(scope="module")
def words() -> Corpus:
    return corpus(NAMES, [""] * len(NAMES), NAMES)


@pytest.fixture(scope="module")
def spoken() -> Sounds:
    return sounds(NAMES, (), (), ("农科园",))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("朱西创新服务中心", "珠西创新服务中心"),  # by sound
        ("栓碳平台", "双碳平台"),  # by a southern accent
        ("科技怀给多少", "科技杯给多少"),  # by shape
        ("农料园的电话", "农科园的电话"),  # what people say for a name
    ],
)
def test_a_name_written_wrongly_is_mended(words: Corpus, spoken: Sounds, typed: str, meant: str) -> None:
    assert respelled(typed, words, spoken) == meant


@pytest.mark.parametrize("text", ["科普项目有哪些", "全市能立几个", "光伏屋顶", "资助多少"])
def test_words_of_the_dictionary_are_left_alone(words: Corpus, spoken: Sounds, text: str) -> None:
    assert respelled(text, words, spoken) == text
