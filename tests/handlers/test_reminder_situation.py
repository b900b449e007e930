"""Facts about what a tick reads before it plans."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from handlers.milestone_acts import snooze
from handlers.policy import Policy
from handlers.reminder_situation import situation_at
from handlers.rules.plan_policy import OwnLeads
from handlers.rules.reminder_answers import Wish
from tests.handlers.mailroom import Mailroom
from tests.handlers.office import STAFF, Office, at

FAR = date(2022, 12, 15)
QUIET_DAY = date(2022, 7, 5)  # far from any lead or progress point of what is due then


@pytest.fixture
async def office(mailroom: Mailroom, tmp_path: Path) -> Office:
    return await Office.open(mailroom, tmp_path)


async def read_dues(office: Office, day: date, policy: Policy) -> set[date | None]:
    """Return the due dates of the milestones that are read on a morning."""
    async with office.room.database.reading() as session:
        situation = await situation_at(session, at(day, time(8, 45)), policy)
    assert situation is not None
    return {each.due for each in situation.milestones}


async def test_milestones_with_nothing_to_say_today_are_not_read(office: Office) -> None:
    assert FAR not in await read_dues(office, QUIET_DAY, office.room.policy)
    assert FAR in await read_dues(office, date(2022, 12, 14), office.room.policy)


async def test_somebodys_own_leads_bring_a_milestone_near(office: Office) -> None:
    policy = office.room.policy
    earlier = replace(policy, own_leads=(OwnLeads((30,), unit="市科技局"),))
    day = date(2022, 11, 3)  # thirty working days ahead
    assert FAR not in await read_dues(office, day, policy)
    assert FAR in await read_dues(office, day, earlier)


async def test_milestone_that_was_put_off_is_read_on_its_day(office: Office) -> None:
    async with office.room.database.transaction() as session:
        deed = await office.deed(STAFF, "204/3")
        await snooze(session, deed, Wish(day=(None, 7, 5)), office.room.policy)
    assert FAR in await read_dues(office, QUIET_DAY, office.room.policy)
