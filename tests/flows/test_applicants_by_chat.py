"""The applicants' side in chat, over HTTP: who hands in, which basket, more files, taking back, following."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from stdnum.cn import uscc

from demo.messages import AttachmentKind, Message
from demo.visitor import Sheet, Visitor
from storage.states import ParcelKind, SubmissionState
from storage.tables import ApplicantUnit, Parcel, Promise, Submission, SubmissionFile
from tests.chat_desk import ChatDesk, chat_desk
from tests.handlers.office import SetClock

APPLICANT = 611
UNIT = "江门市晨曦科技有限公司"
CODE = "91440700MA4UABCD1" + uscc.calc_check_digit("91440700MA4UABCD1")
PASTED = f"单位名称：{UNIT}\n信用代码：{CODE}\n联系人：王小明\n电话：13800138000\n邮箱：wang@example.org"
FORM = Sheet("项目申报书.pdf", b"form" * 500)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[ChatDesk]:
    async with chat_desk(tmp_path) as opened:
        await opened.start()
        yield opened


@pytest.fixture
def visitor(desk: ChatDesk) -> Visitor:
    return desk.api.visitor(APPLICANT, "陈一")


async def begin(visitor: Visitor, category: str = "1.1") -> Message:
    """Open the menu and begin a basket, the notices accepted."""
    before = visitor.revision
    visitor.start()
    menu = await visitor.sees("申报台", since=before)
    visitor.press_data(menu, f"b:1:agree:{category}:-")
    return await visitor.sees("请直接发送文件", since=menu.revision)


async def hand_in(visitor: Visitor, category: str = "1.1") -> Message:
    """Hand one file in without the unit; return the receipt."""
    await begin(visitor, category)
    before = visitor.revision
    visitor.send_document(FORM)
    card = await visitor.sees("已收 1 个文件", since=before)
    visitor.press("完成提交", card)
    visitor.press("这次不填", await visitor.sees("申报单位全称", since=card.revision))
    check = await visitor.sees("请核对后确认提交", since=card.revision)
    visitor.press("先提交，后补", check)
    return await visitor.sees("🧾 回执 SB-", since=check.revision)


async def test_unit_is_asked_once_remembered_and_used_the_next_time(desk: ChatDesk, visitor: Visitor) -> None:
    card = await begin(visitor)
    visitor.send_document(FORM)
    card = await visitor.sees("已收 1 个文件", since=card.revision)
    visitor.press("完成提交", card)
    await visitor.sees("申报单位全称", since=card.revision)
    visitor.write(PASTED)
    summary = await visitor.sees("要不要为您记住", since=card.revision)
    assert CODE in summary.text
    visitor.press("记住，下次直接用", summary)
    check = await visitor.sees("请核对后确认提交", since=summary.revision)
    assert f"申报单位：{UNIT}" in check.text
    visitor.press("确认提交", check)
    await visitor.sees("🧾 回执 SB-")
    letter, copy = [parcel for parcel in await desk.rows(Parcel) if parcel.kind is ParcelKind.LETTER]
    assert copy.recipient == "wang@example.org"
    assert UNIT in letter.payload["subject"]
    assert CODE in letter.payload["body"]
    card = await begin(visitor, "1.2")
    visitor.send_document(FORM)
    card = await visitor.sees("已收 1 个文件", since=card.revision)
    visitor.press("完成提交", card)
    again = await visitor.sees("请核对后确认提交", since=card.revision)
    assert f"申报单位：{UNIT}" in again.text


async def test_wrong_field_is_told_kindly_and_asked_again(desk: ChatDesk, visitor: Visitor) -> None:
    card = await begin(visitor)
    visitor.send_document(FORM)
    card = await visitor.sees("已收 1 个文件", since=card.revision)
    visitor.press("完成提交", card)
    await visitor.sees("申报单位全称", since=card.revision)
    visitor.write(UNIT)
    code = await visitor.sees("请输入 18 位", since=card.revision)
    visitor.write("12345")
    told = await visitor.sees("您写了 5 位", since=code.revision)
    visitor.press("跳过这一项", told)
    contact = await visitor.sees("请输入联系人姓名", since=told.revision)
    visitor.write("王小明")
    phone = await visitor.sees("请输入手机号", since=contact.revision)
    visitor.write("跳过")
    email = await visitor.sees("请输入电子邮箱", since=phone.revision)
    visitor.write("无")
    summary = await visitor.sees("要不要为您记住", since=email.revision)
    visitor.press("仅用于这一份", summary)
    await visitor.sees("请核对后确认提交", since=summary.revision)
    rows = await desk.rows(ApplicantUnit)
    assert [(row.name, row.contact, row.phone, row.submission_id) for row in rows] == [
        (UNIT, "王小明", None, 1)
    ]


async def test_photo_is_ticked_to_an_item_by_a_tap_and_replaced(desk: ChatDesk, visitor: Visitor) -> None:
    card = await begin(visitor)
    visitor.send_photo(Sheet("a", b"one"))
    card = await visitor.sees("❔ 1 个文件还看不出", since=card.revision)
    visitor.press("2. 营业执照", card)
    card = await visitor.sees("✅ 2. 营业执照", since=card.revision)
    visitor.press("核对文件", card)
    listed = await visitor.sees("点一个文件", since=card.revision)
    visitor.press("照片", listed)
    file = await visitor.sees("对应材料：营业执照", since=listed.revision)
    visitor.press("替换", file)
    await visitor.sees("请发送替换", since=file.revision)
    visitor.send_photo(Sheet("b", b"two"))
    card = await visitor.sees("✅ 2. 营业执照", since=file.revision)
    assert "已收 1 个文件" in card.text
    assert len(await desk.rows(SubmissionFile)) == 2


async def test_two_open_submissions_never_mix(desk: ChatDesk, visitor: Visitor) -> None:
    await begin(visitor, "1.1")
    await begin(visitor, "1.2")
    before = visitor.revision
    visitor.start()
    menu = await visitor.sees("未完成的申报：2 份", since=before)
    visitor.send_album([Sheet("甲.pdf", b"a"), Sheet("乙.pdf", b"b")], kind=AttachmentKind.DOCUMENT)
    asked = await visitor.sees("已收 2 个文件", since=menu.revision)
    assert "这些文件要放进哪一份" in asked.text
    visitor.press("放进 1.1", asked)
    card = await visitor.sees("类别：1.1", since=asked.revision)
    assert "已收 2 个文件" in card.text
    before = visitor.revision
    visitor.write("我的申报")
    listed = await visitor.sees("共 2 份", since=before)
    assert "已收 2 个文件" in listed.text
    owners = {file.submission_id for file in await desk.rows(SubmissionFile)}
    assert len(owners) == 1


async def test_missing_material_is_promised_and_supplemented_in_chat(
    desk: ChatDesk, visitor: Visitor
) -> None:
    receipt = await hand_in(visitor)
    assert len(await desk.rows(Promise)) == 1
    visitor.press("查看进度", receipt)
    detail = await visitor.sees("补交期限", since=receipt.revision)
    visitor.press("补充材料", detail)
    card = await visitor.sees("📎 补充材料", since=detail.revision)
    visitor.send_album([Sheet("营业执照.jpg", b"1"), Sheet("情况说明和证明.pdf", b"2")])
    card = await visitor.sees("已收 2 个文件", since=card.revision)
    visitor.press("完成提交", card)
    check = await visitor.sees("补充到", since=card.revision)
    visitor.press("确认提交", check)
    await visitor.sees("第 1 次补充已送出", since=check.revision)
    letters = [parcel for parcel in await desk.rows(Parcel) if parcel.kind is ParcelKind.LETTER]
    assert "补充1" in letters[-1].payload["subject"]
    assert await desk.rows(Promise) == []


async def test_withdrawal_is_confirmed_first(desk: ChatDesk, visitor: Visitor) -> None:
    receipt = await hand_in(visitor)
    visitor.press("查看进度", receipt)
    detail = await visitor.sees("经过", since=receipt.revision)
    visitor.press("撤回申报", detail)
    sure = await visitor.sees("确定撤回这份申报吗", since=detail.revision)
    visitor.press("确定撤回", sure)
    await visitor.sees("已撤回", since=sure.revision)
    assert [row.state for row in await desk.rows(Submission)] == [SubmissionState.WITHDRAWN]
    before = visitor.revision
    visitor.press_data(sure, "s:1:gone:1")
    await visitor.sees("之前已经撤回", since=before)


async def test_category_is_followed_from_its_card(visitor: Visitor) -> None:
    visitor.start()
    menu = await visitor.sees("申报台")
    visitor.press_data(menu, "g:1:c:1.1")
    card = await visitor.sees("📖 指南", since=menu.revision)
    visitor.press("关注变化", card)
    followed = await visitor.sees("已关注 1.1", since=card.revision)
    visitor.press("关注的类别", followed)
    listed = await visitor.sees("共 1 个", since=followed.revision)
    visitor.press("🔕 1.1", listed)
    await visitor.sees("您还没有关注类别", since=listed.revision)


async def test_large_file_is_told_the_mail_way_with_the_subject_that_joins(
    desk: ChatDesk, visitor: Visitor
) -> None:
    await begin(visitor)
    visitor.send_document(Sheet("大文件.zip", b"x", size=21_000_000))
    told = await visitor.sees("这个文件没有收下")
    (row,) = await desk.rows(Submission)
    assert f"{row.receipt} 1.1" in told.text
    card = await visitor.sees("请直接发送文件", since=told.revision)
    visitor.press("改用邮件", card)
    page = await visitor.sees("用邮件发送其余文件", since=card.revision)
    assert f"{row.receipt} 1.1" in page.text


async def test_buttons_work_three_months_later(desk: ChatDesk, visitor: Visitor) -> None:
    card = await begin(visitor)
    visitor.send_document(FORM)
    card = await visitor.sees("已收 1 个文件", since=card.revision)
    desk.parts.clock = SetClock(desk.parts.clock.now() + timedelta(days=92))
    visitor.press("完成提交", card)
    asked = await visitor.sees("申报单位全称", since=card.revision)
    visitor.press("这次不填", asked)
    check = await visitor.sees("请核对后确认提交", since=asked.revision)
    visitor.press("先提交，后补", check)
    receipt = await visitor.sees("🧾 回执 SB-", since=check.revision)
    desk.parts.clock = SetClock(desk.parts.clock.now() + timedelta(days=92))
    for data in ("p:1:keep:1", "p:1:show:1", "b:1:open:1", "b:1:sort:1:0", "b:1:later:1:~000000"):
        before = visitor.revision
        visitor.press_data(check, "g:1:home")
        menu = await visitor.sees("申报台", since=before)
        visitor.press_data(check, data)
        told = await visitor.sees("已提交", since=menu.revision)
        assert "菜单已更新" in told.text or data == "b:1:open:1"
    visitor.press("查看进度", receipt)
    await visitor.sees("已过", since=receipt.revision)
