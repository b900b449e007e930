"""What the notice around a guide says is answered where the categories are silent."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.answers import render
from handlers.rules.answer import Answer, Outcome
from handlers.rules.documents import read_document
from handlers.rules.guide import Guide
from handlers.rules.guide_text import read_guide
from handlers.rules.search import answer, build_index
from handlers.rules.settings import Window
from handlers.rules.windows import with_windows

NOTICE = """关于组织申报云麓市2025年度科技项目的通知
各有关单位：
现将有关事项通知如下。
一、申报时间
2025年3月1日至4月15日，逾期不予受理。
二、申报方式
申报单位在“云麓科技通”系统填报，经所在区科技部门审核后提交市局。
三、申报限制
每个单位限报1项，有项目逾期未结题的不得申报。
四、联系方式
综合科 白露，电话：88110000。
附件：云麓市2025年度科技项目申报指南
附件
"""
GUIDE = """云麓市2025年度科技项目申报指南
专题一：茶产业
项目类别1：高山茶园智能采摘
（一）研究内容
研制山地采茶装备。
（二）申报条件
1.在本市注册的企业。
（三）申报材料
1.申报书。
（四）支持方式与强度
事前资助，择优支持；20万元/项，支持2项。
（五）联系人
农村科：秋霜，电话：88110001，邮箱：nc@example.org。
"""
CLOSING = """附则
材料受理截止时间为2025年4月20日。
"""


def read(text: str) -> Guide:
    return read_guide(read_document("指南.txt", text.encode()))


def ask(question: str, text: str = NOTICE + GUIDE) -> Answer:
    return answer(build_index(read(text)), question)


def test_headings_stand_before_the_sentences_of_a_notice_and_contacts_are_left_out() -> None:
    assert read(NOTICE + GUIDE).notice == (
        "现将有关事项通知如下。",
        "申报时间：2025年3月1日至4月15日，逾期不予受理。",
        "申报方式：申报单位在“云麓科技通”系统填报，经所在区科技部门审核后提交市局。",
        "申报限制：每个单位限报1项，有项目逾期未结题的不得申报。",
    )


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("什么时候截止", "4月15日"),
        ("采茶那个项目申报时间到哪天", "4月15日"),
        ("一家单位最多报几项", "限报1项"),
        ("有项目逾期没结题还能申报吗", "不得申报"),
        ("材料在哪个系统填报", "云麓科技通"),
    ],
)
def test_notice_answers_what_the_categories_do_not_say(question: str, words: str) -> None:
    found = ask(question)
    assert found.outcome is Outcome.ANSWER
    assert words in render(found)
    assert "申报通知" in render(found)


@pytest.mark.parametrize("question", ["什么时候截止", "一家单位最多报几项", "纸质材料交几份"])
def test_nothing_is_answered_where_no_notice_says_it(question: str) -> None:
    assert ask(question, GUIDE).outcome is Outcome.NONE


@pytest.mark.parametrize(
    "question", ["纸质材料交几份", "验收什么时候开始", "2023年的什么时候截止", "市长热线几号截止"]
)
def test_notice_does_not_answer_what_it_does_not_speak_of(question: str) -> None:
    assert ask(question).outcome is Outcome.NONE


@pytest.mark.parametrize("closing", [CLOSING, "五、申报时间及要求\n1.材料受理截止时间为2025年4月20日。\n"])
def test_day_behind_the_last_category_is_found(closing: str) -> None:
    assert "4月20日" in render(ask("几号截止", GUIDE + closing))


def test_day_is_found_in_a_notice_that_announces_no_attachment() -> None:
    assert "4月15日" in render(ask("几号截止", NOTICE.partition("附件：")[0] + GUIDE))


def test_day_that_the_office_set_takes_the_place_of_the_notice() -> None:
    guide = read(NOTICE + GUIDE)
    found = answer(build_index(guide), "1.1几号截止")
    set_later = with_windows(found, {"1.1": Window(None, date(2025, 5, 9))}, guide)
    assert "2025年5月9日" in render(set_later)
    assert "4月15日" not in render(set_later)
