"""先提交，后补: the countdown and its one nudge."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from handlers.own_acts import nothing_more, withdraw_in_chat
from handlers.promises import nudge_promises
from storage.tables import Promise, SpecialDay
from tests.handlers.chatting import Chatting
from tests.handlers.mailroom import Mailroom

# Handed in on Monday 20 June; five working days end on Monday 27 June.
BEFORE = datetime(2022, 6, 23, 1, 30, tzinfo=UTC)  # Thursday 09:30 in Jiangmen
NIGHT = datetime(2022, 6, 23, 23, 30, tzinfo=UTC)  # Friday 07:30
NUDGE = datetime(2022, 6, 24, 1, 30, tzinfo=UTC)  # Friday 09:30
WEEKEND = datetime(2022, 6, 25, 2, 0, tzinfo=UTC)
AFTER = datetime(2022, 6, 28, 2, 0, tzinfo=UTC)


@pytest.fixture
def person(mailroom: Mailroom) -> Chatting:
    return Chatting(mailroom)


async def nudged(person: Chatting, now: datetime) -> int:
    async with person.room.database.transaction() as session:
        return await nudge_promises(session, now, person.room.policy)


async def test_what_is_missing_is_promised_for_the_configured_working_days(person: Chatting) -> None:
    await person.hand_in("1.1", "申报书.pdf", later=True)
    (promise,) = await person.room.rows(Promise)
    assert promise.due == date(2022, 6, 27)
    assert len(promise.items) == 2
    assert "营业执照" in promise.items[0]


async def test_receipt_says_until_when(person: Chatting) -> None:
    await person.hand_in("1.1", "项目申报书.pdf", later=True)
    (receipt,) = [each for each in await person.room.parcels("receipt:") if not each.key.endswith(":pdf")]
    assert "请在 6月27日(周一) 前补交（还剩 5 个工作日）" in str(receipt.payload)


async def test_hand_in_without_the_promise_counts_nothing_down(person: Chatting) -> None:
    await person.hand_in("1.1", "申报书.pdf")
    assert await person.room.rows(Promise) == []


async def test_exactly_one_nudge_on_the_working_day_before_the_last(person: Chatting) -> None:
    await person.hand_in("1.1", "申报书.pdf", later=True)
    told = [await nudged(person, now) for now in (BEFORE, NIGHT, NUDGE, NUDGE, WEEKEND, AFTER)]
    assert told == [0, 0, 1, 0, 0, 0]
    (message,) = await person.room.parcels("promise:")
    assert message.recipient == str(person.chat_id)
    assert "6月27日(周一)，还剩 1 个工作日" in message.payload["text"]
    assert "营业执照" in message.payload["text"]


@pytest.mark.parametrize("now", [NIGHT, WEEKEND])
async def test_nudge_waits_for_the_offices_hours(person: Chatting, now: datetime) -> None:
    await person.hand_in("1.1", "申报书.pdf", later=True)
    assert await nudged(person, now) == 0


async def test_who_says_that_all_is_there_is_not_nudged(person: Chatting) -> None:
    number = await person.hand_in("1.1", "申报书.pdf", later=True)
    async with person.room.database.transaction() as session:
        await nothing_more(session, person.chat_id, number)
    assert await nudged(person, NUDGE) == 0


async def test_who_withdrew_is_not_nudged(person: Chatting) -> None:
    number = await person.hand_in("1.1", "申报书.pdf", later=True)
    async with person.room.database.transaction() as session:
        await withdraw_in_chat(session, person.chat_id, number, person.room.now, person.room.policy)
    assert await nudged(person, NUDGE) == 0


async def test_imported_day_off_moves_the_promise_and_its_nudge(person: Chatting) -> None:
    async with person.room.database.transaction() as session:
        session.add(SpecialDay(day=date(2022, 6, 24), worked=False, name="测试放假"))
    await person.hand_in("1.1", "申报书.pdf", later=True)
    (promise,) = await person.room.rows(Promise)
    assert promise.due == date(2022, 6, 28)
    assert await nudged(person, NUDGE) == 0
    assert await nudged(person, datetime(2022, 6, 27, 1, 30, tzinfo=UTC)) == 1
