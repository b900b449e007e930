"""Facts about what applicants ask of the desk by replying."""

from __future__ import annotations

import pytest

from handlers.rules.applicant_wishes import Wish, read_wish


@pytest.mark.parametrize(
    "text",
    [
        "状态",
        "状态？",
        "进度",
        "查询进度",
        "您好，请问办理进度如何？谢谢！",
        "麻烦查一下我们的申报进度，谢谢",
        "请问我司的申报办到哪一步了？",
        "请问受理了吗？",
        "查詢狀態",
        "您好，\n想了解一下申报材料的审核情况。\n谢谢",
        "Status",
        "SB-2022-000001-7K 状态",
    ],
)
def test_question_for_the_state_is_one(text: str) -> None:
    assert read_wish(text) is Wish.STATUS


@pytest.mark.parametrize(
    "text",
    [
        "撤回",
        "撤回。",
        "撤回申报",
        "申请撤回",
        "我单位申请撤回本次申报，谢谢。",
        "您好，我司决定撤回该项目申报材料。",
        "请撤销申报",
        "取消申报",
        "因资金原因,我们决定撤回申请",
    ],
)
def test_plain_wish_to_take_back_is_one(text: str) -> None:
    assert read_wish(text) is Wish.WITHDRAW


@pytest.mark.parametrize(
    "text",
    [
        "能否撤回？",
        "我们不撤回",
        "先不要撤回",
        "撤回其中的营业执照",
        "请问怎么撤回申报",
        "如果撤回还能再报吗？",
    ],
)
def test_what_only_speaks_of_taking_back_needs_a_person(text: str) -> None:
    assert read_wish(text) is Wish.DOUBT


@pytest.mark.parametrize(
    "text",
    [
        "",
        "补充审计报告，请查收。",
        "材料状态说明见附件",
        "现补交营业执照，并说明项目进展情况。",
        "请问还需要补充什么材料？",
        "谢谢",
        "收到",
        (
            "关于撤回通知的说明：我单位于去年撤回过一次申报，今年重新申报，材料已按新的指南准备齐全，请贵科室审核，谢谢，"
            "如有问题请联系我们，附件是补充的材料。"
        ),
    ],
)
def test_anything_else_is_for_the_department(text: str) -> None:
    assert read_wish(text) is Wish.NONE


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("回执", Wish.RECEIPT),
        ("请补发回执", Wish.RECEIPT),
        ("麻烦再发一份回执，谢谢", Wish.RECEIPT),
        ("请问什么时候能拿到回执", Wish.NONE),
        ("回执单盖章怎么办", Wish.NONE),
        ("回执号：SB-2022-000001-AA 状态", Wish.STATUS),
    ],
)
def test_receipt_is_asked_for_only_in_plain_words(text: str, wish: Wish) -> None:
    assert read_wish(text) is wish
