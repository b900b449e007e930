"""Facts about what the office and its people choose about reminders: days, escalation, labels, snoozes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from handlers.audit import COMMAND
from handlers.rules.labels import Labels
from handlers.rules.plan_policy import Audience, ladder_with
from handlers.rules.special_days import SpecialDayRead
from handlers.special_days import keep_special_days
from tests.handlers.mailroom import Mailroom
from tests.handlers.office import LEADER, STAFF, START, Office
from tests.handlers.test_milestone_acts import act, put_off

DAYS = [START + timedelta(days=count) for count in range(19)]  # to Friday 8 July


@pytest.fixture
async def office(mailroom: Mailroom, tmp_path: Path) -> Office:
    return await Office.open(mailroom, tmp_path)


async def import_days(office: Office, *days: tuple[date, bool]) -> None:
    async with office.room.database.transaction() as session:
        read = [SpecialDayRead(day, worked=worked, name="测试") for day, worked in days]
        await keep_special_days(session, read, office.room.now, office.room.policy, COMMAND)


async def planned(office: Office) -> dict[str, date]:
    """Return on which day each rule brought 203（1） up, due on Thursday 30 June."""
    me = str(await office.person(STAFF))
    return {row.rule: row.planned_day for row in await office.reminders("203/1") if row.person == me}


async def test_imported_day_off_brings_no_reminder_and_moves_the_leads_forward(office: Office) -> None:
    await import_days(office, (date(2022, 6, 27), False))
    assert await office.tick(date(2022, 6, 27)) == 0
    await office.run(DAYS)
    found = await planned(office)
    assert (found["lead-3"], found["lead-1"]) == (date(2022, 6, 24), date(2022, 6, 29))


async def test_make_up_saturday_that_is_announced_late_moves_the_plan(office: Office) -> None:
    await office.run([START])
    await import_days(office, (date(2022, 6, 25), True))
    await office.run(DAYS[1:])
    found = await planned(office)
    assert found["lead-7"] == date(2022, 6, 22)  # the 21st with the weekend at rest
    assert found["lead-1"] == date(2022, 6, 29)


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ([], []),
        ([(1, Audience.LEADERS)], [date(2022, 7, 1)]),
        ([(1, Audience.LEADERS), (4, Audience.LEADERS)], [date(2022, 7, 1), date(2022, 7, 6)]),
    ],
)
async def test_leader_hears_of_what_is_overdue_as_configured(
    office: Office, steps: list[tuple[int, Audience]], told: list[date]
) -> None:
    office.room.policy = replace(office.room.policy, ladder=ladder_with(steps))
    await office.run(DAYS)
    leader = str(await office.person(LEADER))
    assert [row.planned_day for row in await office.reminders("203/1") if row.person == leader] == told
    assert not told or any(each.key.endswith(":reports") for each in await office.parcels_to(LEADER))


async def test_labels_of_the_office_stand_in_its_reminders(office: Office) -> None:
    office.room.policy = replace(office.room.policy, labels=Labels(overdue="⛔ 超期"))
    await office.run(DAYS)
    text = "".join(str(each.payload) for each in await office.parcels_to(STAFF))
    assert "⛔ 超期" in text
    assert "🔴" not in text


async def test_leader_reads_how_often_the_owner_put_the_nudge_off(office: Office) -> None:
    await office.run(DAYS[:9])
    for _ in range(2):
        await act(office, STAFF, "203/1", put_off)
    await office.run(DAYS[9:])
    (first, *_) = [each for each in await office.parcels_to(LEADER) if each.key.endswith(":reports")]
    assert "推迟过 2 次提醒" in first.payload["text"]
