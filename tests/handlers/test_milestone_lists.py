"""Facts about narrowing lists, searching them, and taking the table away as a sheet."""

from __future__ import annotations

from datetime import date, time
from io import BytesIO
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from handlers import milestone_lists, milestone_screens
from handlers.dialogues import await_text
from handlers.milestone_sheet import COLUMNS, sheet_of
from handlers.milestone_table import whole_table
from handlers.officials import official_by_chat
from handlers.screens import Press, Screen
from storage.tables import Milestone
from tests.handlers.mailroom import Mailroom
from tests.handlers.office import CHATS, OPERATOR, STAFF, Office, at


@pytest.fixture
async def office(mailroom: Mailroom, tmp_path: Path) -> Office:
    opened = await Office.open(mailroom, tmp_path)
    opened.room.now = at(date(2022, 6, 28), time(10, 0))
    return opened


async def shown(office: Office, name: str, *arguments: str, verb: str = "list") -> Screen:
    async with office.room.database.reading() as session:
        official = await official_by_chat(session, CHATS[name])
        press, now, policy = Press(verb, arguments), office.room.now, office.room.policy
        if verb == "pick":
            screen = await milestone_lists.picking(session, official, press, now, policy)
        else:
            screen = await milestone_lists.listing(session, official, press, now, policy, CHATS[name])
    assert screen is not None
    return screen


async def test_list_is_narrowed_to_a_task(office: Office) -> None:
    number = await office.number("203/1")
    screen = await shown(office, STAFF, "todo", "0", f"t{number}")
    assert "任务 203" in screen.text
    assert "203（1）" in screen.text
    assert "205（" not in screen.text


async def test_list_is_narrowed_to_a_unit(office: Office) -> None:
    everything = await shown(office, OPERATOR, "todo", "0")
    number = await office.number("203/1")
    narrowed = await shown(office, OPERATOR, "todo", "0", f"u{number}")
    assert "市科技局" in narrowed.text.splitlines()[0]
    assert narrowed.text != everything.text


async def test_choice_of_tasks_leads_to_the_narrowed_list(office: Office) -> None:
    screen = await shown(office, STAFF, "todo", "t", "0", verb="pick")
    data = [button.data or "" for row in screen.buttons for button in row]
    assert any(each.startswith("m:1:list:todo:0:t") for each in data)


async def test_words_find_milestones_whatever_their_width_and_case(office: Office) -> None:
    row = await office.milestone("203/1")
    word = row.text[:4]
    async with office.room.database.transaction() as session:
        kept = {milestone_lists.WORDS: f"{word} ２０３"}
        await await_text(session, CHATS[STAFF], None, office.room.now, **kept)
    screen = await shown(office, STAFF, "find", "0")
    assert "203（1）" in screen.text
    assert milestone_lists.fits_words(row, word)
    assert not milestone_lists.fits_words(row, "没有这样的词")


async def test_help_list_is_empty_until_somebody_asks(office: Office) -> None:
    assert "这里没有节点" in (await shown(office, OPERATOR, "help", "0")).text
    async with office.room.database.transaction() as session:
        row = await session.get_one(Milestone, await office.number("203/1"))
        row.help_wanted = True
    assert "203（1）" in (await shown(office, OPERATOR, "help", "0")).text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("6月29日", "6月29日(周三)是此前第1个工作日"),
        ("7月2日", "休息日不提醒"),
        ("6月24日", "没有这个节点的提醒"),
    ],
)
async def test_any_day_can_be_explained(office: Office, typed: str, words: str) -> None:
    number = await office.number("203/1")
    async with office.room.database.reading() as session:
        official = await official_by_chat(session, CHATS[STAFF])
        screen = await milestone_screens.why_day(
            session, official, number, typed, office.room.now, office.room.policy
        )
    assert words in screen.text


async def test_sheet_holds_every_milestone_and_no_formula(office: Office) -> None:
    async with office.room.database.transaction() as session:
        row = await session.get_one(Milestone, await office.number("203/1"))
        row.progress = '=HYPERLINK("http://example.org","点")'
    async with office.room.database.reading() as session:
        table = await whole_table(session, office.room.now, office.room.policy)
    raw = sheet_of(table)
    rows = CalamineWorkbook.from_filelike(BytesIO(raw)).get_sheet_by_index(0).to_python()
    assert rows[0] == [title for title, _, _ in COLUMNS]
    assert len(rows) == table.count + 1
    assert any('=HYPERLINK("http://example.org","点")' in str(cell) for each in rows for cell in each)
    assert b"<f>" not in unzipped(raw, "xl/worksheets/sheet1.xml")


async def test_sheet_has_a_frozen_header_and_filters(office: Office) -> None:
    async with office.room.database.reading() as session:
        table = await whole_table(session, office.room.now, office.room.policy)
    sheet = unzipped(sheet_of(table), "xl/worksheets/sheet1.xml")
    assert b'state="frozen"' in sheet
    assert b"<autoFilter" in sheet


def unzipped(raw: bytes, name: str) -> bytes:
    from zipfile import ZipFile

    with ZipFile(BytesIO(raw)) as archive:
        return archive.read(name)
