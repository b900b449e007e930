from __future__ import annotations

import pytest

from handlers.rules.quotes import split_quoted


@pytest.mark.parametrize(
    "opening",
    [
        "------------------ 原始邮件 ------------------",
        "------------------&nbsp;原始邮件&nbsp;------------------".replace("&nbsp;", "\u00a0"),
        "-----Original Message-----",
        "---- 回复的原邮件 ----",
        "---- Replied Message ----",
        "-------- 转发邮件信息 --------",
        "---------- Forwarded message ---------",
        '在 2023-05-08 10:20:11，"张三" <a@example.org> 写道：',
        "张三 于2023年5月8日周一 10:20写道：",
        "On Mon, May 8, 2023 at 10:20 AM Zhang <a@example.org> wrote:",
        "On Mon, May 8, 2023 at 10:20 AM Zhang San\n<a@example.org> wrote:",
        "发件人: 张三\n发送时间: 2023年5月8日 10:20\n收件人: b@example.org\n主题: 材料",
        "From: Zhang\nSent: Monday\nTo: b@example.org\nSubject: x",
        "Begin forwarded message:",
    ],
)
def test_quotation_ends_the_new_text(opening: str) -> None:
    halves = split_quoted(f"已收到，请补正。\n\n{opening}\n旧的内容")
    assert halves.fresh == "已收到，请补正。"
    assert "旧的内容" in halves.quoted


def test_lines_with_an_arrow_are_quoted_wherever_they_stand() -> None:
    halves = split_quoted("> 问题一\n答复一\n>> 问题二\n答复二")
    assert halves.fresh == "答复一\n答复二"
    assert halves.quoted == "问题一\n问题二"


def test_signature_and_programme_lines_are_cut() -> None:
    assert split_quoted("同意受理。\n-- \n高新技术科\n电话 8220000").fresh == "同意受理。"
    assert split_quoted("同意受理。\n\n发自我的iPhone").fresh == "同意受理。"


@pytest.mark.parametrize(
    "text",
    [
        "发件人信息见附件。\n我单位申报项目。",
        "一、基本情况\n-----\n二、申报理由",
        "在2023年我单位承办了大赛。\n请查收",
        "日期：2023年5月8日\n主题：申报材料",
    ],
)
def test_text_of_the_writer_stays(text: str) -> None:
    assert split_quoted(text).fresh == text
