"""Facts about reminders that a chat no longer takes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from handlers.dispatch import claim, settle
from handlers.lost_parcels import report_lost
from handlers.rules.retry import Delivery, Fate
from storage.states import Channel
from storage.tables import ReviewItem
from tests.handlers.mailroom import Mailroom, text_of
from tests.handlers.office import CHATS, OPERATOR, STAFF, Office

BLOCKED = "Forbidden: bot was blocked by the user"


@pytest.fixture
async def office(mailroom: Mailroom, tmp_path: Path) -> Office:
    return await Office.open(mailroom, tmp_path)


async def deliver(office: Office, blocked: int) -> None:
    """Let chat messages arrive, except in one chat."""
    async with office.room.database.transaction() as session:
        for each in await claim(session, Channel.CHAT, 200, office.room.now):
            refused = each.recipient == str(blocked)
            delivery = (
                Delivery(Fate.REFUSED, BLOCKED) if refused else Delivery(Fate.SENT, chat_message_id=each.id)
            )
            for lost in await settle(session, [(each.id, delivery)], office.room.now, 0):
                await report_lost(session, lost, office.room.now, office.room.policy)


async def test_blocked_chat_gets_its_reminders_by_mail_and_the_operator_hears_once(office: Office) -> None:
    for day in (date(2022, 6, 21), date(2022, 6, 27)):
        await office.tick(day)
        await deliver(office, CHATS[STAFF])
    letters = await office.room.letters_to("jia@kjj.example.org")
    assert len(letters) == 3  # the question about what had passed, and two digests
    assert all("聊天没有送达" in str(each["Subject"]) for each in letters)
    assert "203（1）" in text_of(letters[-1])
    told = await office.room.parcels("operator:chat-lost:")
    assert [each.recipient for each in told] == [str(CHATS[OPERATOR])]
    assert not await office.room.rows(ReviewItem)


async def test_reader_without_a_mailbox_is_a_matter_for_a_person(office: Office) -> None:
    from storage.tables import StaffMember

    number = await office.person(STAFF)
    async with office.room.database.transaction() as session:
        (await session.get_one(StaffMember, number)).email = None
    await office.tick(date(2022, 6, 21))
    await deliver(office, CHATS[STAFF])
    items = await office.room.rows(ReviewItem)
    assert {item.kind for item in items} == {"parcel"}


async def test_card_that_cannot_be_changed_any_more_is_no_matter(office: Office) -> None:
    from handlers.milestone_acts import finish
    from handlers.milestone_steps import Evidence

    await office.run([date(2022, 6, 29)])
    async with office.room.database.transaction() as session:
        deed = await office.deed(STAFF, "203/1")
        await finish(session, deed, Evidence("培训会已于当天召开，纪要已印发"), office.room.policy)
    await deliver(office, CHATS[STAFF])
    assert not await office.room.rows(ReviewItem)
    assert not await office.room.parcels("operator:")
