"""Facts about what people do about milestones: who may, what it changes, what is kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, time
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from handlers import milestone_lists, milestone_screens
from handlers.milestone_acts import (
    ask_for_help,
    do,
    finish,
    hand_over,
    reopen,
    report_progress,
    snooze,
)
from handlers.milestone_steps import Deed, Evidence
from handlers.officials import Official, official_by_chat
from handlers.outbox import Rows
from handlers.policy import Policy
from handlers.refusals import Refusal
from handlers.rules.people import Person, Role
from handlers.rules.reminder_answers import Act, Answer, Wish
from handlers.rules.tokens import pseudonym
from handlers.screens import Press
from storage.states import MilestoneState
from storage.tables import AuditEntry, Milestone, MilestoneEntry, Snooze
from tests.handlers.mailroom import Mailroom, text_of
from tests.handlers.office import CHATS, HELPER, LEADER, OPERATOR, STAFF, Office, at

NOTE = "培训会已于当天召开，纪要已印发"
DAY = date(2022, 6, 28)
Doing = Callable[[AsyncSession, Deed, Policy], Awaitable[object]]


@pytest.fixture
async def office(mailroom: Mailroom, tmp_path: Path) -> Office:
    opened = await Office.open(mailroom, tmp_path)
    await opened.set_chat("演示己", 106)  # of a unit that helps with 203
    opened.room.now = at(DAY, time(10, 0))
    return opened


async def act(office: Office, name: str, place: str, doing: Doing) -> None:
    async with office.room.database.transaction() as session:
        await doing(session, await deed(office, name, place), office.room.policy)


async def deed(office: Office, name: str, place: str) -> Deed:
    chats = {**CHATS, "演示己": 106}
    async with office.room.database.reading() as session:
        official = await official_by_chat(session, chats[name])
    return Deed(official, await office.number(place), office.room.now)


async def refused(office: Office, name: str, place: str, doing: Doing) -> str:
    with pytest.raises(Refusal) as caught:
        await act(office, name, place, doing)
    return caught.value.sentence


async def close(session: AsyncSession, deed: Deed, policy: Policy) -> object:
    return await finish(session, deed, Evidence(NOTE), policy)


async def open_again(session: AsyncSession, deed: Deed, policy: Policy) -> object:
    return await reopen(session, deed, "", policy)


async def put_off(session: AsyncSession, deed: Deed, policy: Policy) -> object:
    return await snooze(session, deed, Wish(workdays=1), policy)


async def tell_progress(session: AsyncSession, deed: Deed, policy: Policy) -> object:
    return await report_progress(session, deed, 40, "已完成初稿", policy)


async def need_help(session: AsyncSession, deed: Deed, policy: Policy) -> object:
    return await ask_for_help(session, deed, "经费没有落实", policy)


async def pass_on(session: AsyncSession, deed: Deed, policy: Policy) -> object:
    return await hand_over(session, deed, "演示乙", policy)


async def verdict(office: Office, name: str, doing: Doing) -> str:
    """Try an act on 203/1 and take it back; return why it was refused, or that it was allowed."""
    wanted = await deed(office, name, "203/1")
    async with office.room.database.transaction() as session:
        savepoint = await session.begin_nested()
        try:
            await doing(session, wanted, office.room.policy)
        except Refusal as refusal:
            return refusal.sentence
        finally:
            await savepoint.rollback()
    return "allowed"


# Who may do what with 203/1: 市科技局 leads it, 市工业和信息化局 helps, 市税务局 has nothing to do with it.
@pytest.mark.parametrize(
    ("doing", "allowed"),
    [
        (close, {STAFF, LEADER, OPERATOR}),
        (put_off, {STAFF, OPERATOR, "演示己"}),
        (tell_progress, {STAFF, LEADER, OPERATOR, "演示己"}),
        (need_help, {STAFF, "演示己"}),
        (pass_on, {STAFF, LEADER, OPERATOR}),
    ],
)
async def test_acts_are_for_those_whose_business_it_is(
    office: Office, doing: Doing, allowed: set[str]
) -> None:
    for name in (STAFF, LEADER, OPERATOR, "演示己"):
        expected = "allowed" if name in allowed else "milestone_not_allowed"
        assert await verdict(office, name, doing) == expected, name
    assert await verdict(office, HELPER, doing) == "milestone_unknown"


async def test_foreign_and_unknown_milestones_are_refused_in_the_same_words(office: Office) -> None:
    stranger = Official("77", Person("某人", "市税务局", None, None, Role.STAFF), "chat")
    for number in (await office.number("203/1"), 99_999):
        with pytest.raises(Refusal) as caught:
            async with office.room.database.transaction() as session:
                await close(session, Deed(stranger, number, office.room.now), office.room.policy)
        assert caught.value.sentence == "milestone_unknown"


async def test_unbound_chat_sees_nothing(office: Office) -> None:
    async with office.room.database.reading() as session:
        with pytest.raises(Refusal) as caught:
            await official_by_chat(session, 999)
    assert caught.value.sentence == "staff_only"


@pytest.mark.parametrize("note", ["", "好", "已完成", "。。。。。。。。。。。。", "办好了  ！！！！！！！"])
async def test_done_without_evidence_is_refused(office: Office, note: str) -> None:
    async def doing(session: AsyncSession, deed: Deed, policy: Policy) -> object:
        return await finish(session, deed, Evidence(note), policy)

    assert await refused(office, STAFF, "203/1", doing) == "milestone_evidence"
    assert (await office.milestone("203/1")).state is MilestoneState.OPEN


async def test_a_file_is_evidence_enough(office: Office) -> None:
    async def doing(session: AsyncSession, deed: Deed, policy: Policy) -> object:
        return await finish(session, deed, Evidence("", "会议纪要.pdf", "0" * 64), policy)

    await act(office, STAFF, "203/1", doing)
    row = await office.milestone("203/1")
    (entry,) = await office.room.rows(MilestoneEntry)
    assert (row.state, row.evidence) == (MilestoneState.DONE, "会议纪要.pdf")
    assert (entry.file_name, entry.blob) == ("会议纪要.pdf", "0" * 64)


async def test_done_keeps_who_when_and_why_in_history_and_audit(office: Office) -> None:
    await act(office, STAFF, "203/1", close)
    row = await office.milestone("203/1")
    me = str(await office.person(STAFF))
    assert (row.closed_by, row.closed_at, row.evidence) == (me, office.room.now, NOTE)
    line = (await office.room.rows(AuditEntry))[-1]
    assert (line.act, line.subject, line.door) == ("milestone.done", f"milestone:{row.id}", "chat")
    assert line.actor == pseudonym(office.room.policy.key, f"staff:{me}")
    assert STAFF not in str(line.model_dump())


async def test_done_twice_is_told(office: Office) -> None:
    await act(office, STAFF, "203/1", close)
    assert await refused(office, LEADER, "203/1", close) == "milestone_closed_already"


async def test_reopening_keeps_the_history(office: Office) -> None:
    await act(office, STAFF, "203/1", close)
    await act(office, LEADER, "203/1", open_again)
    row = await office.milestone("203/1")
    assert (row.state, row.closed_by, row.evidence) == (MilestoneState.OPEN, None, None)
    assert [(each.act, each.note) for each in await office.room.rows(MilestoneEntry)] == [
        ("done", NOTE),
        ("reopen", ""),
    ]
    assert await refused(office, LEADER, "203/1", open_again) == "milestone_open"


async def test_expired_milestone_can_be_closed_or_taken_up_again(office: Office) -> None:
    assert (await office.milestone("204/1")).state is MilestoneState.EXPIRED
    await act(office, STAFF, "204/1", close)
    await act(office, STAFF, "204/2", open_again)
    assert (await office.milestone("204/1")).state is MilestoneState.DONE
    assert (await office.milestone("204/2")).state is MilestoneState.OPEN


async def test_recurring_milestone_is_done_for_its_period_only(office: Office) -> None:
    number = await office.number("203/1")
    async with office.room.database.transaction() as session:
        row = await session.get_one(Milestone, number)
        row.due, row.recurrence = None, "quarterly"
    await act(office, STAFF, "203/1", close)
    assert (await office.milestone("203/1")).state is MilestoneState.OPEN
    assert [each.act for each in await office.room.rows(MilestoneEntry)] == ["done"]


@pytest.mark.parametrize(
    ("day", "wish", "until"),
    [
        (date(2022, 6, 23), Wish(workdays=1), date(2022, 6, 24)),
        (date(2022, 6, 24), Wish(workdays=1), date(2022, 6, 27)),  # Friday: the next morning is Monday's
        (date(2022, 6, 23), Wish(workdays=3), date(2022, 6, 28)),
        (date(2022, 6, 28), Wish(workdays=9), date(2022, 6, 30)),  # never past the due date
        (date(2022, 6, 23), Wish(days=3), date(2022, 6, 24)),  # a Sunday: the working day before
        (date(2022, 7, 4), Wish(workdays=9), date(2022, 7, 7)),  # overdue: three working days at most
        (date(2022, 6, 23), Wish(day=(2022, 6, 29)), date(2022, 6, 29)),
    ],
)
async def test_snooze_moves_the_nudge_never_past_the_due_date(
    office: Office, day: date, wish: Wish, until: date
) -> None:
    office.room.now = at(day, time(10, 0))

    async def doing(session: AsyncSession, deed: Deed, policy: Policy) -> object:
        return await snooze(session, deed, wish, policy)

    await act(office, STAFF, "203/1", doing)
    (row,) = await office.room.rows(Snooze)
    assert row.until == until
    assert (await office.milestone("203/1")).due == date(2022, 6, 30)


async def test_on_the_due_date_nothing_can_be_put_off(office: Office) -> None:
    office.room.now = at(date(2022, 6, 30), time(10, 0))
    assert await refused(office, STAFF, "203/1", put_off) == "milestone_no_snooze"


@pytest.mark.parametrize("wish", [Wish(day=(None, 2, 30)), Wish(day=(2021, 13, 1))])
async def test_a_day_that_does_not_exist_is_refused(office: Office, wish: Wish) -> None:
    async def doing(session: AsyncSession, deed: Deed, policy: Policy) -> object:
        return await snooze(session, deed, wish, policy)

    assert await refused(office, STAFF, "203/1", doing) == "milestone_no_snooze"


async def test_snoozes_are_counted(office: Office) -> None:
    await act(office, STAFF, "203/1", put_off)
    await act(office, STAFF, "203/1", put_off)
    (row,) = await office.room.rows(Snooze)
    assert row.times == 2
    assert [each.note for each in await office.room.rows(MilestoneEntry)][-1].endswith("第 2 次")


@pytest.mark.parametrize(
    ("percent", "note", "sentence"),
    [(101, "", "milestone_percent"), (-1, "", "milestone_percent"), (None, "  ", "milestone_no_progress")],
)
async def test_progress_that_says_nothing_is_refused(
    office: Office, percent: int | None, note: str, sentence: str
) -> None:
    async def doing(session: AsyncSession, deed: Deed, policy: Policy) -> object:
        return await report_progress(session, deed, percent, note, policy)

    assert await refused(office, STAFF, "203/1", doing) == sentence


async def test_progress_is_shown_where_the_milestone_is(office: Office) -> None:
    await act(office, STAFF, "203/1", tell_progress)
    row = await office.milestone("203/1")
    assert (row.percent, row.progress, row.state) == (40, "已完成初稿", MilestoneState.OPEN)
    text, _ = await card(office, LEADER, "203/1")
    assert "40%，已完成初稿" in text
    assert f"{STAFF} 报告进展" in text


async def test_help_reaches_the_leader_and_the_operator_with_the_reason(office: Office) -> None:
    await act(office, "演示己", "203/1", need_help)
    told = {each.recipient: each.payload["text"] for each in await office.room.parcels()}
    assert set(told) == {str(CHATS[LEADER]), str(CHATS[OPERATOR])}
    assert all("经费没有落实" in text and "演示己（市工业和信息化局）" in text for text in told.values())


async def test_leader_without_a_chat_is_told_by_mail(office: Office) -> None:
    await office.set_chat(LEADER, None)
    await act(office, STAFF, "203/1", need_help)
    (letter,) = await office.room.letters_to("ding@kjj.example.org")
    assert "经费没有落实" in text_of(letter)


async def test_hand_over_to_somebody_unknown_is_told_to_leaders_and_operators(office: Office) -> None:
    async def doing(session: AsyncSession, deed: Deed, policy: Policy) -> object:
        return await hand_over(session, deed, "没有这个人", policy)

    await act(office, STAFF, "203/1", doing)
    texts = [each.payload["text"] for each in await office.room.parcels("operator:")]
    assert any("没有这个人" in text for text in texts)
    assert (await office.milestone("203/1")).state is MilestoneState.OPEN


async def test_markup_in_a_note_stays_text(office: Office) -> None:
    async def doing(session: AsyncSession, deed: Deed, policy: Policy) -> object:
        return await do(session, deed, Answer(Act.HELP, "<b>急</b><a href='x'>点</a>"), None, policy)

    await act(office, STAFF, "203/1", doing)
    texts = [each.payload["text"] for each in await office.room.parcels()]
    assert all("<a href" not in text and "&lt;b&gt;急" in text for text in texts)


async def card(office: Office, name: str, place: str) -> tuple[str, Rows]:
    async with office.room.database.reading() as session:
        found = await deed(office, name, place)
        screen = await milestone_screens.card(
            session, found.official, found.milestone_id, office.room.now, office.room.policy
        )
    return screen.text, screen.buttons


async def listed(office: Office, name: str, key: str) -> str:
    found = await deed(office, name, "203/1")
    async with office.room.database.reading() as session:
        screen = await milestone_lists.listing(
            session, found.official, Press("list", (key, "0")), office.room.now, office.room.policy, 1
        )
    assert screen is not None
    return screen.text


async def test_lists_hold_what_is_ones_own_business(office: Office) -> None:
    office.room.now = at(date(2022, 7, 4), time(10, 0))
    await act(office, STAFF, "203/1", close)
    assert "203（1）" in await listed(office, STAFF, "done")
    assert "203（1）" not in await listed(office, STAFF, "overdue")
    assert "205（1）" in await listed(office, STAFF, "overdue")
    assert "这里没有节点" in await listed(office, HELPER, "done")
    assert "203（" not in await listed(office, HELPER, "todo")


async def test_this_week_ends_on_sunday(office: Office) -> None:
    office.room.now = at(date(2022, 6, 27), time(10, 0))  # Monday; the 30th is Thursday
    assert "203（1）" in await listed(office, STAFF, "week")
    office.room.now = at(date(2022, 6, 24), time(10, 0))
    assert "203（1）" not in await listed(office, STAFF, "week")


async def test_card_of_another_unit_is_not_shown(office: Office) -> None:
    with pytest.raises(Refusal) as caught:
        await card(office, HELPER, "203/1")
    assert caught.value.sentence == "milestone_unknown"


async def test_helper_has_no_button_to_close(office: Office) -> None:
    _, buttons = await card(office, "演示己", "203/1")
    texts = {button.text for row in buttons for button in row}
    assert "✅ 完成" not in texts
    assert {"📝 进展", "🙋 需协调", "⏰ 稍后"} <= texts


async def test_why_explains_the_next_reminders(office: Office) -> None:
    found = await deed(office, STAFF, "203/1")
    async with office.room.database.reading() as session:
        screen = await milestone_screens.why(
            session, found.official, found.milestone_id, office.room.now, office.room.policy
        )
    assert "6月29日(周三)是此前第1个工作日" in screen.text
