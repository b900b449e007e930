"""Facts about what the plan's command knows of an office at work."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from handlers.assignments import assign
from handlers.audit import COMMAND
from handlers.milestone_decisions import decide
from handlers.milestone_steps import Deed
from handlers.officials import official_by_chat
from handlers.rules.plan_policy import PlanPolicy
from handlers.rules.schedule import plan
from handlers.rules.workdays import calendar_for
from handlers.standing_plan import as_it_stands
from handlers.units import confirm_name
from storage.tables import Milestone, Proposal, StaffMember
from tests.handlers.mailroom import Mailroom
from tests.handlers.office import CHATS, OPERATOR, STAFF, Office, at
from tests.handlers.test_milestone_acts import act, close
from tests.handlers.test_proposals import moving

YEAR = (date(2022, 1, 1), date(2022, 12, 31))


@pytest.fixture
async def office(mailroom: Mailroom, tmp_path: Path) -> Office:
    opened = await Office.open(mailroom, tmp_path)
    opened.room.now = at(date(2022, 6, 28), time(10, 0))
    return opened


async def planned(office: Office, place: str) -> dict[str, tuple[date, tuple[str, ...], tuple[str, ...]]]:
    """Return by rule the day, who answers and who helps, in the plan of a year."""
    async with office.room.database.reading() as session:
        standing = await as_it_stands(session)
    assert standing is not None
    found = plan(standing.milestones, standing.people, calendar_for([2022]), PlanPolicy(), *YEAR)
    return {
        each.rule: (each.planned, each.recipients, each.supporters)
        for each in found
        if f"{each.milestone.task}/{each.milestone.position}" == place
    }


async def test_assigned_milestone_is_planned_for_its_owner(office: Office) -> None:
    number = await office.person("演示乙")
    assert STAFF in (await planned(office, "203/1"))["lead-7"][1]
    async with office.room.database.transaction() as session:
        owner = await session.get_one(StaffMember, number)
        await assign(session, await office.deed(OPERATOR, "203/1"), [owner], office.room.policy)
    assert (await planned(office, "203/1"))["lead-7"][1] == ("演示乙",)


async def test_granted_extension_moves_the_plan(office: Office) -> None:
    await act(office, STAFF, "203/1", moving("7月15日 场地未定"))
    async with office.room.database.transaction() as session:
        official = await official_by_chat(session, CHATS[OPERATOR])
        number = (await office.room.rows(Proposal))[-1].id or 0
        deed = Deed(official, 0, office.room.now)
        await decide(session, deed, number, "", office.room.policy, agreed=True)
    assert (await planned(office, "203/1"))["due"][0] == date(2022, 7, 15)


async def test_other_name_of_a_unit_brings_its_people(office: Office) -> None:
    number = await office.number("203/1")
    async with office.room.database.transaction() as session:
        row = await session.get_one(Milestone, number)
        helping = row.units[1]
        member = StaffMember(name="演示子", unit="某某新单位", email="zi@example.org")
        session.add(member)
    async with office.room.database.transaction() as session:
        await confirm_name(session, "某某新单位", helping, office.room.now, office.room.policy, COMMAND)
    assert "演示子" in (await planned(office, "203/1"))["lead-7"][2]


async def test_plan_assumes_that_nothing_is_closed(office: Office) -> None:
    before = await planned(office, "203/1")
    await act(office, STAFF, "203/1", close)
    assert await planned(office, "203/1") == before
    assert "lead-7" in await planned(office, "204/1")  # 已过期 when the table was applied


async def test_without_a_staff_list_there_is_nothing_to_stand_on(mailroom: Mailroom) -> None:
    async with mailroom.database.reading() as session:
        assert await as_it_stands(session) is None
