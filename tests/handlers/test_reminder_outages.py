"""Facts about reminders that an outage keeps back: none leaves at night, and days are joined."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from handlers.dispatch import claim, has_due, settle
from handlers.outbox import Wrapping, write_message
from handlers.reminder_situation import may_remind
from handlers.rules.retry import Delivery, Fate
from storage.states import Channel, ParcelState
from storage.tables import Parcel
from tests.handlers.mailroom import Mailroom
from tests.handlers.office import CHATS, STAFF, Office, at
from tests.handlers.test_reminders import expected, written

WEDNESDAY, THURSDAY, FRIDAY = date(2022, 6, 29), date(2022, 6, 30), date(2022, 7, 1)
WRITER = "yi@kjj.example.org"  # 演示乙 of the lead unit, without a chat


@pytest.fixture
async def office(mailroom: Mailroom, tmp_path: Path) -> Office:
    opened = await Office.open(mailroom, tmp_path)
    await opened.run([date(2022, 6, 28)])
    return opened


async def leaving(office: Office, moment: datetime) -> set[str]:
    """Return the keys of what the courier takes at a moment, and put it back."""
    quiet = not may_remind(moment, office.room.policy)
    async with office.room.database.transaction() as session:
        savepoint = await session.begin_nested()
        keys = {
            each.key
            for channel in Channel
            for each in await claim(session, channel, 500, moment, quiet=quiet)
        }
        await savepoint.rollback()
        due = [await has_due(session, channel, moment, quiet=quiet) for channel in Channel]
    assert any(due) == bool(keys)
    return keys


async def lose_chat_answers(office: Office) -> None:
    """Let everything be refused for now, and one chat message end without an answer."""
    async with office.room.database.transaction() as session:
        for channel in Channel:
            taken = await claim(session, channel, 500, office.room.now)
            fates = [Fate.UNKNOWN if each.recipient == str(CHATS[STAFF]) else Fate.LATER for each in taken]
            results = [(each.id, Delivery(fate)) for each, fate in zip(taken, fates, strict=True)]
            await settle(session, results, office.room.now, 0)


@pytest.mark.parametrize(
    ("moment", "leaves"),
    [
        (at(WEDNESDAY, time(17, 59)), True),
        (at(WEDNESDAY, time(18, 0)), False),
        (at(WEDNESDAY, time(23, 30)), False),
        (at(THURSDAY, time(8, 29)), False),
        (at(THURSDAY, time(8, 45)), True),
        (at(date(2022, 7, 2), time(10, 0)), False),  # a Saturday
    ],
)
async def test_nudge_that_could_not_leave_by_day_does_not_leave_at_night(
    office: Office,
    moment: datetime,
    leaves: bool,  # noqa: FBT001 - a fact's column
) -> None:
    await office.tick(WEDNESDAY)
    assert bool(await leaving(office, moment)) is leaves


async def test_letter_beside_a_chat_message_stays_at_night_too(office: Office) -> None:
    await office.tick(WEDNESDAY)
    async with office.room.database.transaction() as session:
        parcels = (await session.scalars(select(Parcel).where(col(Parcel.recipient) == WRITER))).all()
        for parcel in parcels:
            parcel.key += ":mail"
    assert not await leaving(office, at(WEDNESDAY, time(19, 0)))


async def test_what_is_no_reminder_leaves_at_night(office: Office) -> None:
    await office.tick(WEDNESDAY)
    now = at(WEDNESDAY, time(20, 0))
    async with office.room.database.transaction() as session:
        await write_message(session, 9, "回执", Wrapping("receipt:SB-1", now))
    assert await leaving(office, now) == {"receipt:SB-1"}


async def test_days_of_an_outage_are_joined_in_one_digest(office: Office) -> None:
    before = {each.key for each in await office.room.parcels("reminder:")}
    await office.tick(WEDNESDAY)
    await office.tick(THURSDAY)
    await office.run([FRIDAY])
    later = [each for each in await office.room.parcels("reminder:") if each.key not in before]
    arrived = [each for each in later if each.state is ParcelState.SENT and each.recipient == WRITER]
    assert {each.created_at for each in arrived} == {at(FRIDAY)}
    mine = [each for each in arrived if each.key.startswith(f"reminder:{await office.number('203/1')}:")]
    assert len(mine) == 1  # the first day overdue speaks for the day before and the day itself
    # Nothing is lost: what was planned for these days is recorded, once.
    assert await written(office) >= expected(WEDNESDAY, FRIDAY)
    assert max((await written(office)).values()) == 1


async def test_what_may_have_arrived_is_not_said_again(office: Office) -> None:
    await office.tick(WEDNESDAY)
    await lose_chat_answers(office)
    held = {each.key for each in await office.parcels_to(STAFF) if each.created_at == at(WEDNESDAY)}
    await office.tick(THURSDAY)
    states = {each.state for each in await office.room.parcels("reminder:") if each.key in held}
    assert states == {ParcelState.READY}
    others = [each for each in await office.room.parcels("reminder:") if each.recipient == WRITER]
    assert {each.state for each in others if each.created_at == at(WEDNESDAY)} == {ParcelState.DROPPED}


async def test_what_waits_on_its_own_day_stays(office: Office) -> None:
    await office.tick(WEDNESDAY)
    waiting = {each.key for each in await office.room.parcels("reminder:") if each.state is ParcelState.READY}
    assert await office.tick(WEDNESDAY, time(14, 0)) == 0
    office.room.now += timedelta(hours=1)
    still = {each.key for each in await office.room.parcels("reminder:") if each.state is ParcelState.READY}
    assert waiting
    assert still == waiting
