"""Facts about mails that say one word to the desk."""

from __future__ import annotations

import pytest

from handlers.rules.desk_words import Consent, DeskWord, read_consent, read_desk_word


@pytest.mark.parametrize(
    ("subject", "text", "expected"),
    [
        ("状态", "", DeskWord.STATUS),
        ("", "您好，查询进度，谢谢！", DeskWord.STATUS),
        ("我的申报", "", DeskWord.STATUS),
        ("Re: 状态", " \n", DeskWord.STATUS),
        ("关联", "", DeskWord.LINK),
        ("", "您好，我想关联我的邮箱。", DeskWord.LINK),
        ("绑定聊天", "谢谢", DeskWord.LINK),
        ("关联企业怎么申报？", "", None),
        (
            "状态",
            "我们的项目状态不错，材料见附件，请转给高新技术科处理，联系电话请看申报书首页的第三行，谢谢各位老师",
            None,
        ),
        ("申报高新技术企业", "材料见附件", None),
        ("", "关联交易说明", None),
        ("", "", None),
    ],
)
def test_word_is_read_only_where_nothing_else_is_said(
    subject: str, text: str, expected: DeskWord | None
) -> None:
    assert read_desk_word(subject, text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("确认", Consent.YES),
        ("您好，确认。\n谢谢", Consent.YES),
        ("同意关联", Consent.YES),
        ("OK", Consent.YES),
        ("拒绝", Consent.NO),
        ("不是我本人操作的", Consent.NO),
        ("不同意", Consent.NO),
        ("这是什么？", Consent.UNCLEAR),
        ("", Consent.UNCLEAR),
        ("确认一下这是谁发的？", Consent.UNCLEAR),
        ("确认不是我", Consent.UNCLEAR),
    ],
)
def test_only_a_plain_yes_is_consent(text: str, expected: Consent) -> None:
    assert read_consent(text) is expected
