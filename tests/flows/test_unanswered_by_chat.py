"""What nobody could answer: the operator sees it, gives it a word, and the next asker is answered."""

from __future__ import annotations

import pytest

from demo.visitor import Visitor
from storage.tables import Alias, Unanswered
from tests.chat_desk import ChatDesk


async def test_typed_word_answers_the_next_asker(
    office_desk: ChatDesk, operator: Visitor, applicant: Visitor
) -> None:
    applicant.write("大孵化的联系人是谁")
    await applicant.sees(lambda each: bool(each.buttons))
    operator.write("/unanswered")
    listed = await operator.sees("共 1 个")
    operator.press("大孵化", listed)
    card = await operator.sees("问过 1 次", since=listed.revision)
    operator.press("加别称", card)
    chooser = await operator.sees("问的是哪个类别", since=card.revision)
    operator.press("2.1", chooser)
    await operator.sees("用哪个词", since=chooser.revision)
    operator.write("大孵化")
    await operator.sees("今后“大孵化”就是指 2.1")
    assert await office_desk.rows(Unanswered) == []
    before = applicant.revision
    applicant.write("大孵化的联系人是谁")
    answer = await applicant.sees("2.1", since=before)
    assert "联系人" in answer.text


async def test_word_that_the_guide_lacks_is_offered_as_a_button(
    office_desk: ChatDesk, operator: Visitor, applicant: Visitor
) -> None:
    applicant.write("瞪羚企业奖励多少钱")
    await applicant.sees("没有")
    operator.write("未答问题")
    listed = await operator.sees("共 1 个")
    operator.press("瞪羚", listed)
    card = await operator.sees("问过 1 次", since=listed.revision)
    operator.press("加别称", card)
    chooser = await operator.sees("问的是哪个类别", since=card.revision)
    operator.press("1.1", chooser)
    words = await operator.sees("用哪个词", since=chooser.revision)
    data = next(button.data for button in words.buttons if "瞪羚" in button.text) or ""
    operator.press_data(words, data)
    operator.press_data(words, data)
    await operator.sees("菜单已更新")
    assert [(each.word, each.category) for each in await office_desk.rows(Alias)] == [("瞪羚", "1.1")]


async def test_question_that_needs_nothing_is_taken_off(
    office_desk: ChatDesk, operator: Visitor, applicant: Visitor
) -> None:
    applicant.write("单位食堂几点开饭")
    await applicant.sees(lambda each: bool(each.buttons))
    operator.write("未答问题")
    listed = await operator.sees("共 1 个")
    operator.press("食堂", listed)
    card = await operator.sees("问过 1 次", since=listed.revision)
    operator.press("不用处理", card)
    await operator.sees("目前没有", since=card.revision)
    assert await office_desk.rows(Unanswered) == []


@pytest.mark.parametrize(
    "data", ["u:1:list:0", "u:1:show:1", "u:1:add:1:1.1:0", "u:1:done:1", "u:1:word:1:1.1"]
)
async def test_questions_are_shown_to_operators_alone(applicant: Visitor, data: str) -> None:
    applicant.start()
    menu = await applicant.sees("申报台")
    applicant.press_data(menu, data)
    await applicant.sees("管理员")
