"""Facts about days that are announced after reminders went out: nobody hears the same twice."""

from __future__ import annotations

from collections import Counter
from datetime import date, time
from pathlib import Path

import pytest

from handlers.audit import COMMAND
from handlers.milestone_decisions import decide
from handlers.milestone_steps import Deed
from handlers.officials import official_by_chat
from handlers.reminder_rows import JOINED
from handlers.rules.special_days import SpecialDayRead
from handlers.special_days import keep_special_days
from storage.tables import Proposal
from tests.handlers.mailroom import Mailroom
from tests.handlers.office import CHATS, OPERATOR, STAFF, Office, at
from tests.handlers.test_milestone_acts import act
from tests.handlers.test_proposals import moving

PLACE = "203/1"  # due on 30 June, a Thursday
LEAD_7 = date(2022, 6, 21)


@pytest.fixture
async def office(mailroom: Mailroom, tmp_path: Path) -> Office:
    return await Office.open(mailroom, tmp_path)


async def announce(office: Office, day: date, *, worked: bool) -> None:
    async with office.room.database.transaction() as session:
        days = [SpecialDayRead(day, worked, "调休")]
        await keep_special_days(session, days, office.room.now, office.room.policy, COMMAND)


async def rules(office: Office, name: str = STAFF) -> Counter[str]:
    """Count what somebody was told, without what a more urgent word spoke for."""
    number = str(await office.person(name))
    rows = [row for row in await office.reminders(PLACE) if row.person == number]
    return Counter(row.rule for row in rows if row.delivery != JOINED)


async def test_lead_that_a_make_up_day_moves_is_not_said_again(office: Office) -> None:
    await office.run([LEAD_7])
    await announce(office, date(2022, 6, 25), worked=True)  # a Saturday: the lead would be the 22nd now
    await office.run([date(2022, 6, 22), date(2022, 6, 23)])
    assert (await rules(office))["lead-7"] == 1
    said = [each for each in await office.parcels_to(STAFF) if "203（1）" in str(each.payload)]
    assert len(said) == 1


async def test_what_was_not_said_yet_follows_the_new_days(office: Office) -> None:
    await office.run([LEAD_7])
    await announce(office, date(2022, 6, 25), worked=True)
    await announce(office, date(2022, 6, 28), worked=False)
    await office.run([date(2022, 6, 24), date(2022, 6, 25), date(2022, 6, 27), date(2022, 6, 29)])
    found = {row.rule: row.planned_day for row in await office.reminders(PLACE)}
    assert found["lead-3"] == date(2022, 6, 25)
    assert found["lead-1"] == date(2022, 6, 29)


async def test_overdue_day_that_a_rest_day_moves_is_not_said_again(office: Office) -> None:
    await office.run([LEAD_7, date(2022, 6, 30), date(2022, 7, 1), date(2022, 7, 4)])
    assert (await rules(office))["overdue-2"] == 1
    await announce(office, date(2022, 7, 2), worked=True)
    await announce(office, date(2022, 7, 1), worked=False)
    await announce(office, date(2022, 7, 4), worked=False)
    await office.run([date(2022, 7, 5), date(2022, 7, 6), date(2022, 7, 7)])
    counted = await rules(office)
    assert max(counted.values()) == 1
    assert {"overdue-1", "overdue-2", "overdue-3", "overdue-4"} <= set(counted)


async def test_another_due_date_brings_its_own_leads(office: Office) -> None:
    await office.run([LEAD_7])
    office.room.now = at(LEAD_7, time(10, 0))
    await act(office, STAFF, PLACE, moving("7月15日 场地未定"))
    async with office.room.database.transaction() as session:
        official = await official_by_chat(session, CHATS[OPERATOR])
        number = (await office.room.rows(Proposal))[-1].id or 0
        await decide(session, Deed(official, 0, office.room.now), number, "", office.room.policy, agreed=True)
    await office.run([date(2022, 7, 6)])
    assert (await rules(office))["lead-7"] == 2
