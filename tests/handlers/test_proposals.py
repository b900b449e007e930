"""Facts about what stays as it is until somebody else agrees: 转办, 延期, and 完成 that is confirmed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.audit import COMMAND
from handlers.milestone_acts import ask_for_help, extend, finish, hand_over, settle
from handlers.milestone_decisions import decide
from handlers.milestone_steps import Deed, Evidence
from handlers.officials import official_of
from handlers.policy import Policy
from handlers.refusals import Refusal
from handlers.rules.tasks import TaskTable
from handlers.undoing import undo_import
from storage.queries.assignments import owners_by_milestone
from storage.states import MilestoneState, ProposalState
from storage.tables import AuditEntry, MilestoneEntry, Proposal, StaffMember
from tests.handlers.mailroom import Mailroom
from tests.handlers.office import CHATS, LEADER, OPERATOR, STAFF, Office, at, sample_table
from tests.handlers.test_milestone_acts import Doing, act, close
from tests.handlers.test_reminder_replies import reply

NEW = "演示乙"  # of the same unit, without a chat
NEW_MAILBOX = "yi@kjj.example.org"
DAY = date(2022, 6, 28)


@pytest.fixture
async def office(mailroom: Mailroom, tmp_path: Path) -> Office:
    opened = await Office.open(mailroom, tmp_path)
    opened.room.now = at(DAY, time(10, 0))
    return opened


def passing_on(name: str) -> Doing:
    async def doing(session: AsyncSession, deed: Deed, policy: Policy) -> object:
        return await hand_over(session, deed, name, policy)

    return doing


def moving(wish: str) -> Doing:
    async def doing(session: AsyncSession, deed: Deed, policy: Policy) -> object:
        return await extend(session, deed, wish, policy)

    return doing


async def decided(office: Office, name: str, *, agreed: bool, note: str = "") -> None:
    """Let somebody of the staff list decide about the newest proposal."""
    number = await office.person(name)
    async with office.room.database.transaction() as session:
        official = official_of(await session.get_one(StaffMember, number), "chat")
        deed = Deed(official, 0, office.room.now)
        proposal = (await office.room.rows(Proposal))[-1].id or 0
        await decide(session, deed, proposal, note, office.room.policy, agreed=agreed)


async def owners(office: Office, place: str = "203/1") -> list[str]:
    async with office.room.database.reading() as session:
        keys = (await owners_by_milestone(session)).get(await office.number(place), ())
    names = {str(row.id): row.name for row in await office.room.rows(StaffMember)}
    return [names[key] for key in keys]


async def persons(office: Office, day: date, place: str = "203/1") -> set[str]:
    """Return who was reminded of a milestone on a day."""
    names = {str(row.id): row.name for row in await office.room.rows(StaffMember)}
    rows = await office.reminders(place)
    return {names[row.person] for row in rows if row.planned_day == day and row.duty == "牵头"}


async def test_milestone_stays_until_the_new_person_accepts(office: Office) -> None:
    await act(office, STAFF, "203/1", passing_on("演示丙"))
    assert await owners(office) == []
    await office.tick(date(2022, 6, 29))
    assert STAFF in await persons(office, date(2022, 6, 29))
    await decided(office, "演示丙", agreed=True)
    assert set(await owners(office)) == {"演示丙", "演示乙"}  # colleagues who share it keep it
    await office.tick(date(2022, 6, 30))
    assert await persons(office, date(2022, 6, 30)) == {"演示丙", "演示乙"}


async def test_who_asked_is_told_of_yes_and_of_no_with_its_reason(office: Office) -> None:
    await act(office, STAFF, "203/1", passing_on("演示丙"))
    await decided(office, "演示丙", agreed=False, note="我不在这个科室")
    assert await owners(office) == []
    (told,) = await office.room.parcels("decided:")
    assert told.recipient == str(CHATS[STAFF])
    assert "没有接受转办" in told.payload["text"]
    assert "我不在这个科室" in told.payload["text"]


async def test_new_person_accepts_by_mail(office: Office) -> None:
    await act(office, STAFF, "203/1", passing_on(NEW))
    letter = (await office.room.letters_to(NEW_MAILBOX))[-1]
    assert "请您接手这个节点" in letter.get_content()
    await office.room.take(reply(letter, "接受", sender=NEW_MAILBOX))
    assert set(await owners(office)) == {NEW, "演示丙"}
    entry = (await office.room.rows(MilestoneEntry))[-1]
    assert (entry.act, entry.name) == ("takeover", NEW)
    line = (await office.room.rows(AuditEntry))[-1]
    assert (line.act, line.door) == ("milestone.takeover", "mail")


async def test_nobody_else_can_accept(office: Office) -> None:
    await act(office, STAFF, "203/1", passing_on("演示丙"))
    for name in (STAFF, LEADER, OPERATOR, NEW):
        with pytest.raises(Refusal) as caught:
            await decided(office, name, agreed=True)
        assert caught.value.sentence == "proposal_settled"


async def test_second_offer_takes_the_place_of_the_first(office: Office) -> None:
    await act(office, STAFF, "203/1", passing_on("演示丙"))
    await act(office, STAFF, "203/1", passing_on(NEW))
    states = [each.state for each in await office.room.rows(Proposal)]
    assert states == [ProposalState.OVERTAKEN, ProposalState.OPEN]


async def test_closing_ends_what_was_offered(office: Office) -> None:
    await act(office, STAFF, "203/1", passing_on("演示丙"))
    await act(office, STAFF, "203/1", close)
    with pytest.raises(Refusal):
        await decided(office, "演示丙", agreed=True)


async def test_due_date_moves_only_when_a_leader_or_an_operator_agrees(office: Office) -> None:
    await act(office, STAFF, "203/1", moving("7月15日 等省厅通知"))
    assert (await office.milestone("203/1")).due == date(2022, 6, 30)
    asked = {each.recipient for each in await office.room.parcels("reminder:proposal:")}
    assert asked == {str(CHATS[LEADER]), str(CHATS[OPERATOR])}
    await decided(office, LEADER, agreed=True)
    row = await office.milestone("203/1")
    assert (row.due, row.moved_from, row.revision) == (date(2022, 7, 15), date(2022, 6, 30), 1)
    await office.tick(date(2022, 6, 30))
    assert not [each for each in await office.reminders("203/1") if each.rule == "due"]


async def test_refused_extension_changes_nothing_and_says_why(office: Office) -> None:
    await act(office, STAFF, "203/1", moving("7月15日 等省厅通知"))
    await decided(office, OPERATOR, agreed=False, note="省里要求按期完成")
    assert (await office.milestone("203/1")).due == date(2022, 6, 30)
    (told,) = await office.room.parcels("decided:")
    assert "省里要求按期完成" in told.payload["text"]


async def test_leader_cannot_grant_an_own_wish(office: Office) -> None:
    await act(office, LEADER, "203/1", moving("7月15日 等省厅通知"))
    with pytest.raises(Refusal):
        await decided(office, LEADER, agreed=True)
    await decided(office, OPERATOR, agreed=True)
    assert (await office.milestone("203/1")).due == date(2022, 7, 15)


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ("再等等", "milestone_no_new_day"),
        ("6月30日 来不及", "milestone_not_later"),
        ("", "milestone_no_new_day"),
    ],
)
async def test_wish_without_a_later_day_is_refused(office: Office, wish: str, sentence: str) -> None:
    with pytest.raises(Refusal) as caught:
        await act(office, STAFF, "203/1", moving(wish))
    assert caught.value.sentence == sentence


async def test_same_table_again_keeps_the_extension_and_another_date_ends_it(office: Office) -> None:
    await act(office, STAFF, "203/1", moving("7月15日"))
    await decided(office, LEADER, agreed=True)
    await office.apply(sample_table())
    assert (await office.milestone("203/1")).due == date(2022, 7, 15)
    await office.apply(_moved(sample_table()))
    row = await office.milestone("203/1")
    assert (row.due, row.moved_from) == (date(2022, 7, 31), None)


async def test_taking_an_import_back_restores_the_extension(office: Office) -> None:
    await act(office, STAFF, "203/1", moving("7月15日"))
    await decided(office, LEADER, agreed=True)
    await office.apply(_moved(sample_table()))
    async with office.room.database.transaction() as session:
        await undo_import(session, office.room.now, office.room.policy, COMMAND)
    row = await office.milestone("203/1")
    assert (row.due, row.moved_from) == (date(2022, 7, 15), date(2022, 6, 30))


def _moved(table: TaskTable) -> TaskTable:
    tasks = [
        replace(task, milestones=(replace(task.milestones[0], due=date(2022, 7, 31)), *task.milestones[1:]))
        if task.number == "203"
        else task
        for task in table.tasks
    ]
    return replace(table, tasks=tuple(tasks))


async def test_done_waits_for_the_office_that_confirms(office: Office) -> None:
    office.room.policy = replace(office.room.policy, confirmed_by="leader")
    await act(office, STAFF, "203/1", close)
    assert (await office.milestone("203/1")).state is MilestoneState.REPORTED
    await office.tick(date(2022, 6, 30))
    assert not [each for each in await office.reminders("203/1") if each.rule == "due"]
    await decided(office, LEADER, agreed=True)
    row = await office.milestone("203/1")
    assert (row.state, row.closed_by) == (MilestoneState.DONE, str(await office.person(STAFF)))


async def test_returned_milestone_is_reminded_of_again(office: Office) -> None:
    office.room.policy = replace(office.room.policy, confirmed_by="operator")
    await act(office, STAFF, "203/1", close)
    await decided(office, OPERATOR, agreed=False, note="纪要没有附上")
    assert (await office.milestone("203/1")).state is MilestoneState.OPEN
    (told,) = await office.room.parcels("decided:")
    assert "纪要没有附上" in told.payload["text"]
    await office.tick(date(2022, 6, 30))
    assert [each for each in await office.reminders("203/1") if each.rule == "due"]


async def test_named_unit_confirms(office: Office) -> None:
    office.room.policy = replace(office.room.policy, confirmed_by="市税务局")
    await act(office, STAFF, "203/1", close)
    (asked,) = await office.room.parcels("reminder:proposal:")
    assert asked.recipient == str(CHATS["演示庚"])
    await decided(office, "演示庚", agreed=True)
    assert (await office.milestone("203/1")).state is MilestoneState.DONE


async def test_help_is_listed_until_a_leader_says_that_it_is_settled(office: Office) -> None:
    async def asking(session: AsyncSession, deed: Deed, policy: Policy) -> object:
        return await ask_for_help(session, deed, "经费没有落实", policy)

    async def settling(session: AsyncSession, deed: Deed, policy: Policy) -> object:
        return await settle(session, deed, "经费已落实", policy)

    await act(office, STAFF, "203/1", asking)
    assert (await office.milestone("203/1")).help_wanted
    await act(office, LEADER, "203/1", settling)
    assert not (await office.milestone("203/1")).help_wanted
    (told,) = await office.room.parcels("settled:")
    assert (told.recipient, "经费已落实" in told.payload["text"]) == (str(CHATS[STAFF]), True)


async def test_operators_mailbox_decides_where_no_operator_is_bound(office: Office) -> None:
    await office.set_chat(OPERATOR, None)
    await office.set_chat(LEADER, None)
    await act(office, STAFF, "203/1", moving("7月15日 等省厅通知"))
    letter = (await office.room.letters_to("wu@kjj.example.org"))[-1]
    await office.room.take(reply(letter, "同意", sender="wu@kjj.example.org"))
    assert (await office.milestone("203/1")).due == date(2022, 7, 15)


async def test_evidence_is_kept_when_an_office_confirms(office: Office) -> None:
    office.room.policy = replace(office.room.policy, confirmed_by="leader")

    async def doing(session: AsyncSession, deed: Deed, policy: Policy) -> object:
        return await finish(session, deed, Evidence("", "会议纪要.pdf", "0" * 64), policy)

    await act(office, STAFF, "203/1", doing)
    await decided(office, LEADER, agreed=True)
    assert (await office.milestone("203/1")).evidence == "会议纪要.pdf"
