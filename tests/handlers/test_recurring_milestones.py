"""Facts about milestones that come round: each period is done by itself, and brought up by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from handlers import milestone_screens
from handlers.milestone_acts import finish, reopen, snooze
from handlers.milestone_steps import Deed, Evidence, Outcome
from handlers.officials import official_by_chat
from handlers.policy import Policy
from handlers.refusals import Refusal
from handlers.rules.reminder_answers import Wish
from storage.states import MilestoneState
from tests.handlers.mailroom import Mailroom
from tests.handlers.office import CHATS, STAFF, START, Office, at, sample_table

PLACE = "203/1"  # 市科技局 leads it; here it is due at every quarter's end
REMINDED = date(2022, 6, 21)  # seven working days before 30 June
DONE = Evidence("本季度的统计表已经报送市统计局")


@pytest.fixture
async def office(mailroom: Mailroom, tmp_path: Path) -> Office:
    opened = await Office.open(mailroom, tmp_path)
    table = sample_table()
    tasks = [
        replace(
            task,
            milestones=(
                replace(
                    task.milestones[0],
                    due=None,
                    due_raw="每季度末",
                    due_reason="周期性工作",
                    recurrence="quarterly",
                ),
                *task.milestones[1:],
            ),
        )
        if task.number == "203"
        else task
        for task in table.tasks
    ]
    opened.room.now = at(START, time(7, 30))
    await opened.apply(replace(table, tasks=tuple(tasks)))
    return opened


async def report(office: Office) -> Outcome:
    async with office.room.database.transaction() as session:
        return await finish(session, await office.deed(STAFF, PLACE), DONE, office.room.policy)


async def days(office: Office) -> set[date]:
    return {row.planned_day for row in await office.reminders(PLACE)}


async def test_each_period_is_brought_up_until_the_end_of_the_year(office: Office) -> None:
    await office.run([REMINDED, date(2022, 9, 21), date(2022, 12, 21)])
    assert await days(office) == {REMINDED, date(2022, 9, 21), date(2022, 12, 21)}


async def test_period_that_is_done_is_not_brought_up_and_the_next_one_is(office: Office) -> None:
    office.room.now = at(START, time(10, 0))
    outcome = await report(office)
    assert (outcome.recurs, outcome.until) == (True, "6月30日(周四)")
    assert (await office.milestone(PLACE)).state is MilestoneState.OPEN
    await office.run([REMINDED, date(2022, 9, 21)])
    assert await days(office) == {date(2022, 9, 21)}


async def test_late_report_is_about_the_period_that_was_brought_up(office: Office) -> None:
    await office.run([REMINDED])
    office.room.now = at(date(2022, 7, 4), time(10, 0))
    assert (await report(office)).until == "6月30日(周四)"
    assert (await report(office)).until == "9月30日(周五)"


async def test_done_twice_in_a_period_leaves_the_next_one_to_do(office: Office) -> None:
    office.room.now = at(date(2022, 9, 5), time(10, 0))
    first, second = await report(office), await report(office)
    assert first.until == second.until == "9月30日(周五)"
    await office.run([date(2022, 9, 21), date(2022, 12, 21)])
    assert await days(office) == {date(2022, 12, 21)}


async def test_done_stops_what_was_put_off_and_what_has_not_left(office: Office) -> None:
    await office.tick(REMINDED)
    office.room.now = at(REMINDED, time(10, 0))
    async with office.room.database.transaction() as session:
        await snooze(session, await office.deed(STAFF, PLACE), Wish(workdays=2), office.room.policy)
    await report(office)
    await office.run([date(2022, 6, 23)])
    assert date(2022, 6, 23) not in await days(office)


async def test_nudge_of_a_period_is_not_put_off_past_its_end(office: Office) -> None:
    office.room.now = at(date(2022, 6, 28), time(10, 0))
    async with office.room.database.transaction() as session:
        deed = await office.deed(STAFF, PLACE)
        outcome = await snooze(session, deed, Wish(day=(2022, 8, 1)), office.room.policy)
    assert outcome.until == "6月30日(周四)"
    await office.run([date(2022, 6, 30)])
    (digest,) = [each for each in await office.parcels_to(STAFF) if "203（1）" in str(each.payload)]
    assert "本期截止 6月30日(周四)" in digest.payload["text"]


async def test_period_reported_by_mistake_is_open_again(office: Office) -> None:
    office.room.now = at(START, time(10, 0))
    await report(office)
    assert "重新打开" in await buttons(office)
    await again(await office.deed(STAFF, PLACE), office)
    assert "重新打开" not in await buttons(office)
    await office.run([REMINDED])
    assert await days(office) == {REMINDED}
    with pytest.raises(Refusal):
        await again(await office.deed(STAFF, PLACE), office)


async def again(deed: Deed, office: Office) -> None:
    policy: Policy = office.room.policy
    async with office.room.database.transaction() as session:
        await reopen(session, deed, "登记错了", policy)


async def buttons(office: Office) -> str:
    async with office.room.database.reading() as session:
        official = await official_by_chat(session, CHATS[STAFF])
        number = await office.number(PLACE)
        screen = await milestone_screens.card(session, official, number, office.room.now, office.room.policy)
    return "".join(button.text for row in screen.buttons for button in row)


async def test_card_shows_the_period_that_is_to_be_done(office: Office) -> None:
    office.room.now = at(START, time(10, 0))
    await report(office)
    async with office.room.database.reading() as session:
        official = await official_by_chat(session, CHATS[STAFF])
        number = await office.number(PLACE)
        screen = await milestone_screens.card(session, official, number, office.room.now, office.room.policy)
    assert "本期截止：<b>9月30日(周五)</b>" in screen.text
    assert "到 6月30日(周四) 为止的一期已登记完成" in screen.text
