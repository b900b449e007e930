"""Facts about the reminders that a tick writes, over weeks of 2022."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from handlers.milestone_acts import finish, reopen, snooze
from handlers.milestone_steps import Evidence
from handlers.rules.milestones import open_milestones
from handlers.rules.people import Role, StaffList
from handlers.rules.plan_policy import PlanPolicy
from handlers.rules.recipients import roster_of
from handlers.rules.reminder_answers import Wish
from handlers.rules.schedule import PlannedReminder, plan
from handlers.rules.workdays import calendar_for
from storage.database import open_database
from storage.states import Channel, MilestoneState, ParcelKind, ParcelState
from storage.tables import Milestone, ReviewItem, StaffMember
from tests.handlers.mailroom import Mailroom, text_of
from tests.handlers.office import (
    CHATS,
    LEADER,
    OPERATOR,
    STAFF,
    START,
    ZONE,
    Office,
    at,
    sample_staff,
    sample_table,
)

DAY = timedelta(days=1)
END = date(2022, 7, 29)
DONE = Evidence("培训会已于当天召开，纪要已印发")
CALENDAR = calendar_for([2022])


@pytest.fixture
async def office(mailroom: Mailroom, tmp_path: Path) -> Office:
    return await Office.open(mailroom, tmp_path)


def days(start: date, end: date) -> list[date]:
    return [start + DAY * count for count in range((end - start).days + 1)]


def planned(start: date, end: date, staff: StaffList | None = None) -> list[PlannedReminder]:
    people = roster_of((staff or sample_staff()).people)
    milestones = open_milestones(sample_table(), START)
    return list(plan(milestones, people, CALENDAR, PlanPolicy(), start, end))


async def written(office: Office) -> Counter[tuple[str, str, str, date]]:
    """Count the reminders that were recorded: task and position, person, rule, day."""
    names = {str(row.id): row.email or row.name for row in await office.room.rows(StaffMember)}
    places = {row.id: f"{row.task}/{row.position}" for row in await office.room.rows(Milestone)}
    return Counter(
        (places[row.milestone_id], names[row.person], row.rule, row.planned_day)
        for row in await office.reminders()
        if row.rule != "expired"
    )


def expected(start: date, end: date) -> Counter[tuple[str, str, str, date]]:
    return Counter(
        (each.milestone.key, told.member.person.email or told.name, each.rule, each.planned)
        for each in planned(start, end)
        for told in each.told
        if told.member is not None
    )


async def test_weeks_of_ticks_write_exactly_the_plan(office: Office) -> None:
    await office.run(days(START, END))
    found = await written(office)
    assert found == expected(START, END)
    assert found.total() > 100


async def test_ticks_at_any_hour_and_after_restarts_write_nothing_twice(office: Office) -> None:
    room = office.room
    for day in days(START, date(2022, 7, 8)):
        for hour in (time(8, 0), time(8, 45), time(8, 45), time(13, 0), time(17, 59), time(21, 0)):
            await office.tick(day, hour)
        if day.weekday() == 2:
            await room.database.close()
            room.database = await open_database(room.database.path)
    assert await written(office) == expected(START, date(2022, 7, 8))
    await room.database.close()


async def test_nothing_is_written_on_rest_days_or_in_quiet_hours(office: Office) -> None:
    for day in days(START, date(2022, 7, 10)):
        for hour in (time(0, 30), time(8, 29), time(9, 0), time(18, 0), time(23, 0)):
            await office.tick(day, hour)
    moments = [each.created_at.astimezone(ZONE) for each in await office.room.parcels("reminder:")]
    assert moments
    assert all(CALENDAR.is_workday(moment.date()) for moment in moments)
    assert {moment.time() for moment in moments} == {time(9, 0)}


async def test_each_person_gets_one_digest_a_day_and_own_messages_beside_it(office: Office) -> None:
    await office.run(days(START, date(2022, 7, 8)))
    kinds = Counter(
        (each.recipient, each.created_at.date(), each.key.rsplit(":", 1)[1])
        for each in await office.parcels_to(STAFF)
    )
    assert kinds[str(CHATS[STAFF]), date(2022, 6, 21), "digest"] == 1
    assert max(count for (_, _, kind), count in kinds.items() if kind == "digest") == 1
    own = [each for each in planned(START, date(2022, 7, 8)) if each.delivery == "own"]
    wanted = sum(told.name == STAFF for each in own for told in each.told)
    assert sum(count for (_, _, kind), count in kinds.items() if kind.startswith("2022")) == wanted


async def test_chat_where_bound_else_mail(office: Office) -> None:
    await office.run(days(START, date(2022, 6, 30)))
    bound = await office.parcels_to(STAFF)
    unbound = await office.parcels_to("演示乙")
    assert {each.kind for each in bound} == {ParcelKind.MESSAGE}
    assert {each.kind for each in unbound} == {ParcelKind.LETTER}
    assert len(bound) == len(unbound) > 0


async def test_revoked_chat_hears_nothing_more(office: Office) -> None:
    await office.run([date(2022, 6, 21)])
    await office.set_chat(STAFF, None)
    await office.tick(date(2022, 6, 27))
    kinds = [each.kind for each in await office.parcels_to(STAFF)]
    assert kinds == [ParcelKind.LETTER]
    assert len([each for each in await office.room.parcels() if each.recipient == str(CHATS[STAFF])]) == 2


async def test_downtime_ends_in_one_digest_that_joins_what_was_missed(office: Office) -> None:
    await office.run(days(START, date(2022, 6, 24)))
    before = {each.key for each in await office.room.parcels("reminder:")}
    await office.tick(date(2022, 7, 5))
    missed = [each for each in await office.parcels_to(STAFF) if each.key not in before]
    (digest,) = missed
    assert digest.key.endswith(":digest")
    assert "已逾期" in digest.payload["text"]
    assert digest.payload["text"].count("203（1）") == 1
    assert await office.tick(date(2022, 7, 5), time(9, 0)) == 0
    assert set(expected(date(2022, 6, 27), date(2022, 7, 5))) - set(await written(office)) == set()


async def test_done_milestone_is_never_brought_up_again(office: Office) -> None:
    await office.run(days(START, date(2022, 6, 29)))
    async with office.room.database.transaction() as session:
        await finish(session, await office.deed(STAFF, "203/1"), DONE, office.room.policy)
    before = len(await office.reminders("203/1"))
    await office.run(days(date(2022, 6, 30), END))
    assert len(await office.reminders("203/1")) == before
    later = [
        each for each in await office.room.parcels("reminder:") if each.created_at > at(date(2022, 6, 29))
    ]
    assert not any("203（1）" in str(each.payload) for each in later if ":edit:" not in each.key)


async def test_closing_takes_back_what_has_not_left(office: Office) -> None:
    await office.tick(date(2022, 6, 21))
    await office.room.send_everything()
    await office.tick(date(2022, 6, 29))
    async with office.room.database.transaction() as session:
        await finish(session, await office.deed(STAFF, "203/1"), DONE, office.room.policy)
    number = await office.number("203/1")
    own = await office.room.parcels(f"reminder:{number}:")
    assert own
    assert {each.state for each in own} == {ParcelState.DROPPED}
    others = [each for each in await office.room.parcels("reminder:") if each not in own]
    assert ParcelState.DROPPED not in {each.state for each in others}


async def test_cards_held_by_others_change_when_it_is_done(office: Office) -> None:
    await office.set_chat("演示乙", 102)
    await office.run([date(2022, 6, 21), date(2022, 6, 29)])
    async with office.room.database.transaction() as session:
        await finish(session, await office.deed(STAFF, "203/1"), DONE, office.room.policy)
    edits = [each for each in await office.room.parcels() if each.kind is ParcelKind.EDIT]
    assert {each.recipient for each in edits} == {str(CHATS[STAFF]), "102"}
    assert all("已完成" in each.payload["text"] for each in edits)


async def test_reopened_milestone_is_brought_up_again(office: Office) -> None:
    await office.run(days(START, date(2022, 6, 28)))
    async with office.room.database.transaction() as session:
        await finish(session, await office.deed(STAFF, "203/1"), DONE, office.room.policy)
    await office.run([date(2022, 6, 29)])
    async with office.room.database.transaction() as session:
        await reopen(session, await office.deed(STAFF, "203/1"), "", office.room.policy)
    await office.run([date(2022, 6, 30)])
    rules = {row.rule for row in await office.reminders("203/1") if row.planned_day >= date(2022, 6, 29)}
    assert "due" in rules


async def test_expired_milestones_are_asked_about_once_and_never_chased(office: Office) -> None:
    await office.run(days(START, date(2022, 7, 8)))
    for place in ("204/1", "204/2"):
        assert {row.rule for row in await office.reminders(place)} == {"expired"}
    asked = [each for each in await office.parcels_to(STAFF) if each.key.endswith(":expired")]
    assert len(asked) == 1
    assert "204（1）" in asked[0].payload["text"]
    assert "204（2）" in asked[0].payload["text"]


async def test_leader_hears_once_a_day_in_one_message_with_the_owners_answer(office: Office) -> None:
    await office.run(days(START, date(2022, 7, 4)))
    reports = await office.parcels_to(LEADER)
    assert [each.key.rsplit(":", 1)[1] for each in reports] == ["reports"]
    text = reports[0].payload["text"]
    assert "最近一次提醒 7月1日(周五)" in text
    assert "责任人还没有回应" in text


async def test_lead_and_helping_units_read_different_words(office: Office) -> None:
    await office.run([date(2022, 6, 29)])
    helper = next(each for each in await office.parcels_to("演示己") if each.kind is ParcelKind.LETTER)
    (letter,) = [
        each for each in await office.room.letters_to(helper.recipient) if "203（1）" in str(each["Subject"])
    ]
    text = text_of(letter)
    lead = next(each for each in await office.parcels_to(STAFF) if "203（1）" in each.payload["text"])
    assert "由市科技局牵头，请贵单位配合" in text
    assert "完成 说明" not in text  # closing is for those who answer for it
    assert "由您单位牵头" in lead.payload["text"]


async def test_rest_day_is_named_with_its_true_date(office: Office) -> None:
    # 31 July 2022 is a Sunday; the last working day before it is Friday the 29th.
    await office.run(days(date(2022, 7, 29), date(2022, 7, 29)))
    texts = [
        each.payload["text"] for each in await office.parcels_to(STAFF) if "202（1）" in each.payload["text"]
    ]
    assert any("7月31日(周日)" in text and "到期日是休息日" in text for text in texts)


async def test_digest_is_silent_until_something_is_overdue(office: Office) -> None:
    await office.run(days(START, date(2022, 7, 4)))
    silent = {
        each.created_at.astimezone(ZONE).date(): each.payload["silent"]
        for each in await office.parcels_to(STAFF)
        if each.key.endswith(":digest")
    }
    assert silent[date(2022, 6, 21)] is True
    assert silent[date(2022, 7, 4)] is False


async def test_snoozed_nudge_comes_back_on_its_day_and_nobody_else_waits(office: Office) -> None:
    await office.run([date(2022, 6, 21)])
    async with office.room.database.transaction() as session:
        deed = await office.deed(STAFF, "203/1")
        outcome = await snooze(session, deed, Wish(day=(None, 6, 28)), office.room.policy)
    await office.run([date(2022, 6, 27)])
    me = str(await office.person(STAFF))
    monday = [row for row in await office.reminders("203/1") if row.planned_day == date(2022, 6, 27)]
    assert outcome.until == "6月28日(周二)"
    assert me not in {row.person for row in monday}
    assert len(monday) > 1
    await office.run([date(2022, 6, 28)])
    (back,) = [row for row in await office.reminders("203/1") if row.planned_day == date(2022, 6, 28)]
    assert (back.person, back.rule) == (me, "snooze")


async def test_changed_due_date_replans_and_ends_the_snooze(office: Office) -> None:
    await office.run([date(2022, 6, 21)])
    async with office.room.database.transaction() as session:
        await snooze(session, await office.deed(STAFF, "203/1"), Wish(day=(None, 6, 30)), office.room.policy)
    table = sample_table()
    tasks = tuple(
        replace(task, milestones=(replace(task.milestones[0], due=date(2022, 7, 1)), *task.milestones[1:]))
        if task.number == "203"
        else task
        for task in table.tasks
    )
    await office.apply(replace(table, tasks=tasks))
    await office.run(days(date(2022, 6, 22), date(2022, 6, 28)))
    me = str(await office.person(STAFF))
    rules = {(row.rule, row.planned_day) for row in await office.reminders("203/1") if row.person == me}
    assert ("lead-7", date(2022, 6, 22)) in rules
    assert ("lead-3", date(2022, 6, 28)) in rules


async def test_what_becomes_due_later_on_a_day_is_not_lost(office: Office) -> None:
    nobody = StaffList(tuple(each for each in sample_staff().people if each.name == OPERATOR))
    await office.apply(nobody)
    await office.set_chat(OPERATOR, CHATS[OPERATOR])
    await office.tick(date(2022, 6, 21))
    assert [each.key.rsplit(":", 1)[1] for each in await office.parcels_to(OPERATOR)] == ["digest", "expired"]
    table = sample_table()
    tasks = tuple(
        replace(task, milestones=(replace(task.milestones[0], due=date(2022, 6, 30)), *task.milestones[1:]))
        if task.number == "202"
        else task
        for task in table.tasks
    )
    await office.apply(replace(table, tasks=tasks))
    assert await office.tick(date(2022, 6, 21), time(10, 0)) == 1
    second = (await office.parcels_to(OPERATOR))[-1]
    assert second.key.endswith(":digest-2")
    assert "202（1）" in second.payload["text"]


async def test_unit_that_has_nobody_is_named_to_the_operator(mailroom: Mailroom, tmp_path: Path) -> None:
    staff = StaffList(tuple(each for each in sample_staff().people if each.role is Role.OPERATOR))
    office = await Office.open(mailroom, tmp_path, staff=staff, chats={OPERATOR: CHATS[OPERATOR]})
    await office.run([date(2022, 6, 29)])
    texts = [each.payload["text"] for each in await office.parcels_to(OPERATOR)]
    assert any("市科技局在人员名单里没有可以联系的人" in text for text in texts)


async def test_what_waits_for_an_operator_stands_in_the_digest(mailroom: Mailroom, tmp_path: Path) -> None:
    staff = StaffList(tuple(each for each in sample_staff().people if each.role is Role.OPERATOR))
    office = await Office.open(mailroom, tmp_path, staff=staff, chats={OPERATOR: CHATS[OPERATOR]})
    async with mailroom.database.transaction() as session:
        session.add(ReviewItem(kind="submission", reasons=["拿不准"], created_at=mailroom.now))
    await office.tick(date(2022, 6, 21))
    digest = next(each for each in await office.parcels_to(OPERATOR) if each.key.endswith(":digest"))
    assert "还有 1 件待审等您处理" in digest.payload["text"]


async def test_without_anybody_the_configured_mailbox_is_told(mailroom: Mailroom, tmp_path: Path) -> None:
    office = await Office.open(mailroom, tmp_path, staff=StaffList(), chats={})
    await office.run([date(2022, 6, 21)])
    letters = await mailroom.letters_to(mailroom.policy.operator_mailbox)
    assert any("203（1）" in text_of(letter) and "没有联系人" in text_of(letter) for letter in letters)


async def test_one_bad_address_stops_only_itself_and_an_operator_is_told(office: Office) -> None:
    number = await office.person("演示乙")
    async with office.room.database.transaction() as session:
        (await session.get_one(StaffMember, number)).email = "yi@example.org\nBcc: all@example.org"
    with capture_logs() as logs:
        await office.tick(date(2022, 6, 21))
    assert "reminders.recipient_failed" in {each["event"] for each in logs}
    assert await office.parcels_to(STAFF)
    told = [each.payload["text"] for each in await office.room.parcels("operator:reminders:")]
    assert any("演示乙" in text for text in told)
    assert str(number) not in {row.person for row in await office.reminders()}


async def test_reminder_letters_cannot_be_guessed_and_say_that_they_are_automatic(office: Office) -> None:
    await office.run([date(2022, 6, 21)])
    parcel = next(each for each in await office.parcels_to("演示乙") if each.channel is Channel.MAIL)
    (letter, *_) = await office.room.letters_to(parcel.recipient)
    assert letter["Auto-Submitted"] == "auto-generated"
    other = replace(office.room.policy, key=b"another key")
    from handlers.reminder_letters import secret_message_id

    assert secret_message_id(parcel.key, office.room.policy) == parcel.message_id
    assert secret_message_id(parcel.key, other) != parcel.message_id


async def test_closed_milestones_are_known_as_done(office: Office) -> None:
    async with office.room.database.transaction() as session:
        await finish(session, await office.deed(STAFF, "203/1"), DONE, office.room.policy)
    assert (await office.milestone("203/1")).state is MilestoneState.DONE
