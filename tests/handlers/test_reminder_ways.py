"""Facts about the channels on which somebody wants to be reminded."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from handlers.officials import official_by_chat
from handlers.refusals import Refusal
from handlers.reminder_ways import ways_of, wish_for
from storage.states import ParcelKind
from storage.tables import AuditEntry
from tests.handlers.mailroom import Mailroom
from tests.handlers.office import CHATS, STAFF, Office

DAY = date(2022, 6, 29)  # the last working day before a due date


@pytest.fixture
async def office(mailroom: Mailroom, tmp_path: Path) -> Office:
    return await Office.open(mailroom, tmp_path)


async def wish(office: Office, *, both: bool) -> None:
    async with office.room.database.transaction() as session:
        official = await official_by_chat(session, CHATS[STAFF])
        await wish_for(session, official, office.room.now, office.room.policy, both=both)


async def kinds(office: Office) -> set[ParcelKind]:
    """Return how the reminders of one person leave."""
    mine = {str(CHATS[STAFF]), "jia@kjj.example.org"}
    return {each.kind for each in await office.room.parcels("reminder:") if each.recipient in mine}


async def test_who_is_bound_is_reminded_in_chat_alone(office: Office) -> None:
    await office.tick(DAY)
    assert await kinds(office) == {ParcelKind.MESSAGE}


async def test_who_wishes_gets_a_letter_beside_the_chat(office: Office) -> None:
    await wish(office, both=True)
    await office.tick(DAY)
    assert await kinds(office) == {ParcelKind.MESSAGE, ParcelKind.LETTER}


async def test_wish_can_be_taken_back_and_stands_in_the_log(office: Office) -> None:
    await wish(office, both=True)
    await wish(office, both=False)
    await office.tick(DAY)
    assert await kinds(office) == {ParcelKind.MESSAGE}
    acts = [each.detail for each in await office.room.rows(AuditEntry) if each.act == "reminders.ways"]
    assert acts == [{"both": True}, {"both": False}]


async def test_wish_outlives_the_next_staff_list(office: Office) -> None:
    from tests.handlers.office import sample_staff

    await wish(office, both=True)
    await office.apply(sample_staff())
    async with office.room.database.reading() as session:
        assert await ways_of(session, await official_by_chat(session, CHATS[STAFF]))


async def test_stranger_has_no_wish(office: Office) -> None:
    async with office.room.database.reading() as session:
        with pytest.raises(Refusal):
            await official_by_chat(session, 987654)
