"""A member of staff is nudged by chat or mail, answers there, and the milestone is closed."""

from __future__ import annotations

import asyncio
import re
from datetime import date, datetime, time
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.chat import application
from bot.chat.pace import Pace
from bot.chat.staff import VERBS
from bot.parts import Parts
from demo.moving_clock import MovingClock
from demo.visitor import Sheet, Visitor
from handlers.audit import COMMAND
from handlers.binding_letters import send_code
from storage.states import MilestoneState, ParcelState
from storage.tables import Milestone, MilestoneEntry, Parcel
from tests.flows.desk import DESK, Desk, mail
from tests.servers.smtp_server import Accepted
from tests.servers.waiting import wait_until

ZONE = ZoneInfo("Asia/Shanghai")
LEAD = "jia@kjj.example.org"  # 演示甲 of the lead unit
COLLEAGUE = "yi@kjj.example.org"  # 演示乙 of the same, who stays with mail
NOTE = "培训会已于当天召开，纪要已印发"


@pytest.fixture(autouse=True)
def quick_chats(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a morning's messages to one chat follow each other without Telegram's seconds."""
    monkeypatch.setattr(application, "pace_of", lambda _calls: Pace(per_chat=0.02, overall=0.0))


def clock() -> MovingClock:
    """Start on Monday 20 June 2022, after the digest's hour."""
    return MovingClock(datetime(2022, 6, 20, 9, 0, tzinfo=ZONE))


async def morning(moving: MovingClock, day: date) -> None:
    """Move to the digest's hour of a day; the tick is at work when this returns."""
    await moving.move_to(datetime.combine(day, time(8, 45), ZONE))


async def bind(desk: Desk, parts: Parts, chat_id: int = 501, address: str = LEAD) -> Visitor:
    """Bind a chat as people do: by the link in the letter to their mailbox."""
    async with parts.database.transaction() as session:
        await send_code(session, address, parts.clock.now(), parts.policy, COMMAND)
    parts.signals.outbox.ring()
    letter = await letter_with(desk, address, "bind_")
    code = re.search(r"bind_[a-z0-9]+", text_of(letter))
    assert code is not None
    assert desk.api is not None
    visitor = desk.api.visitor(chat_id, "演示")
    visitor.start(code[0])
    await visitor.sees("绑定成功")
    return visitor


async def letter_with(desk: Desk, address: str, words: str) -> Accepted:
    """Wait for a letter with some words, and return the newest."""

    def found() -> list[Accepted]:
        return [
            each for each in desk.smtp.to(address) if words in f"{each.message['Subject']}\n{text_of(each)}"
        ]

    return (await wait_until(found, limit=20))[-1]


def text_of(letter: Accepted) -> str:
    part = letter.message.get_body(("plain",))
    return str(part.get_content()) if isinstance(part, EmailMessage) else ""


async def milestone(parts: Parts) -> Milestone:
    """Return 203（1）."""
    async with parts.database.reading() as session:
        rows = (await session.scalars(select(Milestone))).all()
    return next(row for row in rows if (row.task, row.position) == ("203", 1))


async def settled(parts: Parts) -> None:
    """Wait until the courier has written down what became of every parcel."""
    async with asyncio.timeout(20):
        while True:
            async with parts.database.reading() as session:
                states = set((await session.scalars(select(col(Parcel.state)))).all())
            if states <= {ParcelState.SENT, ParcelState.DROPPED}:
                return
            await asyncio.sleep(0.05)


async def entries(parts: Parts) -> list[MilestoneEntry]:
    async with parts.database.reading() as session:
        return list((await session.scalars(select(MilestoneEntry))).all())


async def test_chat_reminder_done_evidence_closed(chat_desk: Desk) -> None:
    moving = clock()
    async with chat_desk.open(moving) as parts:
        visitor = await bind(chat_desk, parts)
        await morning(moving, date(2022, 6, 29))
        own = await visitor.sees(lambda seen: "任务 203（1）" in seen.text)
        assert "6月30日(周四)，还剩 1 个工作日" in own.text
        visitor.press("完成", own)
        asked = await visitor.sees("请发送完成说明")
        visitor.write("好了")
        await visitor.sees("至少 10 个字", since=asked.revision)
        visitor.write(NOTE)
        await visitor.sees("不再提醒")
        await visitor.sees(lambda seen: seen.id == own.id and "已完成" in seen.text)
        row = await milestone(parts)
        assert (row.state, row.evidence) == (MilestoneState.DONE, NOTE)
        before = visitor.revision
        await morning(moving, date(2022, 6, 30))
        await visitor.sees("任务 205（1）", since=before)
        assert not [
            seen for seen in visitor.messages if seen.revision > before and "任务 203（1）" in seen.text
        ]


async def test_file_sent_in_chat_is_evidence(chat_desk: Desk) -> None:
    moving = clock()
    async with chat_desk.open(moving) as parts:
        visitor = await bind(chat_desk, parts)
        await morning(moving, date(2022, 6, 29))
        visitor.press("完成", await visitor.sees(lambda seen: "任务 203（1）" in seen.text))
        await visitor.sees("请发送完成说明")
        visitor.send_document(Sheet("会议纪要.pdf", b"%PDF minutes of the meeting"))
        await visitor.sees("不再提醒")
        (entry,) = await entries(parts)
        assert entry.file_name == "会议纪要.pdf"
        assert parts.blobs.get(entry.blob or "") == b"%PDF minutes of the meeting"


async def test_later_and_progress_by_button(chat_desk: Desk) -> None:
    moving = clock()
    async with chat_desk.open(moving) as parts:
        visitor = await bind(chat_desk, parts)
        visitor.write("待办")
        todo = await visitor.sees("📌 待办")
        visitor.press("203（1）", todo)
        card = await visitor.sees("任务 203（1）")
        visitor.press("稍后", card)
        visitor.press("3 个工作日", await visitor.sees("稍后提醒"))
        await visitor.sees("已推迟到 6月23日(周四)")
        visitor.press("查看节点", await visitor.sees("到期日不变"))
        visitor.press("进展", await visitor.sees("共推迟 1 次"))
        visitor.press("50%", await visitor.sees("报告进展"))
        await visitor.sees("进展已登记：50%")
        assert (await milestone(parts)).percent == 50


async def test_stranger_and_other_unit_press_in_vain(chat_desk: Desk) -> None:
    moving = clock()
    async with chat_desk.open(moving) as parts:
        await bind(chat_desk, parts)
        assert chat_desk.api is not None
        stranger = chat_desk.api.visitor(666, "路人")
        stranger.start()
        menu = await stranger.sees(lambda seen: bool(seen.keyboard))
        number = (await milestone(parts)).id
        tampered = ("done:{}:~open", "card:{}", "list:todo:0", "percent:{}:90", "snooze:{}:3", "reopen:{}")
        every = [f"{verb}:{number}" for verb in VERBS]
        for data in (f"m:1:{each.format(number)}" for each in (*tampered, *every)):
            before = stranger.revision
            stranger.press_data(menu, data)
            seen = await stranger.sees("只对已绑定的", since=before)
            assert "203" not in seen.text
        other = await bind(chat_desk, parts, 777, "geng@swj.example.org")
        before = other.revision
        other.press_data(await other.sees("绑定成功"), f"m:1:percent:{number}:90")
        await other.sees("不归您的单位", since=before)
        assert (await milestone(parts)).percent is None
        assert await entries(parts) == []


async def test_revoked_member_is_a_stranger_at_once(chat_desk: Desk) -> None:
    from handlers.staff import revoke

    moving = clock()
    async with chat_desk.open(moving) as parts:
        visitor = await bind(chat_desk, parts)
        visitor.write("待办")
        todo = await visitor.sees("📌 待办")
        async with parts.database.transaction() as session:
            await revoke(session, LEAD, moving.now(), parts.policy, COMMAND)
        before = visitor.revision
        visitor.press("203（1）", todo)
        await visitor.sees("只对已绑定的工作人员开放", since=before)


async def test_stale_button_shows_how_things_stand(chat_desk: Desk) -> None:
    moving = clock()
    async with chat_desk.open(moving) as parts:
        visitor = await bind(chat_desk, parts)
        await morning(moving, date(2022, 6, 29))
        await visitor.sees(lambda seen: "任务 203（1）" in seen.text)
        number = (await milestone(parts)).id
        record = next(seen for seen in visitor.messages if "绑定成功" in seen.text)
        async with parts.database.transaction() as session:
            (await session.get_one(Milestone, number)).state = MilestoneState.DONE
        visitor.press_data(record, f"m:1:done:{number}:~open")
        await visitor.sees("菜单已更新")
        assert await entries(parts) == []


async def test_blocked_chat_gets_the_reminder_by_mail(chat_desk: Desk) -> None:
    moving = clock()
    async with chat_desk.open(moving) as parts:
        visitor = await bind(chat_desk, parts)
        visitor.block()
        await morning(moving, date(2022, 6, 21))
        letter = await letter_with(chat_desk, LEAD, "聊天没有送达")
        assert "203（1）" in text_of(await letter_with(chat_desk, LEAD, "203（1）"))
        assert letter.message["Auto-Submitted"] == "auto-generated"


async def test_week_without_the_service_ends_in_one_digest(chat_desk: Desk) -> None:
    moving = clock()
    async with chat_desk.open(moving) as parts:
        visitor = await bind(chat_desk, parts)
        await morning(moving, date(2022, 6, 21))
        await visitor.sees("6月21日(周二) 节点提醒")
        await settled(parts)
    await moving.move_to(datetime(2022, 7, 2, 12, 0, tzinfo=ZONE))  # a Saturday: nothing may go out
    before = visitor.revision
    async with chat_desk.open(moving):
        await morning(moving, date(2022, 7, 4))
        digest = await visitor.sees("7月4日(周一) 节点提醒", since=before)
    fresh = [seen for seen in visitor.messages if seen.revision > before and seen.from_bot]
    assert [seen.id for seen in fresh] == [digest.id]
    assert digest.text.count("203（1）") == 1


async def test_week_begins_with_the_picture_for_operators(chat_desk: Desk) -> None:
    chat_desk.weekly_picture, moving = True, clock()
    async with chat_desk.open(moving):
        await letter_with(chat_desk, LEAD, "节点")
        await moving.move_to(datetime(2022, 6, 27, 8, 45, tzinfo=ZONE), within=30)  # the next Monday
        letter = await letter_with(chat_desk, "wu@kjj.example.org", "重点工作节点")
    kinds = {part.get_filename(): part.get_content_type() for part in letter.message.iter_attachments()}
    assert "image/png" in kinds.values()


@pytest.mark.dovecot
async def test_letter_reply_closed(desk: Desk) -> None:
    moving = clock()
    assert desk.dovecot is not None
    async with desk.open(moving) as parts:
        await morning(moving, date(2022, 6, 29))
        letter = await letter_with(desk, COLLEAGUE, "203（1） 还剩 1 个工作日")
        answer = mail(
            f"Re: {letter.message['Subject']}",
            f"完成 {NOTE}\n",
            sender=COLLEAGUE,
            headers=(("In-Reply-To", letter.message_id), ("References", letter.message_id)),
        )
        desk.dovecot.deliver(DESK, answer)
        confirmed = await letter_with(desk, COLLEAGUE, "已登记")
        row = await milestone(parts)
    assert (row.state, row.evidence) == (MilestoneState.DONE, NOTE)
    assert confirmed.message["Auto-Submitted"] == "auto-replied"
    assert confirmed.message["In-Reply-To"]
