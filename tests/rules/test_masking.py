"""Facts about what is hidden in kept questions."""

from __future__ import annotations

import pytest

from handlers.rules.masking import masked


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("我的手机13800000000，请回电", "我的手机‹号码›,请回电"),
        ("电话 138 0000 0000", "电话 ‹号码›"),
        ("打0750-8220000没人接", "打‹号码›没人接"),
        ("+86 13800000000", "‹号码›"),
        ("身份证44070119900101123X可以吗", "身份证‹证件号›可以吗"),
        ("信用代码91440700MA4UABCD1X", "信用代码‹证件号›"),
        ("发到 someone.else@mail.example.org 了", "发到 ‹邮箱› 了"),
        ("１３８０００００００１", "‹号码›"),
    ],
)
def test_what_tells_who_asks_is_hidden(text: str, kept: str) -> None:
    assert masked(text) == kept


@pytest.mark.parametrize(
    "text", ["2.3类资助50万元吗", "2023年6月30日前能报吗", "300000元够不够", "1.1和1.2有什么区别"]
)
def test_numbers_of_a_question_stay(text: str) -> None:
    assert masked(text) == text
