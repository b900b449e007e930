"""Import in chat: an operator sends a file, reads what differs, applies it or not, and takes it back."""

from __future__ import annotations

import pytest

from demo.messages import Message
from demo.visitor import Sheet, Visitor
from storage.states import EditionKind, ImportState
from storage.tables import AuditEntry, Edition, PendingImport, SubmissionFile
from tests.chat_desk import SAMPLES, ChatDesk

APPLICANT = 702
GUIDE = (SAMPLES / "guide-2023.txt").read_bytes()
TABLE = (SAMPLES / "tasks-2022.txt").read_bytes()
CHANGED = GUIDE.decode().replace("8220246", "8000001").encode()


async def card_of(operator: Visitor, raw: bytes, caption: str, name: str = "文件.txt") -> Message:
    since = operator.revision
    operator.send_document(Sheet(name, raw), caption)
    return await operator.sees("还没有生效", since=since, within=30)


async def editions(office_desk: ChatDesk, kind: EditionKind) -> list[Edition]:
    return [each for each in await office_desk.rows(Edition) if each.kind is kind]


async def test_file_with_a_caption_is_read_and_nothing_is_changed(
    office_desk: ChatDesk, operator: Visitor
) -> None:
    card = await card_of(operator, CHANGED, "指南")
    assert "联系人" in card.text
    assert "8000001" in card.text
    assert "与现行版本相比有" in card.text
    assert len(await editions(office_desk, EditionKind.GUIDE)) == 1
    (row,) = await office_desk.rows(PendingImport)
    assert office_desk.parts.blobs.get(row.blob) == CHANGED


async def test_applied_guide_answers_at_once(office_desk: ChatDesk, operator: Visitor) -> None:
    card = await card_of(operator, CHANGED, "指南")
    operator.press("应用", card)
    await operator.sees("已应用", since=card.revision)
    operator.write("1.1 的电话是多少？")
    await operator.sees("0750-8000001")
    assert [each.actor for each in await office_desk.rows(AuditEntry) if each.act == "import"][-1:] != []


async def test_command_asks_for_the_file_and_the_kind_is_asked_when_it_was_not_said(
    office_desk: ChatDesk, operator: Visitor
) -> None:
    operator.write("/import")
    await operator.sees("请直接发送文件")
    operator.send_document(Sheet("tasks.txt", TABLE))
    asked = await operator.sees("是哪一种文件")
    operator.press("工作任务表", asked)
    card = await operator.sees("还没有生效", since=asked.revision, within=30)
    assert "目前没有启用的工作任务表" in card.text
    assert "……还有" in card.text
    operator.press("应用", card)
    await operator.sees("已应用", since=card.revision)
    assert len(await editions(office_desk, EditionKind.TASKS)) == 1


async def test_kind_can_be_said_before_the_file(operator: Visitor) -> None:
    operator.write("导入")
    home = await operator.sees("请直接发送文件")
    operator.press("人员名单", home)
    await operator.sees("请发送文件", since=home.revision)
    operator.send_document(Sheet("staff.csv", (SAMPLES / "staff.csv").read_bytes()))
    card = await operator.sees("还没有生效", within=30)
    assert "其中管理员" in card.text


async def test_pressing_apply_twice_imports_once(office_desk: ChatDesk, operator: Visitor) -> None:
    card = await card_of(operator, CHANGED, "指南")
    data = next(button.data for button in card.buttons if "应用" in button.text) or ""
    operator.press_data(card, data)
    operator.press_data(card, data)
    await operator.sees("菜单已更新")
    assert len(await editions(office_desk, EditionKind.GUIDE)) == 2


async def test_card_works_after_a_restart(office_desk: ChatDesk, operator: Visitor) -> None:
    card = await card_of(operator, CHANGED, "指南")
    await office_desk.stop()
    await office_desk.start()
    operator.press("应用", card)
    await operator.sees("已应用", since=card.revision)


async def test_card_that_another_import_overtook_shows_what_differs_now(
    office_desk: ChatDesk, operator: Visitor
) -> None:
    first = await card_of(operator, CHANGED, "指南")
    other = GUIDE.decode().replace("8220246", "8000002").encode()
    second = await card_of(operator, other, "指南")
    operator.press("应用", second)
    await operator.sees("已应用", since=second.revision)
    operator.press("应用", first)
    renewed = await operator.sees("菜单已更新", since=second.revision)
    assert "8000002" in renewed.text
    assert len(await editions(office_desk, EditionKind.GUIDE)) == 2
    operator.press("应用", renewed)
    await operator.sees("已应用", since=renewed.revision)
    assert len(await editions(office_desk, EditionKind.GUIDE)) == 3


async def test_document_that_was_given_up_cannot_be_applied(office_desk: ChatDesk, operator: Visitor) -> None:
    card = await card_of(operator, CHANGED, "指南")
    apply = next(button.data for button in card.buttons if "应用" in button.text) or ""
    operator.press("放弃", card)
    dropped = await operator.sees("已放弃", since=card.revision)
    operator.press_data(dropped, apply)
    await operator.sees("菜单已更新")
    assert len(await editions(office_desk, EditionKind.GUIDE)) == 1


async def test_last_import_is_taken_back_after_a_confirmation(
    office_desk: ChatDesk, operator: Visitor
) -> None:
    card = await card_of(operator, CHANGED, "指南")
    operator.press("应用", card)
    done = await operator.sees("已应用", since=card.revision)
    operator.press("撤回上次导入", done)
    sure = await operator.sees("撤回后恢复", since=done.revision)
    data = next(button.data for button in sure.buttons if "确定撤回" in button.text) or ""
    operator.press_data(sure, data)
    await operator.sees("重新生效", since=sure.revision)
    operator.press_data(sure, data)
    await operator.sees("没有可以撤回的导入", since=sure.revision)
    guides = await editions(office_desk, EditionKind.GUIDE)
    assert [each.in_force for each in guides] == [True, False]


async def test_file_that_cannot_be_read_gets_its_sentence(office_desk: ChatDesk, operator: Visitor) -> None:
    operator.send_document(Sheet("指南.docx", b"PK\x03\x04 no document"), "指南")
    refused = await operator.sees("读不了", within=30)
    assert "指南.docx" in refused.text
    (row,) = await office_desk.rows(PendingImport)
    assert row.state is ImportState.REFUSED


async def test_list_without_an_operator_is_warned_of(operator: Visitor) -> None:
    raw = "姓名,单位,科室,邮箱,角色\n演示甲,市科技局,高新技术科,a@example.org,staff\n".encode()
    card = await card_of(operator, raw, "人员名单", "名单.csv")
    assert "没有管理员" in card.text


async def test_caption_of_an_applicant_makes_no_import(office_desk: ChatDesk) -> None:
    visitor = office_desk.api.visitor(APPLICANT, "陈一")
    visitor.send_document(Sheet("指南.txt", GUIDE), "指南")
    await visitor.sees("提交前请阅读")
    assert await office_desk.rows(PendingImport) == []
    assert len(await office_desk.rows(SubmissionFile)) == 1


@pytest.mark.parametrize(
    "data", ["i:1:home", "i:1:apply:1:1", "i:1:undo:1", "i:1:kind:1:guide", "i:1:want:guide"]
)
async def test_buttons_of_an_import_are_for_operators(office_desk: ChatDesk, data: str) -> None:
    visitor = office_desk.api.visitor(APPLICANT, "陈一")
    visitor.start()
    menu = await visitor.sees("申报台")
    assert not any("导入" in button.text for button in menu.buttons)
    visitor.press_data(menu, data)
    await visitor.sees("管理员")


async def test_import_of_another_operator_is_not_touched(office_desk: ChatDesk, operator: Visitor) -> None:
    card = await card_of(operator, CHANGED, "指南")
    await office_desk.hire(APPLICANT, name="演示己")
    other = office_desk.api.visitor(APPLICANT, "演示己")
    other.start()
    menu = await other.sees("申报台")
    other.press_data(menu, next(button.data for button in card.buttons if "应用" in button.text) or "")
    await other.sees("菜单已更新")
    assert len(await editions(office_desk, EditionKind.GUIDE)) == 1
