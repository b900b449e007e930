from __future__ import annotations

import pytest

from handlers.rules.clause_roles import hearsay, is_over, signals, tells


@pytest.mark.parametrize(
    "clause",
    ["我在企业上班", "朋友开了个五金店", "上午打电话没人接", "都行", "我好跟领导汇报", "看了半天没看懂"],
)
def test_what_tells_of_the_asker_asks_nothing(clause: str) -> None:
    assert tells(clause)


@pytest.mark.parametrize("clause", ["我们能报吗", "公司要交什么材料", "朋友问给多少钱", "要不要自筹"])
def test_a_question_is_no_story_whoever_asks(clause: str) -> None:
    assert signals(clause)
    assert not tells(clause)


def test_hearsay_is_told_from_asking_what_was_heard() -> None:
    assert hearsay("听说有补助")
    assert not hearsay("听说有多少补助")


@pytest.mark.parametrize(
    ("clause", "over"),
    [
        ("文件看了好几遍没看懂", True),
        ("打了电话没人接", True),
        ("想给孩子办转学", False),
        ("双碳平台还有没有", False),
    ],
)
def test_what_is_over_supplies_nothing_to_a_question(clause: str, *, over: bool) -> None:
    assert is_over(clause) is over
