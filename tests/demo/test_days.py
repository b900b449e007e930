"""The clock of the demo moves on demand and steps through the working days."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta

import pytest

from demo.changes import Changes
from demo.days import Days, Sent
from demo.moving_clock import MovingClock

START = datetime(2022, 6, 1, 9, 0, tzinfo=UTC)


class Office:
    """Writes a message every working day at 08:45, on Fridays a letter too."""

    def __init__(self, clock: MovingClock) -> None:
        self.clock = clock
        self.told: list[datetime] = []
        self.letters = 0

    async def work(self) -> None:
        due = START.replace(hour=8, minute=45)
        while True:
            due += timedelta(days=1)
            await self.clock.until(due)
            await asyncio.sleep(0)
            if due.weekday() < 5:
                self.told.append(self.clock.now())
                self.letters += due.weekday() == 4

    def sent(self) -> Sent:
        return Sent(len(self.told), self.letters)


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    working = Office(MovingClock(START))
    task = asyncio.create_task(working.work())
    await asyncio.sleep(0)
    yield working
    task.cancel()


def days(office: Office) -> Days:
    async def settled() -> None:
        await asyncio.sleep(0)

    return Days(office.clock, lambda day: day.weekday() < 5, Changes(), office.sent, settled)


async def test_clock_goes_on_by_itself() -> None:
    clock = MovingClock(START)
    await clock.until(START + timedelta(milliseconds=20))
    assert timedelta(milliseconds=20) <= clock.now() - START < timedelta(seconds=5)


async def test_move_never_goes_back() -> None:
    clock = MovingClock(START)
    await clock.move_to(START - timedelta(days=1))
    assert clock.now() >= START


async def test_move_wakes_and_awaits_whoever_waited(office: Office) -> None:
    await office.clock.move_to(START + timedelta(days=1))
    assert [each.date() for each in office.told] == [date(2022, 6, 2)]


async def test_move_does_not_hang_on_somebody_who_left() -> None:
    clock = MovingClock(START)
    leaving = asyncio.create_task(clock.until(START + timedelta(hours=1)))
    await asyncio.sleep(0)
    await clock.move_to(START + timedelta(hours=2), within=0.05)
    await leaving
    assert clock.now() >= START + timedelta(hours=2)


async def test_week_steps_through_every_working_day(office: Office) -> None:
    moving = days(office)
    await moving.forward(7)
    assert moving.today == date(2022, 6, 8)
    assert [each.date().day for each in office.told] == [2, 3, 6, 7, 8]
    assert {each.time().replace(second=0, microsecond=0) for each in office.told} == {time(8, 45)}
    assert [(event.day.day, event.sent.letters) for event in moving.events] == [
        (2, 0),
        (3, 1),
        (6, 0),
        (7, 0),
        (8, 0),
    ]


async def test_next_reminder_is_the_next_day_on_which_something_goes_out(office: Office) -> None:
    moving = days(office)
    await moving.forward(2)
    await moving.to_next_reminder()
    assert moving.today == date(2022, 6, 6)
    assert office.clock.now().time() >= time(9, 0)
