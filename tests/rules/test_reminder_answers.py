"""Facts about the first words of a reply to a reminder."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.rules.reminder_answers import Act, Wish, enough_said, read_answers
from handlers.rules.workdays import calendar_for

CALENDAR = calendar_for([2022])
THURSDAY = date(2022, 6, 23)


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("完成 已于6月28日召开培训会", "已于6月28日召开培训会"),
        ("完成：方案已印发，见附件。", "方案已印发，见附件。"),
        ("已完成。附件是会议纪要", "附件是会议纪要"),
        ("已办结，结果已上报", "结果已上报"),
        ("已销号", ""),
        ("完成", ""),
        ("您好，\n\n完成 会议已经召开", "会议已经召开"),
        ("王老师：\n完成 会议已经召开", "会议已经召开"),
        ("好的，完成 会议已经召开", "会议已经召开"),
        ("完成 工作计划拟定并印发", "工作计划拟定并印发"),
        ("完成 第一行\n第二行", "第一行\n第二行"),
    ],
)
def test_done_is_read_with_its_note(text: str, note: str) -> None:
    (answer,) = read_answers(text)
    assert (answer.act, answer.note) == (Act.DONE, note)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "收到",
        "谢谢提醒",
        "未完成，缺资金",
        "还没有完成",
        "完成不了",
        "完成时间推迟到7月",
        "完成，预计下周报送",
        "完成\n还差最后一步",
        "完成了吗？",
        "完成 基本完成，部分材料待补",
        "请问怎样才算完成",
        "稍后再说，我在开会",
        "转办",
        "需协调",
        "进展",
    ],
)
def test_what_is_not_sure_is_not_read(text: str) -> None:
    assert read_answers(text) == ()


@pytest.mark.parametrize(
    ("text", "percent", "note"),
    [
        ("进展 40% 已起草", 40, "已起草"),
        ("进度：４０％，已起草", 40, "已起草"),
        ("完成 40%，正在起草", 40, "正在起草"),
        ("已完成约60%", 60, ""),
        ("进展：方案已经起草", None, "方案已经起草"),
        ("进展 100%", 100, ""),
    ],
)
def test_progress_is_read_with_percent_and_note(text: str, percent: int | None, note: str) -> None:
    (answer,) = read_answers(text)
    assert (answer.act, answer.percent, answer.note) == (Act.PROGRESS, percent, note)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("稍后", date(2022, 6, 24)),
        ("稍后 明早", date(2022, 6, 24)),
        ("稍后 3", date(2022, 6, 28)),
        ("稍后 ３ 个工作日", date(2022, 6, 28)),
        ("稍后三个工作日", date(2022, 6, 28)),
        ("稍后两天", date(2022, 6, 25)),
        ("推迟到7月5日", date(2022, 7, 5)),
        ("稍后 2022-07-05", date(2022, 7, 5)),
        ("推迟到1月5日", date(2023, 1, 5)),
        ("稍后 2月30日", None),
    ],
)
def test_later_is_read_as_a_day(text: str, day: date | None) -> None:
    (answer,) = read_answers(text)
    assert answer.act is Act.SNOOZE
    assert answer.wish.date(THURSDAY, CALENDAR) == day


@pytest.mark.parametrize(
    ("text", "act", "note"),
    [
        ("需协调 经费没有落实", Act.HELP, "经费没有落实"),
        ("申请协调：请市财政局支持", Act.HELP, "请市财政局支持"),
        ("延期 到7月底，等省厅通知", Act.EXTEND, "到7月底，等省厅通知"),
        ("申请延期至8月15日", Act.EXTEND, "至8月15日"),
        ("接受", Act.AGREE, ""),
        ("同意延期，请抓紧", Act.AGREE, "请抓紧"),
        ("不同意，人手不够", Act.DENY, "人手不够"),
        ("不接受 我不在这个科室", Act.DENY, "我不在这个科室"),
        ("已协调 经费已落实", Act.SETTLE, "经费已落实"),
        ("转办 张三", Act.HANDOVER, "张三"),
        ("转交给李四，他负责", Act.HANDOVER, "李四"),
        ("重新打开", Act.REOPEN, ""),
    ],
)
def test_other_acts_are_read_by_their_first_words(text: str, act: Act, note: str) -> None:
    (answer,) = read_answers(text)
    assert (answer.act, answer.note) == (act, note)


@pytest.mark.parametrize("prefix", ["17 ", "17、", "编号17：", "【编号 17】", "#17 ", "17) ", "第17号 "])
def test_number_says_which_milestone(prefix: str) -> None:
    (answer,) = read_answers(f"{prefix}完成 会议已经召开")
    assert (answer.number, answer.act, answer.note) == (17, Act.DONE, "会议已经召开")


@pytest.mark.parametrize("text", ["203（1） 进展 40%", "203(1)进展40%", "任务203 (1)：进展 40%"])
def test_place_says_which_milestone(text: str) -> None:
    (answer,) = read_answers(text)
    assert (answer.place, answer.percent) == ("203(1)", 40)


def test_every_numbered_line_is_an_act_and_other_lines_belong_to_it() -> None:
    answers = read_answers("17 完成 会议已召开\n纪要已印发\n18 进展 50%\n完成了一半的走访")
    assert [(each.number, each.act, each.note) for each in answers] == [
        (17, Act.DONE, "会议已召开\n纪要已印发"),
        (18, Act.PROGRESS, "完成了一半的走访"),
    ]


def test_long_reply_is_cut_and_read_quickly() -> None:
    (answer,) = read_answers("完成 " + "很长的说明" * 20_000)
    assert len(answer.note) == 2000


@pytest.mark.parametrize(
    ("note", "enough"),
    [
        ("培训会已于当天召开完毕", True),
        ("已完成", False),
        ("。。。。。。。。。。。。", False),
        ("a b c d e f g h i j", True),
    ],
)
def test_evidence_is_counted_in_letters(note: str, *, enough: bool) -> None:
    assert enough_said(note) is enough


def test_wish_for_working_days_skips_the_weekend() -> None:
    assert Wish(workdays=2).date(THURSDAY, CALENDAR) == date(2022, 6, 27)
