"""Facts about what leaders and operators get by themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.fonts import find_font
from handlers.table_readers import new_week
from tests.handlers.mailroom import Mailroom
from tests.handlers.office import CHATS, LEADER, OPERATOR, Office


@pytest.fixture
async def office(mailroom: Mailroom, tmp_path: Path) -> Office:
    return await Office.open(mailroom, tmp_path)


@pytest.mark.parametrize(
    ("noted", "today", "expected"),
    [
        (None, date(2022, 6, 20), False),
        (date(2022, 6, 17), date(2022, 6, 20), True),
        (date(2022, 6, 20), date(2022, 6, 24), False),
        (date(2022, 9, 30), date(2022, 10, 8), True),  # Monday was a holiday: the first working day
        (date(2022, 12, 30), date(2023, 1, 3), True),
    ],
)
def test_week_begins_with_its_first_day_of_planning(
    noted: date | None, today: date, *, expected: bool
) -> None:
    assert new_week(noted, today) is expected


async def test_monday_brings_picture_sheet_and_text_once(office: Office) -> None:
    pytest.importorskip("matplotlib", reason="the extra [charts] is not installed")
    if find_font() is None:
        pytest.skip("no font with Chinese letters on this machine")
    office.room.policy = replace(office.room.policy, weekly_picture=True)
    await office.tick(date(2022, 6, 24))
    assert not await office.room.parcels("overview:")
    await office.tick(date(2022, 6, 27))
    await office.tick(date(2022, 6, 28))
    parcels = await office.room.parcels("overview:")
    leader = [each for each in parcels if each.recipient == str(CHATS[LEADER])]
    names = [each.payload.get("name") for each in leader]
    assert names == [None, "节点进度图.png", "节点表.xlsx"]
    assert [each.payload.get("inline") for each in leader] == [None, True, False]
    assert "截至 6月27日(周一)" in leader[0].payload["text"]
    assert {each.recipient for each in parcels} == {str(CHATS[LEADER]), str(CHATS[OPERATOR])}


async def test_leaders_digest_comes_as_configured(office: Office) -> None:
    office.room.policy = replace(office.room.policy, leader_digest="daily")
    for day in (28, 29):
        await office.tick(date(2022, 6, day))
    assert [each.recipient for each in await office.room.parcels("state:")] == [str(CHATS[LEADER])] * 2


async def test_without_configuration_leaders_get_no_digest(office: Office) -> None:
    await office.tick(date(2022, 6, 28))
    assert not await office.room.parcels("state:")
