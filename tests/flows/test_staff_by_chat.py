"""The office's people pass milestones on, move dates, stand in and take the table away, all in chat."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from demo.visitor import Visitor
from handlers.audit import COMMAND
from handlers.editions import apply_document
from handlers.rules.people import Role
from storage.states import MilestoneState
from storage.tables import Absence, Assignment, CalendarFeed, Milestone
from tests.chat_desk import ChatDesk, chat_desk, small_limits
from tests.handlers.office import sample_table

OWNER, COLLEAGUE, LEADER, OPERATOR = 801, 802, 803, 804
PLACE = "203"


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[ChatDesk]:
    policy = small_limits(web_address="https://desk.example.org")
    async with chat_desk(tmp_path, policy=policy) as opened:
        await opened.hire(OWNER, Role.STAFF, "演示甲")
        await opened.hire(COLLEAGUE, Role.STAFF, "演示乙")
        await opened.hire(LEADER, Role.LEADER, "演示丁")
        await opened.hire(OPERATOR, Role.OPERATOR, "演示戊")
        async with opened.parts.database.transaction() as session:
            await apply_document(
                session, sample_table(), opened.parts.clock.now(), opened.parts.policy, COMMAND
            )
        await opened.start()
        yield opened


def person(desk: ChatDesk, chat: int) -> Visitor:
    return desk.api.visitor(chat, f"演示{chat}")


async def milestone(desk: ChatDesk) -> Milestone:
    rows: Sequence[Milestone] = await desk.rows(Milestone)
    return next(row for row in rows if (row.task, row.position) == (PLACE, 1))


async def open_card(who: Visitor) -> int:
    """Find the milestone by its words, open it, and return the revision of its card."""
    since = who.revision
    who.write("待办")
    listed = await who.sees("待办", since=since)
    who.press("‹ 返回", listed)
    home = await who.sees("请选择要看的节点", since=listed.revision)
    who.press("查找", home)
    asked = await who.sees("请发送要找的词", since=home.revision)
    who.write(f"{PLACE}（1）")
    found = await who.sees("查找", since=asked.revision)
    who.press("203（1）", found)
    card = await who.sees("牵头：", since=found.revision)
    return card.revision


async def test_milestones_change_hands_and_dates_only_when_somebody_agrees(desk: ChatDesk) -> None:
    await hands_over(desk)
    await moves_the_date(desk)


async def hands_over(desk: ChatDesk) -> None:
    owner, colleague = person(desk, OWNER), person(desk, COLLEAGUE)
    colleague.start()
    revision = await open_card(owner)
    owner.press("👥 转办")
    asked = await owner.sees("请选择，或发送转给谁", since=revision)
    owner.press("演示乙", asked)
    await owner.sees("已请 演示乙 接手", since=asked.revision)
    offered = await colleague.sees("请您接手这个节点")
    assert not await desk.rows(Assignment)
    colleague.press("✅ 接受", offered)
    await owner.sees("已接受转办", since=asked.revision)
    assert len(await desk.rows(Assignment)) == 1


async def moves_the_date(desk: ChatDesk) -> None:
    owner, leader = person(desk, OWNER), person(desk, LEADER)
    leader.start()
    revision = await open_card(owner)
    owner.press("📆 延期")
    asked = await owner.sees("请发送希望延到哪一天", since=revision)
    owner.write("2031年7月15日 等省厅通知")
    await owner.sees("已请领导和操作员决定", since=asked.revision)
    wish = await leader.sees("申请延期到")
    leader.press("✅ 同意延期", wish)
    await owner.sees("已同意延期", since=asked.revision)
    row = await milestone(desk)
    assert (str(row.due), row.state) == ("2031-07-15", MilestoneState.OPEN)


async def test_leave_calendar_and_picture_are_at_hand(desk: ChatDesk) -> None:
    await notes_a_leave(desk)
    await gets_a_calendar(desk)
    await takes_the_table_away(desk)


async def notes_a_leave(desk: ChatDesk) -> None:
    owner = person(desk, OWNER)
    person(desk, COLLEAGUE).start()
    owner.write("待办")
    listed = await owner.sees("待办")
    owner.press("‹ 返回", listed)
    home = await owner.sees("请选择要看的节点", since=listed.revision)
    owner.press("🏖 代办", home)
    asked = await owner.sees("请发送：代办人", since=home.revision)
    owner.write("演示乙 2031-07-01 2031-07-10")
    await owner.sees("由 演示乙 代办", since=asked.revision)
    (row,) = await desk.rows(Absence)
    assert (str(row.first_day), str(row.last_day)) == ("2031-07-01", "2031-07-10")


async def gets_a_calendar(desk: ChatDesk) -> None:
    owner = person(desk, OWNER)
    owner.write("/ics")
    offered = await owner.sees("日历订阅")
    owner.press("获取链接", offered)
    given = await owner.sees("https://desk.example.org/ics/", since=offered.revision)
    owner.press("作废链接", given)
    await owner.sees("链接已作废", since=given.revision)
    (row,) = await desk.rows(CalendarFeed)
    assert row.revoked_at is not None


async def takes_the_table_away(desk: ChatDesk) -> None:
    operator = person(desk, OPERATOR)
    operator.write("/picture")
    shown = await operator.sees("重点工作节点")
    assert "38 个节点" in shown.text
    await operator.sees("节点表.xlsx")
