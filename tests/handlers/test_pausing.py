"""Facts about parts that operators stop, and about doors that fail."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from handlers.audit import COMMAND
from handlers.desk_alarms import tell_what_waits
from handlers.desk_state import desk_state, state_text
from handlers.outages import CHAT, MAILBOX, RELAY, Fault, note_fault, note_works
from handlers.outbox import Wrapping, write_message
from handlers.pausing import is_stopped, pause, resume, stopped_parts
from storage.states import Pausable
from storage.tables import AuditEntry, Outage
from tests.handlers.mailroom import OPERATOR, Mailroom, body

HOUR = timedelta(hours=1)


async def stop(mailroom: Mailroom, part: Pausable) -> bool:
    async with mailroom.database.transaction() as session:
        return await pause(session, part, "演示戊", mailroom.now, mailroom.policy, COMMAND)


async def go_on(mailroom: Mailroom, part: Pausable) -> bool:
    async with mailroom.database.transaction() as session:
        return await resume(session, part, mailroom.now, mailroom.policy, COMMAND)


@pytest.mark.parametrize("part", list(Pausable))
async def test_part_is_stopped_alone_and_goes_on_again(mailroom: Mailroom, part: Pausable) -> None:
    assert await stop(mailroom, part)
    async with mailroom.database.reading() as session:
        assert [each for each in Pausable if await is_stopped(session, each)] == [part]
        (told,) = await stopped_parts(session)
    assert (told.part, told.by, told.since) == (part, "演示戊", mailroom.now)
    assert await go_on(mailroom, part)
    async with mailroom.database.reading() as session:
        assert await stopped_parts(session) == ()


async def test_stopping_twice_is_one_act_in_the_audit_log(mailroom: Mailroom) -> None:
    assert [await stop(mailroom, Pausable.RELAY) for _ in range(2)] == [True, False]
    assert [await go_on(mailroom, Pausable.RELAY) for _ in range(2)] == [True, False]
    async with mailroom.database.reading() as session:
        acts = [(each.act, each.subject) for each in (await session.scalars(select(AuditEntry))).all()]
    assert acts[-2:] == [("pause", "relay"), ("resume", "relay")]


async def test_state_names_what_is_stopped_by_whom_and_what_is_broken(mailroom: Mailroom) -> None:
    await stop(mailroom, Pausable.MAILBOX)
    async with mailroom.database.transaction() as session:
        fault = Fault(RELAY, mailroom.now, "535 <wrong> password")
        await note_fault(session, fault, mailroom.now, mailroom.policy)
        state = await desk_state(session, mailroom.now, mailroom.policy)
    text = state_text(state, mailroom.policy)
    assert state.needs_a_look
    assert "收信已暂停</b>（演示戊，6月20日(周一) 09:30 起）" in text
    assert "发信不通" in text
    assert "535 &lt;wrong&gt; password" in text


async def test_quiet_desk_is_well(mailroom: Mailroom) -> None:
    async with mailroom.database.reading() as session:
        state = await desk_state(session, mailroom.now, mailroom.policy)
    assert not state.needs_a_look
    assert "一切正常" in state_text(state, mailroom.policy)


async def fail(mailroom: Mailroom, door: str, *, patience: timedelta = timedelta(0)) -> bool:
    fault = Fault(door, mailroom.now, "没有回应", patience)
    async with mailroom.database.transaction() as session:
        return await note_fault(session, fault, mailroom.now, mailroom.policy)


async def work(mailroom: Mailroom, door: str) -> bool:
    async with mailroom.database.transaction() as session:
        return await note_works(session, door, mailroom.now, mailroom.policy)


async def test_outage_is_told_once_after_its_patience_and_its_end_once(mailroom: Mailroom) -> None:
    await mailroom.add_operator(501)
    told = []
    for _ in range(4):
        told.append(await fail(mailroom, f"{MAILBOX}a@example.org", patience=HOUR))
        mailroom.later(minutes=30)
    assert told == [False, False, True, False]
    assert [await work(mailroom, f"{MAILBOX}a@example.org") for _ in range(2)] == [True, False]
    texts = [each.payload["text"] for each in await mailroom.parcels("operator:mailbox:")]
    assert len(texts) == 2
    assert "收信（a@example.org）现在不通</b>，已有 60 分钟" in texts[0]
    assert "恢复正常</b>，这次中断了 120 分钟" in texts[1]


async def test_outage_that_nobody_was_told_of_ends_without_a_word(mailroom: Mailroom) -> None:
    await fail(mailroom, RELAY, patience=HOUR)
    assert not await work(mailroom, RELAY)
    assert await mailroom.parcels("operator:") == []
    async with mailroom.database.reading() as session:
        assert (await session.scalars(select(Outage))).all() == []


async def test_trouble_with_chat_goes_by_mail_and_trouble_with_mail_by_chat(mailroom: Mailroom) -> None:
    await mailroom.add_operator(501)
    await fail(mailroom, CHAT)
    await fail(mailroom, RELAY)
    (letter,) = await mailroom.letters_to(OPERATOR)
    assert "聊天（Telegram）现在不通" in body(letter)
    assert [each.recipient for each in await mailroom.parcels("operator:relay:")] == ["501"]


async def test_letters_that_are_kept_back_on_purpose_are_not_called_late(mailroom: Mailroom) -> None:
    await mailroom.add_operator(501)
    async with mailroom.database.transaction() as session:
        await write_message(session, 501, "您好", Wrapping("any", mailroom.now))
    await stop(mailroom, Pausable.RELAY)
    mailroom.later(hours=9)
    async with mailroom.database.transaction() as session:
        await tell_what_waits(session, mailroom.now, mailroom.policy)
    assert await mailroom.parcels("operator:late") == []
