"""A copy of the receipt by mail: in full where the mailbox is proven, in short where it was only written."""

from __future__ import annotations

import pytest

from handlers.applicant_units import REMEMBERED, write_unit
from handlers.rules.applicant_unit import Unit
from storage.tables import Applicant
from tests.handlers.chatting import Chatting
from tests.handlers.mailroom import DESK, Mailroom, body

WRITTEN, PROVED = "wang@example.org", "proved@example.org"
GAOXIN = "kjjgxjsk@jiangmen.gov.cn"
UNIT = "江门市晨曦科技有限公司"


@pytest.fixture
def person(mailroom: Mailroom) -> Chatting:
    return Chatting(mailroom)


async def hand_in(person: Chatting, email: str | None, *names: str) -> None:
    """Hand in with an e-mail in the unit's data."""
    number = (await person.begin("1.1")).id
    async with person.room.database.transaction() as session:
        for place in (REMEMBERED, number):
            unit = Unit(UNIT, email=email)
            await write_unit(session, person.chat_id, person.name, place, unit, person.room.now)
    for name in names or ("项目申报书.pdf",):
        await person.send(name)
    assert await person.confirm(number)


async def test_written_mailbox_reads_nothing_that_the_applicant_wrote(person: Chatting) -> None:
    await hand_in(person, WRITTEN, "赢取大奖.pdf")
    (copy,) = await person.room.letters_to(WRITTEN)
    text = f"{copy['Subject']}{body(copy)}"
    assert "SB-2022-000001" in text
    assert "文件：1 个" in text
    assert "赢取大奖" not in text
    assert UNIT not in text


async def test_proven_mailbox_gets_the_full_receipt(person: Chatting) -> None:
    await person.begin("1.1")
    async with person.room.database.transaction() as session:
        applicant = await session.get_one(Applicant, 1)
        applicant.email, applicant.email_confirmed_at = PROVED, person.room.now
    await hand_in(person, PROVED)
    (copy,) = await person.room.letters_to(PROVED)
    assert "项目申报书.pdf" in body(copy)
    assert "SHA-256" in body(copy)


async def test_nobody_is_flooded_by_another_who_writes_the_address_down(person: Chatting) -> None:
    for _ in range(5):
        await hand_in(person, WRITTEN)
    assert len(await person.room.letters_to(WRITTEN)) == 3


@pytest.mark.parametrize("email", [None, DESK, GAOXIN])
async def test_no_copy_goes_to_the_office_itself(person: Chatting, email: str | None) -> None:
    await hand_in(person, email)
    assert await person.room.parcels("copy:") == []
