"""Flow 1: a question in chat is answered from the guide, or finds a person."""

from __future__ import annotations

from collections.abc import AsyncIterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from demo.visitor import Visitor
from storage.states import ParcelKind
from storage.tables import Parcel, Submission
from tests.chat_desk import ChatDesk, chat_desk

ASKER = 501


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[ChatDesk]:
    async with chat_desk(tmp_path) as opened:
        await opened.start()
        yield opened


@pytest.fixture
def visitor(desk: ChatDesk) -> Visitor:
    return desk.api.visitor(ASKER, "陈一")


async def test_question_is_answered_with_its_source_and_a_way_to_the_whole_section(visitor: Visitor) -> None:
    visitor.start()
    await visitor.sees("申报台")
    visitor.write("1.1 的联系人电话是多少？")
    answer = await visitor.sees("0750-8220246")
    assert "2023年指南" in answer.text
    visitor.press("联系人（全文）", answer)
    section = await visitor.sees(lambda message: message.id > answer.id and "联系人" in message.text)
    assert "廖文杰" in section.text
    # The answer is still there to be found again.
    assert any(message.id == answer.id and "0750-8220246" in message.text for message in visitor.messages)


async def test_menu_leads_from_topic_to_category_to_section_in_one_message(visitor: Visitor) -> None:
    visitor.start()
    menu = await visitor.sees("申报台")
    visitor.press("申报指南", menu)
    topics = await visitor.sees("请选择专题")
    visitor.press(topics.buttons[0].text, topics)
    topic = await visitor.sees("个项目类别", since=topics.revision)
    visitor.press("1.1", topic)
    card = await visitor.sees("科室：高新技术科", since=topic.revision)
    visitor.press("申报材料要求", card)
    section = await visitor.sees("申报材料要求", since=card.revision)
    assert {menu.id} == {topics.id, topic.id, card.id, section.id}
    visitor.press("‹ 返回", section)
    again = await visitor.sees("科室：高新技术科", since=section.revision)
    visitor.press("主菜单", again)
    await visitor.sees("申报台", since=again.revision)


async def test_phone_of_a_department_stands_behind_its_button(visitor: Visitor) -> None:
    visitor.write("科室电话")
    await visitor.sees(lambda message: bool(message.buttons))
    visitor.write("菜单")
    menu = await visitor.sees("申报台")
    visitor.press("科室电话", menu)
    offices = await visitor.sees("请选择科室")
    visitor.press("高新技术科", offices)
    office = await visitor.sees("负责类别", since=offices.revision)
    assert "0750-8220246" in office.text


async def test_unanswered_question_goes_to_a_department_as_a_letter(desk: ChatDesk, visitor: Visitor) -> None:
    visitor.write("单位食堂几点开饭")
    answer = await visitor.sees(lambda message: any("转人工" in button.text for button in message.buttons))
    visitor.press("转人工", answer)
    chooser = await visitor.sees("请选择由谁答复")
    visitor.press("高新技术科", chooser)
    told = await visitor.sees("问题已转交")
    (submission,) = await desk.rows(Submission)
    assert submission.receipt in told.text
    (letter,) = [parcel for parcel in await desk.rows(Parcel) if parcel.kind is ParcelKind.LETTER]
    mail = message_from_bytes(letter.raw, policy=default)
    assert letter.recipient == submission.mailbox
    assert submission.receipt in mail["Subject"]
    body = mail.get_body()
    assert body is not None
    assert "单位食堂几点开饭" in body.get_content()


async def test_question_is_handed_over_once_however_often_the_button_is_pressed(
    desk: ChatDesk, visitor: Visitor
) -> None:
    visitor.write("单位食堂几点开饭")
    answer = await visitor.sees(lambda message: any("转人工" in button.text for button in message.buttons))
    visitor.press("转人工", answer)
    chooser = await visitor.sees("请选择由谁答复")
    data = next(button.data for button in chooser.buttons if "高新技术科" in button.text) or ""
    visitor.press_data(chooser, data)
    visitor.press_data(chooser, data)
    await visitor.sees("菜单已更新")
    assert len(await desk.rows(Submission)) == 1


async def test_nothing_is_said_in_a_group(desk: ChatDesk, visitor: Visitor) -> None:
    content = {
        "message_id": 9,
        "date": 1,
        "from": {"id": ASKER, "is_bot": False, "first_name": "陈一"},
        "chat": {"id": -100, "type": "group", "title": "群"},
        "text": "1.1 电话",
    }
    desk.api.exchange.updates.put("message", content)
    visitor.start()
    await visitor.sees("申报台")
    assert all(sent.message.chat.id == ASKER for sent in desk.api.exchange.chats.journal)
