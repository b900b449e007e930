"""Flow 2 by chat: category, files, confirmation, receipt, and the department's parcel with everything."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from demo.messages import AttachmentKind, Message
from demo.visitor import Sheet, Visitor
from storage.states import FileState, ParcelKind, SubmissionState
from storage.tables import Parcel, Submission, SubmissionFile
from tests.chat_desk import ChatDesk, chat_desk, small_limits
from tests.servers.waiting import wait_until

APPLICANT, STRANGER = 601, 602
FILES = [Sheet(f"材料{number}.pdf", f"第 {number} 份材料".encode() * 500) for number in (1, 2, 3)]


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[ChatDesk]:
    async with chat_desk(tmp_path, policy=small_limits(files_per_submission=4)) as opened:
        await opened.start()
        yield opened


@pytest.fixture
def visitor(desk: ChatDesk) -> Visitor:
    return desk.api.visitor(APPLICANT, "陈一")


async def open_basket(visitor: Visitor, category: str = "1.2") -> Message:
    """Walk as a new applicant does: menu, topic, category, notices."""
    visitor.write("提交")
    topics = await visitor.sees("请选择专题", since=visitor.revision - 1)
    visitor.press(f"{category[0]}.", topics)
    categories = await visitor.sees("请选择项目类别", since=topics.revision)
    visitor.press(category, categories)
    seen = await visitor.sees(lambda each: each.revision > categories.revision and bool(each.keyboard))
    if "提交前请阅读" in seen.text:
        visitor.press("同意", seen)
        seen = await visitor.sees("请直接发送文件", since=seen.revision)
    return seen


async def confirm(visitor: Visitor, card: Message) -> None:
    visitor.press("确认提交", await check_page(visitor, card))


async def check_page(visitor: Visitor, card: Message) -> Message:
    """Go on without saying which unit hands in."""
    visitor.press("完成提交", card)
    asked = await visitor.sees("申报单位全称", since=card.revision)
    visitor.press("这次不填", asked)
    return await visitor.sees("请核对后确认提交", since=asked.revision)


async def test_album_of_three_is_one_submission_with_three_files(desk: ChatDesk, visitor: Visitor) -> None:
    await open_basket(visitor)
    visitor.send_album(FILES, "市级项目材料")
    card = await visitor.sees("已收 3 个文件")
    await confirm(visitor, card)
    receipt = await visitor.sees("回执 SB-")
    (submission,) = await desk.rows(Submission)
    files = await desk.rows(SubmissionFile)
    assert submission.receipt in receipt.text
    assert submission.subject == "市级项目材料"
    assert submission.state is SubmissionState.DELIVERED
    assert [file.name for file in files] == [sheet.name for sheet in FILES]
    for sheet, file in zip(FILES, files, strict=True):
        digest = hashlib.sha256(sheet.content).hexdigest()
        assert file.sha256 == digest
        assert digest in receipt.text
        assert desk.parts.blobs.get(digest) == sheet.content


async def test_album_of_three_photos_with_a_caption_is_one_submission(
    desk: ChatDesk, visitor: Visitor
) -> None:
    await open_basket(visitor)
    visitor.send_album(FILES, "市级项目材料", kind=AttachmentKind.PHOTO)
    await confirm(visitor, await visitor.sees("已收 3 个文件"))
    await visitor.sees("回执 SB-")
    (submission,) = await desk.rows(Submission)
    files = await desk.rows(SubmissionFile)
    assert submission.subject == "市级项目材料"
    assert [desk.parts.blobs.get(str(each.blob)) for each in files] == [each.content for each in FILES]


async def test_department_gets_one_letter_with_all_files(desk: ChatDesk, visitor: Visitor) -> None:
    await open_basket(visitor)
    visitor.send_album(FILES)
    await confirm(visitor, await visitor.sees("已收 3 个文件"))
    await visitor.sees("回执 SB-")
    (submission,) = await desk.rows(Submission)
    (letter,) = [parcel for parcel in await desk.rows(Parcel) if parcel.kind is ParcelKind.LETTER]
    assert letter.recipient == submission.mailbox
    assert letter.submission_id == submission.id
    enclosed = [each["blob"] for each in letter.payload["enclosures"] if each["blob"]]
    assert enclosed == [hashlib.sha256(sheet.content).hexdigest() for sheet in FILES]


async def test_picture_is_taken_in_its_largest_size(desk: ChatDesk, visitor: Visitor) -> None:
    await open_basket(visitor)
    visitor.send_album([Sheet("a", b"picture one"), Sheet("b", b"picture two")], kind=AttachmentKind.PHOTO)
    await visitor.sees("已收 2 个文件")
    files = await desk.rows(SubmissionFile)
    assert [file.media_type for file in files] == ["image/jpeg", "image/jpeg"]
    assert all(file.name.startswith("照片") for file in files)


async def test_file_sent_before_any_choice_is_kept_and_asks_for_a_category(
    desk: ChatDesk, visitor: Visitor
) -> None:
    visitor.send_document(FILES[0])
    notice = await visitor.sees("提交前请阅读")
    # Nothing is fetched before the notices are accepted.
    assert [file.state for file in await desk.rows(SubmissionFile)] == [FileState.WANTED]
    visitor.press("同意", notice)
    card = await visitor.sees("请先点“选择项目类别”", since=notice.revision)
    assert "已收 1 个文件" in card.text
    visitor.press("选择项目类别", card)
    topics = await visitor.sees("请选择专题", since=card.revision)
    visitor.press("1.", topics)
    categories = await visitor.sees("请选择项目类别：", since=topics.revision)
    visitor.press("1.2", categories)
    card = await visitor.sees("类别：1.2", since=categories.revision)
    await confirm(visitor, card)
    await visitor.sees("回执 SB-")


async def test_file_over_the_limit_is_told_the_mail_way(desk: ChatDesk, visitor: Visitor) -> None:
    await open_basket(visitor)
    visitor.send_document(Sheet("大文件.zip", b"x", size=21_000_000))
    told = await visitor.sees("这个文件没有收下")
    assert desk.parts.policy.address in told.text
    assert "1.2" in told.text
    assert await desk.rows(SubmissionFile) == []


async def test_one_file_too_many_is_refused_and_the_others_stay(desk: ChatDesk, visitor: Visitor) -> None:
    await open_basket(visitor)
    for number in range(5):
        visitor.send_document(Sheet(f"{number}.txt", bytes([65 + number])))
    await visitor.sees("最多 4 个文件")
    await visitor.sees("已收 4 个文件")
    assert len(await desk.rows(SubmissionFile)) == 4


async def test_removed_file_is_not_handed_in(visitor: Visitor) -> None:
    await open_basket(visitor)
    visitor.send_album(FILES[:2])
    card = await visitor.sees("已收 2 个文件")
    visitor.press("移除文件", card)
    choice = await visitor.sees("请点要移除的文件", since=card.revision)
    visitor.press("材料1.pdf", choice)
    choice = await visitor.sees("共 1 个", since=choice.revision)
    visitor.press("返回", choice)
    card = await visitor.sees("已收 1 个文件", since=choice.revision)
    await confirm(visitor, card)
    receipt = await visitor.sees("回执 SB-")
    assert "材料2.pdf" in receipt.text
    assert "材料1.pdf" not in receipt.text


async def test_confirming_twice_hands_in_once(desk: ChatDesk, visitor: Visitor) -> None:
    await open_basket(visitor)
    visitor.send_document(FILES[0])
    card = await visitor.sees("已收 1 个文件")
    check = await check_page(visitor, card)
    data = next(button.data for button in check.buttons if "确认提交" in button.text) or ""
    visitor.press_data(check, data)
    visitor.press_data(check, data)
    await visitor.sees("菜单已更新")
    await visitor.sees("回执 SB-")
    receipts = [row.receipt for row in await desk.rows(Submission)]
    assert len(receipts) == 1
    letters = [parcel for parcel in await desk.rows(Parcel) if parcel.kind is ParcelKind.LETTER]
    assert len(letters) == 1


async def test_card_that_no_longer_shows_everything_cannot_confirm(desk: ChatDesk, visitor: Visitor) -> None:
    await open_basket(visitor)
    visitor.send_document(FILES[0])
    card = await visitor.sees("已收 1 个文件")
    old = next(button.data for button in card.buttons if "完成提交" in button.text) or ""
    visitor.send_document(FILES[1])
    newer = await visitor.sees("已收 2 个文件")
    visitor.press_data(newer, old)
    stale = await visitor.sees("菜单已更新", since=newer.revision)
    assert "已收 2 个文件" in stale.text
    assert {row.state for row in await desk.rows(Submission)} == {SubmissionState.DRAFT}


async def test_button_of_somebody_else_shows_nothing(desk: ChatDesk, visitor: Visitor) -> None:
    await open_basket(visitor)
    visitor.send_document(FILES[0])
    await confirm(visitor, await visitor.sees("已收 1 个文件"))
    await visitor.sees("回执 SB-")
    (submission,) = await desk.rows(Submission)
    (file,) = await desk.rows(SubmissionFile)
    stranger = desk.api.visitor(STRANGER, "林二")
    number = submission.id
    for data in (
        f"s:1:show:{number}",
        f"b:1:open:{number}",
        f"b:1:check:{number}:~000000",
        f"b:1:ok:{number}:~000000",
        f"b:1:files:{number}:0",
        f"b:1:out:{number}:{file.id}:0",
        f"b:1:drop:{number}",
        f"b:1:gone:{number}",
        f"b:1:agree:-:{number}",
        f"b:1:agree:1.1:{number}",
        f"b:1:set:{number}:1.1",
        f"b:1:topic:{number}:1",
    ):
        before = stranger.revision
        stranger.start()
        menu = await stranger.sees("申报台", since=before)
        stranger.press_data(menu, data)
        await stranger.sees(lambda _, menu=menu: menu.revision < stranger.messages[-1].revision)  # type: ignore[misc]
    stranger.write(f"/receipt {submission.receipt}")
    await stranger.sees("没有找到")
    stranger.start(f"r_{submission.receipt}")
    await wait_until(lambda: sum("没有找到" in each.text for each in stranger.messages) == 2)
    shown = "\n".join(each.text for each in stranger.messages if each.from_bot)
    assert "材料1.pdf" not in shown
    assert submission.receipt not in shown
    assert (await desk.rows(Submission))[0].state is SubmissionState.DELIVERED


async def test_applicant_sees_own_submission_by_list_and_by_link(desk: ChatDesk, visitor: Visitor) -> None:
    await open_basket(visitor)
    visitor.send_document(FILES[0])
    await confirm(visitor, await visitor.sees("已收 1 个文件"))
    await visitor.sees("回执 SB-")
    (submission,) = await desk.rows(Submission)
    visitor.write("我的申报")
    listed = await visitor.sees("共 1 份")
    visitor.press("已送科室", listed)
    detail = await visitor.sees("经过", since=listed.revision)
    assert submission.receipt in detail.text
    before = visitor.revision
    visitor.start(f"r_{submission.receipt}")
    await visitor.sees("经过", since=before)


async def test_unfinished_basket_is_offered_again_and_given_up_on_wish(
    desk: ChatDesk, visitor: Visitor
) -> None:
    await open_basket(visitor)
    visitor.send_document(FILES[0])
    await visitor.sees("已收 1 个文件")
    before = visitor.revision
    visitor.start()
    menu = await visitor.sees("您有未完成的申报", since=before)
    visitor.press("继续未完成的申报", menu)
    card = await visitor.sees("已收 1 个文件", since=menu.revision)
    visitor.press("取消申报", card)
    sure = await visitor.sees("确定取消这份申报吗", since=card.revision)
    visitor.press("确定取消", sure)
    await visitor.sees("这份申报已取消", since=sure.revision)
    assert {row.state for row in await desk.rows(Submission)} == {SubmissionState.WITHDRAWN}
    assert {row.state for row in await desk.rows(SubmissionFile)} == {FileState.REMOVED}
