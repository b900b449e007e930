"""An operator runs the desk from one menu in chat."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from demo.messages import Message
from demo.visitor import Visitor
from handlers.dispatch import claim, settle
from handlers.follows import follow
from handlers.lost_parcels import report_lost
from handlers.outbox import Wrapping, write_message
from handlers.rules.people import Role
from handlers.rules.retry import Delivery, Fate
from storage.states import Channel, ParcelState, Pausable, ReviewState
from storage.tables import AuditEntry, Broadcast, Follow, Parcel, Pause, ReviewItem, StaffMember
from tests.chat_desk import ChatDesk, chat_desk

OPERATOR, FOLLOWER, OTHER = 721, 722, 723
VERBS = (
    "o:1:home",
    "o:1:pauses",
    "o:1:pause:relay",
    "o:1:retry:1",
    "o:1:sure:drop:1",
    "k:1:revoke:1",
    "t:1:send:1",
)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[ChatDesk]:
    async with chat_desk(tmp_path) as opened:
        await opened.hire(OPERATOR)
        await opened.start()
        yield opened


@pytest.fixture
def operator(desk: ChatDesk) -> Visitor:
    return desk.api.visitor(OPERATOR, "演示戊")


async def menu(operator: Visitor) -> Message:
    since = operator.revision
    operator.write("管理")
    return await operator.sees("· 管理", since=since)


async def tap(operator: Visitor, word: str, shown: Message, seen: str) -> Message:
    """Press a button, and wait for what it leads to."""
    since = operator.revision
    operator.press(word, shown)
    return await operator.sees(seen, since=since)


async def test_main_menu_leads_operators_to_everything(operator: Visitor) -> None:
    operator.start()
    home = await operator.sees("申报台")
    state = await tap(operator, "🛠 管理", home, "一切正常")
    words = "".join(button.text for button in state.buttons)
    for word in ("待审", "没有送达", "暂停", "群发", "导入", "人员", "类别设置", "未答问题", "网页"):
        assert word in words


async def test_part_is_stopped_after_a_second_look_and_goes_on(desk: ChatDesk, operator: Visitor) -> None:
    part, name = Pausable.MAILBOX, "收信"
    pauses = await tap(operator, "暂停与恢复", await menu(operator), f"{name}：正常")
    sure = await tap(operator, f"暂停{name}", pauses, "确定暂停")
    assert await desk.rows(Pause) == []
    stopped = await tap(operator, "确定暂停", sure, f"{name}：已暂停（演示戊")
    assert [(each.part, each.until) for each in await desk.rows(Pause)] == [(part, None)]
    assert f"{name}已暂停" in (await menu(operator)).text
    sure = await tap(operator, f"恢复{name}", stopped, "确定恢复")
    await tap(operator, "确定恢复", sure, f"{name}：正常")
    acts = [(each.act, each.subject, each.door) for each in await desk.rows(AuditEntry)]
    assert acts[-2:] == [("pause", part, "chat"), ("resume", part, "chat")]


async def lose(desk: ChatDesk, recipient: int = 999) -> int:
    """Let a message be refused for good."""
    now = desk.parts.clock.now()
    async with desk.parts.database.transaction() as session:
        await write_message(session, recipient, "您好", Wrapping("receipt:x", now))
        (parcel,) = await claim(session, Channel.CHAT, 1, now)
        (lost,) = await settle(session, [(parcel.id, Delivery(Fate.REFUSED, "Forbidden"))], now, 0)
        await report_lost(session, lost, now, desk.parts.policy)
    return parcel.id


@pytest.mark.parametrize(
    ("word", "act", "state"), [("重发", "retry", None), ("撤下", "drop", ParcelState.DROPPED)]
)
async def test_failed_parcel_is_sent_again_or_taken_out_and_its_item_is_settled(
    desk: ChatDesk, operator: Visitor, word: str, act: str, state: ParcelState | None
) -> None:
    number = await lose(desk)
    listed = await tap(operator, "没有送达", await menu(operator), "等您处理 1 件")
    card = await tap(operator, "聊天 999", listed, f"回执 #{number}")
    assert "Forbidden" in card.text
    sure = await tap(operator, word, card, "确定")
    await tap(operator, "✔️", sure, f"回执 #{number}")
    (parcel,) = [each for each in await desk.rows(Parcel) if each.id == number]
    assert parcel.state is state or (state is None and parcel.state is not ParcelState.DROPPED)
    assert {each.state for each in await desk.rows(ReviewItem) if each.parcel_id == number} >= {
        ReviewState.DISCARDED
    }
    assert f"outbox.{act}" in [each.act for each in await desk.rows(AuditEntry)]


async def test_parcel_that_has_changed_since_is_shown_anew(desk: ChatDesk, operator: Visitor) -> None:
    number = await lose(desk)
    listed = await tap(operator, "没有送达", await menu(operator), "等您处理")
    card = await tap(operator, "聊天 999", listed, "回执 #")
    sure = await tap(operator, "撤下", card, "确定")
    operator.press("✔️", sure)
    await operator.sees("已撤下", since=sure.revision)
    since = operator.revision
    operator.press_data(sure, f"o:1:drop:{number}:~dead")
    await operator.sees("菜单已更新", since=since)


async def test_people_are_invited_and_let_go_after_a_second_look(desk: ChatDesk, operator: Visitor) -> None:
    async with desk.parts.database.transaction() as session:
        session.add(
            StaffMember(name="演示甲", unit="市科技局", role=Role.STAFF, email="jia@example.org", chat_id=88)
        )
    people = await tap(operator, "人员", await menu(operator), "人员（2 人）")
    person = await tap(operator, "演示甲", people, "已绑定")
    sure = await tap(operator, "发绑定码", person, "确定")
    person = await tap(operator, "✔️", sure, "绑定码已发往")
    (letter,) = [each for each in await desk.rows(Parcel) if each.key.startswith("binding:")]
    assert letter.recipient == "jia@example.org"
    sure = await tap(operator, "解除绑定", person, "确定")
    await tap(operator, "✔️", sure, "绑定已解除")
    (row,) = [each for each in await desk.rows(StaffMember) if each.name == "演示甲"]
    assert row.chat_id is None


async def following(desk: ChatDesk, *chats: int) -> None:
    async with desk.parts.database.transaction() as session:
        for chat_id in chats:
            for category in ("1.1", "1.2"):
                await follow(session, chat_id, "陈一", category, desk.parts.clock.now())


async def write_broadcast(operator: Visitor, text: str) -> Message:
    asked = await tap(operator, "群发", await menu(operator), "请直接输入")
    since = asked.revision
    operator.write(text)
    return await operator.sees("收到的人会看到", since=since)


async def test_broadcast_is_seen_first_and_reaches_every_follower_once(
    desk: ChatDesk, operator: Visitor
) -> None:
    await following(desk, FOLLOWER, OTHER)
    preview = await write_broadcast(operator, "周五 <停电>，系统暂停受理")
    assert "周五 <停电>，系统暂停受理" in preview.text
    assert "将发给 2 位关注者" in preview.text
    assert [each.key for each in await desk.rows(Parcel) if each.key.startswith("broadcast:")] == []
    await tap(operator, "确认发送", preview, "发给 2 位关注者")
    operator.press_data(preview, "t:1:send:1:~2x0")
    await operator.sees("菜单已更新", since=preview.revision)
    parcels = [each for each in await desk.rows(Parcel) if each.key.startswith("broadcast:")]
    assert sorted(each.recipient for each in parcels) == [str(FOLLOWER), str(OTHER)]
    assert [each.act for each in await desk.rows(AuditEntry)].count("broadcast") == 1


async def test_follower_stops_all_news_below_a_broadcast(desk: ChatDesk, operator: Visitor) -> None:
    await following(desk, FOLLOWER)
    preview = await write_broadcast(operator, "通知内容")
    await tap(operator, "确认发送", preview, "发给 1 位关注者")
    (parcel,) = [each for each in await desk.rows(Parcel) if each.key.startswith("broadcast:")]
    data = [button["data"] for row in parcel.payload["buttons"] for button in row]
    assert "n:f:1:sure" in data
    follower = desk.api.visitor(FOLLOWER, "陈一")
    follower.start()
    home = await follower.sees("申报台")
    follower.press_data(home, "n:f:1:sure")
    sure = await follower.sees("确定全部取消")
    await tap(follower, "确定", sure, "还没有关注")
    assert await desk.rows(Follow) == []


async def test_follower_who_came_since_the_preview_is_counted_anew(desk: ChatDesk, operator: Visitor) -> None:
    await following(desk, FOLLOWER)
    preview = await write_broadcast(operator, "通知内容")
    await following(desk, OTHER)
    again = await tap(operator, "确认发送", preview, "将发给 2 位关注者")
    assert "菜单已更新" in again.text
    assert [each.state for each in await desk.rows(Broadcast)] == ["draft"]
    dropped = await tap(operator, "放弃", again, "没有发给任何人")
    assert "确认发送" not in "".join(button.text for button in dropped.buttons)


async def test_menu_is_for_operators(desk: ChatDesk) -> None:
    stranger = desk.api.visitor(OTHER, "陈一")
    stranger.start()
    home = await stranger.sees("申报台")
    for data in VERBS:
        since = stranger.revision
        stranger.press_data(home, data)
        await stranger.sees("管理员", since=since)
    assert await desk.rows(Pause) == []
