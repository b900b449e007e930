"""The office sets days, contact and mailbox of a category in chat, and everybody is told at once."""

from __future__ import annotations

import pytest

from demo.messages import Message
from demo.visitor import Sheet, Visitor
from storage.states import ParcelKind
from storage.tables import AuditEntry, CategorySetting, Parcel
from tests.chat_desk import ChatDesk


async def open_card(operator: Visitor, category: str = "1.2") -> Message:
    since = operator.revision
    operator.write("设置")
    listed = await operator.sees("类别设置", since=since)
    operator.press(f"{category} ", listed)
    return await operator.sees("年中改动", since=listed.revision)


async def put(operator: Visitor, word: str, value: str) -> Message:
    card = await open_card(operator)
    operator.press(word, card)
    asked = await operator.sees("请输入新的", since=card.revision)
    operator.write(value)
    return await operator.sees("年中改动", since=asked.revision)


async def test_days_set_in_chat_are_shown_on_the_card_and_in_answers(
    operator: Visitor, applicant: Visitor
) -> None:
    await put(operator, "开始受理", "2023-05-01")
    card = await put(operator, "截止日期", "6月30日")
    assert "● 截止日期：2023-06-30" in card.text
    applicant.write("1.2 什么时候截止？")
    days = await applicant.sees("2023年5月1日至2023年6月30日")
    applicant.write("1.2 的邮箱")
    answer = await applicant.sees("邮箱", since=days.revision)
    assert "申报时间：2023年5月1日至2023年6月30日" in answer.text


async def test_late_submission_is_told_and_the_department_reads_it(
    office_desk: ChatDesk, operator: Visitor, applicant: Visitor
) -> None:
    await put(operator, "截止日期", "2023-06-30")
    applicant.write("提交")
    topics = await applicant.sees("请选择专题")
    applicant.press("1.", topics)
    categories = await applicant.sees("请选择项目类别", since=topics.revision)
    applicant.press("1.2", categories)
    notice = await applicant.sees("提交前请阅读", since=categories.revision)
    applicant.press("同意", notice)
    card = await applicant.sees("请直接发送文件", since=notice.revision)
    assert "2023年6月30日截止" in card.text
    applicant.send_document(Sheet("申报书.pdf", b"application" * 50))
    card = await applicant.sees("已收 1 个文件")
    applicant.press("完成提交", card)
    asked = await applicant.sees("申报单位全称", since=card.revision)
    applicant.press("这次不填", asked)
    check = await applicant.sees("请核对后确认提交", since=asked.revision)
    assert "已过截止日期" in check.text
    assert "仍会转送" in check.text
    applicant.press("确认提交", check)
    await applicant.sees("回执 SB-")
    (letter,) = [parcel for parcel in await office_desk.rows(Parcel) if parcel.kind is ParcelKind.LETTER]
    assert "提交时已过截止日期（2023年6月30日截止）" in letter.payload["body"]


async def test_contact_set_in_chat_is_what_is_answered_and_can_be_taken_back(
    office_desk: ChatDesk, operator: Visitor, applicant: Visitor
) -> None:
    await put(operator, "联系人", "演示新人")
    applicant.write("1.2 的联系人是谁")
    await applicant.sees("演示新人")
    card = await open_card(operator)
    operator.press("联系人", card)
    asked = await operator.sees("请输入新的", since=card.revision)
    operator.press("恢复为指南所写", asked)
    restored = await operator.sees("○ 联系人", since=asked.revision)
    assert "演示新人" not in restored.text
    assert await office_desk.rows(CategorySetting) == []
    acts = [each.act for each in await office_desk.rows(AuditEntry)]
    assert acts.count("category.set") == 2


@pytest.mark.parametrize(
    ("word", "value", "told"),
    [("截止日期", "月底", "不是日期"), ("电话", "没有", "不是电话"), ("收件邮箱", "keshi", "不是邮箱")],
)
async def test_value_that_cannot_be_is_asked_for_again(
    office_desk: ChatDesk, operator: Visitor, word: str, value: str, told: str
) -> None:
    card = await open_card(operator)
    operator.press(word, card)
    await operator.sees("请输入新的", since=card.revision)
    operator.write(value)
    refused = await operator.sees(told)
    assert await office_desk.rows(CategorySetting) == []
    good = {"截止日期": "2023年7月1日", "电话": "0750-8000000", "收件邮箱": "keshi@example.org"}[word]
    operator.write(good)
    await operator.sees("年中改动", since=refused.revision)
    assert len(await office_desk.rows(CategorySetting)) == 1


@pytest.mark.parametrize("data", ["w:1:list:0", "w:1:ask:1.2:closes", "w:1:clear:1.2:closes", "w:1:show:1.2"])
async def test_settings_are_for_operators(applicant: Visitor, data: str) -> None:
    applicant.start()
    menu = await applicant.sees("申报台")
    applicant.press_data(menu, data)
    await applicant.sees("管理员")


@pytest.mark.parametrize("data", ["w:1:show:9.9", "w:1:ask:1.2:nothing", "w:1:clear:1.2:nothing", "w:0:list"])
async def test_button_for_what_is_not_there_leads_to_the_menu_or_the_card(
    operator: Visitor, data: str
) -> None:
    operator.start()
    menu = await operator.sees("申报台")
    operator.press_data(menu, data)
    await operator.sees(lambda each: "菜单已更新" in each.text or "年中改动" in each.text)
