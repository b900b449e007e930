"""Facts about letters that tell of a milestone: whoever reads mail alone answers them as by buttons."""

from __future__ import annotations

from datetime import date, time
from email.message import EmailMessage
from pathlib import Path

import pytest

from handlers.assignments import assign
from handlers.dispatch import Lost
from handlers.reminder_losses import reminder_lost
from storage.states import MilestoneState, ParcelKind
from storage.tables import AuditEntry, ReviewItem, StaffMember, Submission
from tests.handlers.mailroom import Mailroom, text_of
from tests.handlers.office import CHATS, LEADER, OPERATOR, STAFF, Office, at
from tests.handlers.test_milestone_acts import act, need_help, pass_on
from tests.handlers.test_proposals import owners, passing_on
from tests.handlers.test_reminder_replies import NOTE, answers, reply

NEW, NEW_MAILBOX = "演示乙", "yi@kjj.example.org"  # of the same unit, without a chat


@pytest.fixture
async def office(mailroom: Mailroom, tmp_path: Path) -> Office:
    opened = await Office.open(mailroom, tmp_path)
    opened.room.now = at(date(2022, 6, 28), time(10, 0))
    return opened


async def mailbox_of(office: Office, name: str) -> str:
    return next(str(row.email) for row in await office.room.rows(StaffMember) if row.name == name)


async def newest(office: Office, address: str) -> EmailMessage:
    return (await office.room.letters_to(address))[-1]


async def test_leader_without_chat_settles_by_mail_what_somebody_asked_for(office: Office) -> None:
    await office.set_chat(LEADER, None)
    address = await mailbox_of(office, LEADER)
    await act(office, STAFF, "203/1", need_help)
    letter = await newest(office, address)
    assert "经费没有落实" in text_of(letter)
    assert "已协调 结果" in text_of(letter)
    await office.room.take(reply(letter, "已协调 经费已经落实", sender=address))
    assert not (await office.milestone("203/1")).help_wanted
    line = (await office.room.rows(AuditEntry))[-1]
    assert (line.act, line.door) == ("milestone.settle", "mail")
    (told,) = await office.room.parcels("settled:")
    assert told.recipient == str(CHATS[STAFF])
    assert not await office.room.rows(Submission)


async def test_operator_without_chat_settles_by_mail(office: Office) -> None:
    await office.set_chat(OPERATOR, None)
    address = office.room.policy.operator_mailbox
    await act(office, STAFF, "203/1", need_help)
    await office.room.take(reply(await newest(office, address), "已协调 经费已经落实", sender=address))
    assert not (await office.milestone("203/1")).help_wanted


async def test_somebody_who_was_given_a_milestone_answers_the_letter_that_says_so(office: Office) -> None:
    number = await office.person(NEW)
    async with office.room.database.transaction() as session:
        person = await session.get_one(StaffMember, number)
        await assign(session, await office.deed(OPERATOR, "203/1"), [person], office.room.policy)
    letter = await newest(office, NEW_MAILBOX)
    assert "完成 说明" in text_of(letter)
    await office.room.take(reply(letter, f"完成 {NOTE}", sender=NEW_MAILBOX))
    assert (await office.milestone("203/1")).state is MilestoneState.DONE
    assert len(await answers(office, NEW_MAILBOX)) == 1


async def test_somebody_else_cannot_answer_it(office: Office) -> None:
    await office.set_chat(LEADER, None)
    await act(office, STAFF, "203/1", need_help)
    letter = await newest(office, await mailbox_of(office, LEADER))
    await office.room.take(reply(letter, "已协调 经费已经落实", sender="stranger@example.org"))
    assert (await office.milestone("203/1")).help_wanted


async def test_letter_says_how_to_agree_and_the_chat_message_has_buttons_instead(office: Office) -> None:
    await act(office, STAFF, "203/1", pass_on)
    assert "第一行写“接受”或“不接受 原因”" in text_of(await newest(office, NEW_MAILBOX))
    await office.set_chat(NEW, 102)
    await act(office, STAFF, "203/1", pass_on)
    message = (await office.room.parcels("reminder:proposal:"))[-1]
    assert message.recipient == "102"
    assert "邮件" not in message.payload["text"]


async def test_question_that_a_chat_does_not_take_is_asked_by_mail_and_answered_there(office: Office) -> None:
    await office.set_chat(NEW, 102)
    await act(office, STAFF, "203/1", passing_on(NEW))
    (parcel,) = await office.room.parcels("reminder:proposal:")
    lost = Lost(parcel.id or 0, parcel.key, ParcelKind.MESSAGE, "102", None, "blocked")
    async with office.room.database.transaction() as session:
        assert await reminder_lost(session, lost, office.room.now, office.room.policy)
    letter = await newest(office, NEW_MAILBOX)
    assert "请您接手这个节点" in text_of(letter)
    await office.room.take(reply(letter, "接受", sender=NEW_MAILBOX))
    assert NEW in await owners(office)
    assert not await office.room.rows(ReviewItem)
