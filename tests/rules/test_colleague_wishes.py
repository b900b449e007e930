"""Facts about what a mail says of colleagues."""

from __future__ import annotations

import pytest

from handlers.rules.colleague_wishes import Act, ColleagueWish, read_colleague_wish

ADDRESS = "zhang@example.org"


@pytest.mark.parametrize(
    "text",
    [
        "添加同事 zhang@example.org",
        "请添加同事：zhang@example.org，谢谢！",
        "邀请 Zhang@Example.org",
        "邀请同事zhang@example.org一起查看",
        "您好，\n麻烦增加一位同事 <zhang@example.org>\n谢谢",
        "添加同事 zhang@example.org<mailto:zhang@example.org>",
        "添加同事　ｚｈａｎｇ＠ｅｘａｍｐｌｅ．ｏｒｇ",
    ],
)
def test_plain_wish_to_add_is_read(text: str) -> None:
    assert read_colleague_wish(text) == ColleagueWish(Act.ADD, ADDRESS)


@pytest.mark.parametrize(
    "text", ["移除同事 zhang@example.org", "请删除同事 zhang@example.org。", "移出同事zhang@example.org"]
)
def test_plain_wish_to_remove_is_read(text: str) -> None:
    assert read_colleague_wish(text) == ColleagueWish(Act.REMOVE, ADDRESS)


@pytest.mark.parametrize(
    "text", ["添加同事", "添加同事 张三", "邀请 a@example.org b@example.org", "移除同事 zhang@"]
)
def test_wish_without_one_good_address_names_nobody(text: str) -> None:
    wish = read_colleague_wish(text)
    assert wish is not None
    assert wish.address is None


@pytest.mark.parametrize(
    "text",
    [
        "邀请专家参加论证会的函已补充，请查收",
        "不要添加同事 zhang@example.org",
        "能否添加同事 zhang@example.org？",
        "我的同事 zhang@example.org 会把审计报告发给你们",
        "状态",
        "撤回",
        "",
        "添加同事 zhang@example.org，另外审计报告要不要原件，什么时候开专家评审会",
        "添加同事" + "很" * 200,
    ],
)
def test_other_words_are_no_wish(text: str) -> None:
    assert read_colleague_wish(text) is None
