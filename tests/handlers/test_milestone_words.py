"""Facts about what people of the office read: nothing runs together, nothing is offered that is refused."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from handlers import milestone_lists, milestone_screens
from handlers.milestone_acts import ask_for_help, report_progress
from handlers.officials import official_by_chat
from handlers.outbox import Rows
from handlers.screens import Press, Screen
from handlers.wording import say
from tests.handlers.mailroom import Mailroom, text_of
from tests.handlers.office import CHATS, LEADER, STAFF, Office, at
from tests.handlers.test_milestone_acts import act, close, need_help

WRITER = "yi@kjj.example.org"  # 演示乙 of the lead unit, without a chat
THIRTIETH = date(2022, 6, 30)  # 203/1 is due


@pytest.fixture
async def office(mailroom: Mailroom, tmp_path: Path) -> Office:
    opened = await Office.open(mailroom, tmp_path)
    opened.room.now = at(date(2022, 6, 28), time(10, 0))
    return opened


def words(buttons: Rows) -> set[str]:
    return {button.text for row in buttons for button in row}


async def card(office: Office, place: str = "203/1", name: str = STAFF) -> Screen:
    number = await office.number(place)
    async with office.room.database.reading() as session:
        official = await official_by_chat(session, CHATS[name])
        return await milestone_screens.card(session, official, number, office.room.now, office.room.policy)


async def test_note_stands_on_a_line_of_its_own(office: Office) -> None:
    async with office.room.database.transaction() as session:
        deed = await office.deed(STAFF, "203/1")
        outcome = await ask_for_help(session, deed, "经费没有落实", office.room.policy)
    assert "\n说明：经费没有落实" in say("milestone_act.html", outcome=outcome)
    told = [
        each for each in await office.room.parcels("coordination:") if each.recipient == str(CHATS[LEADER])
    ]
    assert "\n📅 到期：6月30日(周四)" in told[0].payload["text"]


async def test_card_that_changed_names_who_did_it_on_a_line_of_its_own(office: Office) -> None:
    await office.run([date(2022, 6, 29)])
    await act(office, STAFF, "203/1", close)
    edits = [each for each in await office.room.parcels() if ":edit:" in each.key]
    assert edits
    assert all(f"\n由 {STAFF} 登记" in each.payload["text"] for each in edits)


async def test_hundred_percent_is_not_mistaken_for_done(office: Office) -> None:
    async with office.room.database.transaction() as session:
        deed = await office.deed(STAFF, "203/1")
        whole = await report_progress(session, deed, 100, "", office.room.policy)
        part = await report_progress(session, deed, 80, "", office.room.policy)
    assert "还要登记“完成”" in say("milestone_act.html", outcome=whole)
    assert "还要登记" not in say("milestone_act.html", outcome=part)


async def test_on_the_due_date_no_button_puts_it_off(office: Office) -> None:
    assert "⏰ 稍后" in words((await card(office)).buttons)
    await office.run([THIRTIETH])
    office.room.now = at(THIRTIETH, time(10, 0))
    assert "⏰ 稍后" not in words((await card(office)).buttons)
    key = f"reminder:{await office.number('203/1')}:"
    own = [each for each in await office.parcels_to(STAFF) if each.key.startswith(key)]
    assert own
    assert "稍后" not in str(own[-1].payload["buttons"])
    office.room.now = at(date(2022, 7, 1), time(10, 0))
    assert "⏰ 稍后" in words((await card(office)).buttons)


async def test_settled_is_offered_to_leaders_only_where_somebody_asked(office: Office) -> None:
    assert "🤝 已协调" not in words((await card(office, name=LEADER)).buttons)
    await act(office, STAFF, "203/1", need_help)
    assert "🤝 已协调" in words((await card(office, name=LEADER)).buttons)
    assert "🤝 已协调" not in words((await card(office)).buttons)


async def test_what_had_passed_before_is_not_called_overdue(office: Office) -> None:
    async with office.room.database.reading() as session:
        official = await official_by_chat(session, CHATS[STAFF])
        press, now, policy = Press("list", ("todo", "0")), office.room.now, office.room.policy
        screen = await milestone_lists.listing(session, official, press, now, policy, CHATS[STAFF])
    assert screen is not None
    assert "🕰 已过期 <b>204（1）</b>" in screen.text


async def test_letter_about_what_had_passed_offers_what_can_be_done(office: Office) -> None:
    await office.tick(date(2022, 6, 29))
    letters = await office.room.letters_to(WRITER)
    asked = next(text_of(each) for each in letters if "已过期" in str(each["Subject"]))
    assert "重新打开（没有完成，继续催办）" in asked
    assert "稍后" not in asked


async def test_digest_by_mail_says_why_each_line_is_in_it(office: Office) -> None:
    await office.tick(date(2022, 6, 21))
    letters = await office.room.letters_to(WRITER)
    digest = next(text_of(each) for each in letters if "近期" in str(each["Subject"]))
    assert "提醒依据：6月30日(周四)到期，6月21日(周二)是此前第7个工作日。" in digest


async def test_why_also_says_where_the_due_date_comes_from(office: Office) -> None:
    number = await office.number("202/1")  # 7月底 in the table, a Sunday
    async with office.room.database.reading() as session:
        official = await official_by_chat(session, CHATS[STAFF])
        screen = await milestone_screens.why(session, official, number, office.room.now, office.room.policy)
    row = await office.milestone("202/1")
    assert f"任务表写的是“{row.due_raw}”" in screen.text


async def test_empty_list_offers_no_filter(office: Office) -> None:
    async with office.room.database.reading() as session:
        official = await official_by_chat(session, CHATS[STAFF])
        press, now, policy = Press("list", ("done", "0")), office.room.now, office.room.policy
        screen = await milestone_lists.listing(session, official, press, now, policy, CHATS[STAFF])
    assert screen is not None
    assert not any("筛选" in each for each in words(screen.buttons))
