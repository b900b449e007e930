"""Facts about what operators hear when something waits too long, and about the weekly line."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.audit import COMMAND
from handlers.desk_alarms import tell_what_waits
from handlers.dispatch import claim, settle
from handlers.review import accept
from handlers.rules.retry import Delivery, Fate
from handlers.weekly_report import write_weekly_report
from storage.states import Channel
from storage.tables import Parcel, SpecialDay
from tests.handlers.mailroom import OPERATOR, PDF, Mailroom, body, mail
from tests.handlers.test_delivery import SUBJECT, TEXT
from tests.handlers.test_department_replies import PLATFORM, handed_in, reply

ZONE = ZoneInfo("Asia/Shanghai")


def unsure(number: int = 1) -> bytes:
    return mail(f"材料{number}", "您好，材料见附件。", files=[("材料.pdf", PDF)])


async def look(mailroom: Mailroom) -> None:
    async with mailroom.database.transaction() as session:
        await tell_what_waits(session, mailroom.now, mailroom.policy)


async def test_item_of_four_working_hours_is_told_once(mailroom: Mailroom) -> None:
    await mailroom.add_operator(501)
    await mailroom.take(unsure())
    await mailroom.send_everything()
    mailroom.later(hours=3, minutes=59)
    await look(mailroom)
    assert await mailroom.parcels("operator:waiting:") == []
    mailroom.later(minutes=1)
    for _ in range(3):
        await look(mailroom)
        mailroom.later(minutes=10)
    (told,) = await mailroom.parcels("operator:waiting:")
    assert told.recipient == "501"
    assert "超过 4 个工作小时" in told.payload["text"]


async def test_item_of_a_working_day_is_told_by_both_channels(mailroom: Mailroom) -> None:
    await mailroom.add_operator(501)
    await mailroom.take(unsure())
    await mailroom.send_everything()
    mailroom.later(days=1, hours=1)
    await look(mailroom)
    (letter,) = await mailroom.letters_to(OPERATOR)
    assert "超过一个工作日" in body(letter)
    assert (
        len([each for each in await mailroom.parcels("operator:waiting:day") if each.recipient == "501"]) == 1
    )


async def test_several_old_items_are_one_message(mailroom: Mailroom) -> None:
    for number in range(3):
        await mailroom.take(unsure(number))
    mailroom.later(hours=4)
    await look(mailroom)
    (told,) = await mailroom.parcels("operator:waiting:")
    assert "3 件" in body((await mailroom.letters_to(OPERATOR))[-1])
    assert told.recipient == OPERATOR


async def test_item_over_a_weekend_is_not_old(mailroom: Mailroom) -> None:
    mailroom.now = datetime(2022, 6, 24, 17, 30, tzinfo=ZONE)
    await mailroom.take(unsure())
    mailroom.now = datetime(2022, 6, 27, 8, 0, tzinfo=ZONE)
    await look(mailroom)
    assert await mailroom.parcels("operator:waiting:") == []


async def test_alarm_that_no_chat_has_taken_goes_to_the_mailbox_once(mailroom: Mailroom) -> None:
    await mailroom.add_operator(501)
    await mailroom.add_operator(502)
    await mailroom.take(unsure())
    mailroom.later(minutes=29)
    await look(mailroom)
    assert await mailroom.letters_to(OPERATOR) == []
    mailroom.later(minutes=1)
    await look(mailroom)
    await look(mailroom)
    (letter,) = await mailroom.letters_to(OPERATOR)
    assert "待审 #1" in body(letter)


async def test_letter_put_off_for_four_hours_is_told_once(mailroom: Mailroom) -> None:
    await mailroom.take(mail(SUBJECT, TEXT))
    async with mailroom.database.transaction() as session:
        (parcel,) = await claim(session, Channel.MAIL, 1, mailroom.now)
        await settle(session, [(parcel.id, Delivery(Fate.LATER, "451 try later"))], mailroom.now, 0)
    mailroom.later(hours=4)
    await look(mailroom)
    await look(mailroom)
    (told,) = [each for each in await mailroom.rows(Parcel) if each.key.startswith("operator:late:")]
    assert "451 try later" in body((await mailroom.letters_to(OPERATOR))[0])
    assert told.recipient == OPERATOR


async def weekly(mailroom: Mailroom, when: str) -> bool:
    mailroom.now = datetime.fromisoformat(when).replace(tzinfo=ZONE)
    async with mailroom.database.transaction() as session:
        return await write_weekly_report(session, mailroom.now, mailroom.policy)


@pytest.mark.parametrize(
    ("when", "written"),
    [
        ("2022-06-27T08:44", False),
        ("2022-06-27T08:45", True),  # a Monday
        ("2022-06-28T09:00", False),
        ("2022-10-03T09:00", False),  # a Monday of rest
        ("2022-10-08T09:00", True),  # the Saturday of work that opens its week
    ],
)
async def test_weekly_line_comes_at_the_digest_s_hour_of_the_first_working_day(
    mailroom: Mailroom,
    when: str,
    written: bool,  # noqa: FBT001
) -> None:
    await mailroom.take(mail(SUBJECT, TEXT))
    assert await weekly(mailroom, when) is written
    assert await weekly(mailroom, when) is False


async def test_new_desk_writes_no_weekly_line(mailroom: Mailroom) -> None:
    assert await weekly(mailroom, "2022-06-27T08:45") is False
    assert await mailroom.parcels("operator:") == []


async def test_weekly_line_counts_what_was_automatic_and_what_was_not(mailroom: Mailroom) -> None:
    letter = await handed_in(mailroom)
    await mailroom.take(reply(letter, f"非我科室，转{PLATFORM}"))
    await mailroom.take(unsure())
    assert await weekly(mailroom, "2022-06-27T08:45")
    text = body((await mailroom.letters_to(OPERATOR))[-1])
    assert "收到 3 封，自动处理 2 封，其中 1 封" in text
    assert "待审 1 件" in text


async def test_recurring_word_of_decisions_is_suggested_and_not_switched_on(mailroom: Mailroom) -> None:
    for number in range(1, 4):
        await mailroom.take(mail(f"侨梦苑孵化基地{number}号", "见附件。", files=[("材料.pdf", PDF)]))
    for number in range(1, 4):
        async with mailroom.database.transaction() as session:
            await accept(session, number, "6.1", mailroom.now, mailroom.policy, COMMAND)
    assert await weekly(mailroom, "2022-06-27T08:45")
    text = body((await mailroom.letters_to(OPERATOR))[-1])
    assert "侨梦苑孵化基地 → 6.1（3 次）" in text


async def test_imported_day_off_is_no_working_time(mailroom: Mailroom) -> None:
    async with mailroom.database.transaction() as session:
        today = mailroom.now.astimezone(ZONE).date()
        session.add(SpecialDay(day=today, worked=False, name="测试放假"))
    await mailroom.take(unsure())
    mailroom.later(hours=5)
    await look(mailroom)
    assert await mailroom.parcels("operator:waiting:") == []
