"""Facts about whose a milestone is: assigned, handed over with everything else, or in somebody's stead."""

from __future__ import annotations

from datetime import date, time, timedelta
from pathlib import Path

import pytest

from handlers.absences import end_leave, leaves, note_leave
from handlers.assignments import assign, hand_over_all, milestone_at
from handlers.audit import COMMAND
from handlers.business import business_of
from handlers.milestone_steps import Deed
from handlers.officials import official_by_chat, operator_at_command
from handlers.refusals import Refusal
from handlers.rules.people import StaffList
from handlers.rules.recipients import Duty
from storage.tables import AuditEntry, StaffMember
from tests.handlers.mailroom import Mailroom
from tests.handlers.office import CHATS, HELPER, LEADER, OPERATOR, STAFF, Office, at, sample_staff
from tests.handlers.test_proposals import owners, persons

DAY = date(2022, 6, 28)
DEPUTY = HELPER  # of another unit, with a chat


@pytest.fixture
async def office(mailroom: Mailroom, tmp_path: Path) -> Office:
    opened = await Office.open(mailroom, tmp_path)
    opened.room.now = at(DAY, time(10, 0))
    return opened


async def assigned(office: Office, name: str, place: str, *people: str) -> None:
    async with office.room.database.transaction() as session:
        found = [await session.get_one(StaffMember, await office.person(each)) for each in people]
        await assign(session, await office.deed(name, place), found, office.room.policy)


async def away(office: Office, name: str, deputy: str, first: date, last: date) -> None:
    async with office.room.database.transaction() as session:
        absent = await session.get_one(StaffMember, await office.person(name))
        stand_in = await session.get_one(StaffMember, await office.person(deputy))
        policy = office.room.policy
        await note_leave(session, absent, stand_in, (first, last), office.room.now, policy, COMMAND)


async def test_assigned_milestone_reminds_its_people_only(office: Office) -> None:
    await assigned(office, LEADER, "203/1", "演示丙")
    await office.tick(date(2022, 6, 29))
    assert await persons(office, date(2022, 6, 29)) == {"演示丙"}
    assert STAFF in await persons(office, date(2022, 6, 29), "205/1")


async def test_milestone_goes_back_to_its_unit(office: Office) -> None:
    await assigned(office, OPERATOR, "203/1", "演示丙")
    await assigned(office, OPERATOR, "203/1")
    assert await owners(office) == []
    await office.tick(date(2022, 6, 29))
    assert STAFF in await persons(office, date(2022, 6, 29))


async def test_staff_cannot_assign(office: Office) -> None:
    with pytest.raises(Refusal) as caught:
        await assigned(office, STAFF, "203/1", "演示丙")
    assert caught.value.sentence == "milestone_not_allowed"


async def test_somebody_of_another_unit_may_close_what_is_assigned_to_them(office: Office) -> None:
    await assigned(office, OPERATOR, "203/1", HELPER)
    async with office.room.database.reading() as session:
        official = await official_by_chat(session, CHATS[HELPER])
        business = await business_of(session, official, DAY)
    assert business.duty(await office.milestone("203/1")) is Duty.LEAD


async def test_everything_of_a_leaver_goes_to_one_person(office: Office) -> None:
    async with office.room.database.transaction() as session:
        leaver = await session.get_one(StaffMember, await office.person(STAFF))
        successor = await session.get_one(StaffMember, await office.person(HELPER))
        operator = operator_at_command(office.room.policy)
        policy = office.room.policy
        count = await hand_over_all(session, operator, leaver, successor, office.room.now, policy)
    assert count > 10
    assert set(await owners(office)) == {HELPER, "演示乙", "演示丙"}
    await office.tick(date(2022, 6, 29))
    assert await persons(office, date(2022, 6, 29)) == {HELPER, "演示乙", "演示丙"}
    acts = [row.act for row in await office.room.rows(AuditEntry)]
    assert acts.count("milestone.assign") == count
    assert acts[-1] == "staff.handover"


async def test_operators_are_told_who_left_with_milestones(office: Office) -> None:
    await assigned(office, OPERATOR, "203/1", STAFF)
    people = tuple(each for each in sample_staff().people if each.name != STAFF)
    await office.apply(StaffList(people))
    (told,) = await office.room.parcels("operator:leavers:")
    assert f"{STAFF}：1 个节点" in told.payload["text"]
    await office.tick(date(2022, 6, 29))
    assert await persons(office, date(2022, 6, 29)) == {"演示乙", "演示丙"}


async def test_deputy_hears_during_the_leave_and_the_owner_again_after_it(office: Office) -> None:
    await away(office, STAFF, DEPUTY, DAY, date(2022, 6, 29))
    await office.tick(date(2022, 6, 29))
    assert not await office.parcels_to(STAFF)
    texts = [each.payload["text"] for each in await office.parcels_to(DEPUTY)]
    assert any("203（1）" in text and f"{STAFF}不在，由您代办" in text for text in texts)
    await office.tick(date(2022, 6, 30))
    told = [each.payload["text"] for each in await office.parcels_to(STAFF)]
    assert any("203（1）" in text for text in told)


async def test_deputy_of_the_same_unit_hears_once(office: Office) -> None:
    await away(office, STAFF, "演示丙", DAY, date(2022, 6, 30))
    await office.tick(date(2022, 6, 29))
    keys = [each.key for each in await office.parcels_to("演示丙") if ":digest" not in each.key]
    own = [key for key in keys if key.startswith(f"reminder:{await office.number('203/1')}:")]
    assert len(own) == 1
    assert {STAFF, "演示丙"} <= await persons(office, date(2022, 6, 29))


async def test_deputy_may_act_for_the_absent_only_during_the_leave(office: Office) -> None:
    await away(office, STAFF, DEPUTY, DAY, DAY)
    row = await office.milestone("203/1")
    async with office.room.database.reading() as session:
        official = await official_by_chat(session, CHATS[DEPUTY])
        during = (await business_of(session, official, DAY)).duty(row)
        after = (await business_of(session, official, DAY + timedelta(days=1))).duty(row)
    assert (during, after) == (Duty.LEAD, None)


async def test_leave_that_is_ended_early_ends_at_once(office: Office) -> None:
    await away(office, STAFF, DEPUTY, DAY, date(2022, 7, 15))
    async with office.room.database.transaction() as session:
        absent = await session.get_one(StaffMember, await office.person(STAFF))
        assert await end_leave(session, absent, office.room.now, office.room.policy, COMMAND)
        assert not await leaves(session, DAY)
    await office.tick(date(2022, 6, 29))
    assert await office.parcels_to(STAFF)


@pytest.mark.parametrize(
    ("first", "last"), [(date(2022, 7, 2), date(2022, 7, 1)), (date(2022, 6, 1), date(2022, 6, 27))]
)
async def test_leave_that_cannot_be_is_refused(office: Office, first: date, last: date) -> None:
    with pytest.raises(Refusal) as caught:
        await away(office, STAFF, DEPUTY, first, last)
    assert caught.value.sentence == "leave_days"


async def test_nobody_stands_in_for_themselves(office: Office) -> None:
    with pytest.raises(Refusal) as caught:
        await away(office, STAFF, STAFF, DAY, DAY)
    assert caught.value.sentence == "staff_same_person"


@pytest.mark.parametrize("place", ["203/1", "203（1）", "203(1)"])
async def test_milestone_is_found_by_its_place(office: Office, place: str) -> None:
    async with office.room.database.reading() as session:
        assert await milestone_at(session, place) == await office.number("203/1")


@pytest.mark.parametrize("place", ["203", "999/1", "203/77", "x"])
async def test_unknown_place_is_refused(office: Office, place: str) -> None:
    async with office.room.database.reading() as session:
        with pytest.raises(Refusal):
            await milestone_at(session, place)


async def test_deed_of_the_command_line_is_an_operators(office: Office) -> None:
    official = operator_at_command(office.room.policy)
    async with office.room.database.transaction() as session:
        deed = Deed(official, await office.number("203/1"), office.room.now)
        await assign(session, deed, [], office.room.policy)
    line = (await office.room.rows(AuditEntry))[-1]
    assert (line.act, line.door) == ("milestone.assign", "command")
