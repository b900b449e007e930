"""Facts about answering a reminder by mail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time
from email.message import EmailMessage
from functools import partial
from pathlib import Path

import pytest

from handlers.rules.people import StaffList
from storage.states import MilestoneState
from storage.tables import AuditEntry, Letter, MilestoneEntry, ReviewItem, Snooze
from tests.handlers.copies import written_once
from tests.handlers.mailroom import Mailroom, mail, text_of
from tests.handlers.office import CHATS, LEADER, OPERATOR, Office, at, sample_staff

WRITER = "yi@kjj.example.org"  # 演示乙 of the lead unit, without a chat
HELPING = "ji@gxj.example.org"  # 演示己 of a unit that helps with 203
TWENTY_NINTH = date(2022, 6, 29)
NOTE = "培训会已于当天召开，纪要已印发"


@pytest.fixture
async def office(mailroom: Mailroom, tmp_path: Path) -> Office:
    opened = await Office.open(mailroom, tmp_path)
    days = (date(2022, 6, 21), TWENTY_NINTH)
    await written_once(mailroom.database, ("reminded", *days), partial(opened.run, days))
    opened.room.now = at(TWENTY_NINTH, time(10, 0))
    return opened


async def letter_about(office: Office, place: str, address: str = WRITER) -> EmailMessage:
    """Return the newest reminder whose subject names a milestone, or what a digest holds."""
    found = [each for each in await office.room.letters_to(address) if place in str(each["Subject"])]
    return found[-1]


def reply(
    to: EmailMessage,
    text: str,
    sender: str = WRITER,
    *,
    files: tuple[tuple[str, bytes], ...] = (),
    headers: Mapping[str, str] | None = None,
) -> bytes:
    quoted = "\n".join(f"> {line}" for line in text_of(to).splitlines())
    thread = {"In-Reply-To": str(to["Message-ID"]), "References": str(to["Message-ID"]), **(headers or {})}
    body = f"{text}\n\n在 2022年6月29日，申报台 写道：\n{quoted}\n"
    return mail(f"Re: {to['Subject']}", body, sender=sender, files=files, headers=thread)


async def answers(office: Office, address: str = WRITER) -> list[EmailMessage]:
    """Return what was written back."""
    letters = await office.room.letters_to(address)
    return [each for each in letters if each["Auto-Submitted"] == "auto-replied"]


async def test_reply_closes_the_milestone_and_is_confirmed(office: Office) -> None:
    reminder = await letter_about(office, "203（1）")
    await office.room.take(reply(reminder, f"完成 {NOTE}"))
    row = await office.milestone("203/1")
    assert (row.state, row.evidence) == (MilestoneState.DONE, NOTE)
    (answer,) = await answers(office)
    assert "已完成" in text_of(answer)
    assert answer["In-Reply-To"]
    entry = (await office.room.rows(AuditEntry))[-1]
    assert (entry.act, entry.door) == ("milestone.done", "mail")


async def test_reply_opens_no_submission(office: Office) -> None:
    reminder = await letter_about(office, "203（1）")
    await office.room.take(reply(reminder, f"完成 {NOTE}"))
    (letter,) = await office.room.rows(Letter)
    assert (letter.outcome, letter.submission_id) == ("reminder", None)
    assert not await office.room.rows(ReviewItem)


async def test_attached_file_is_evidence(office: Office) -> None:
    reminder = await letter_about(office, "203（1）")
    await office.room.take(reply(reminder, "完成", files=(("会议纪要.pdf", b"%PDF minutes"),)))
    assert (await office.milestone("203/1")).state is MilestoneState.DONE
    (entry,) = await office.room.rows(MilestoneEntry)
    assert entry.file_name == "会议纪要.pdf"
    assert entry.part == 0


async def test_done_without_evidence_says_what_is_missing(office: Office) -> None:
    reminder = await letter_about(office, "203（1）")
    await office.room.take(reply(reminder, "完成"))
    assert (await office.milestone("203/1")).state is MilestoneState.OPEN
    (answer,) = await answers(office)
    assert "至少 10 个字" in text_of(answer)


async def test_progress_snooze_and_help_by_mail(office: Office) -> None:
    office.room.now = at(date(2022, 6, 28), time(10, 0))
    first, second = await letter_about(office, "203（1）"), await letter_about(office, "205（1）")
    await office.room.take(reply(first, "进展 40% 已完成初稿"))
    await office.room.take(reply(first, "稍后 1"))
    await office.room.take(reply(second, "需协调 经费没有落实"))
    row = await office.milestone("203/1")
    (snooze,) = await office.room.rows(Snooze)
    assert (row.percent, row.progress) == (40, "已完成初稿")
    assert (snooze.person, snooze.until) == (str(await office.person("演示乙")), TWENTY_NINTH)
    told = {each.recipient for each in await office.room.parcels() if "经费没有落实" in str(each.payload)}
    assert told == {str(CHATS[LEADER]), str(CHATS[OPERATOR])}


async def test_digest_is_answered_by_number_line_by_line(office: Office) -> None:
    digest = await letter_about(office, "近期")
    one, two = await office.number("203/1"), await office.number("205/1")
    text = text_of(digest)
    assert f"【编号 {one}】" in text
    await office.room.take(reply(digest, f"{one} 完成 {NOTE}\n{two} 进展 60%"))
    assert (await office.milestone("203/1")).state is MilestoneState.DONE
    assert (await office.milestone("205/1")).percent == 60
    (answer,) = await answers(office)
    assert "60%" in text_of(answer)


async def test_digest_is_answered_by_task_and_number(office: Office) -> None:
    digest = await letter_about(office, "近期")
    await office.room.take(reply(digest, f"203（1） 完成 {NOTE}"))
    assert (await office.milestone("203/1")).state is MilestoneState.DONE


async def test_digest_without_a_number_changes_nothing_and_asks_which(office: Office) -> None:
    digest = await letter_about(office, "近期")
    await office.room.take(reply(digest, f"完成 {NOTE}"))
    assert not await office.room.rows(MilestoneEntry)
    (answer,) = await answers(office)
    assert "没有看出是哪个节点" in text_of(answer)
    assert str(await office.number("203/1")) in text_of(answer)


@pytest.mark.parametrize("text", ["收到，谢谢", "还没有完成", "完成，预计下周报送", "请问怎么办理？"])
async def test_words_that_are_not_understood_change_nothing_and_say_how(office: Office, text: str) -> None:
    reminder = await letter_about(office, "203（1）")
    await office.room.take(reply(reminder, text))
    assert not await office.room.rows(MilestoneEntry)
    (answer,) = await answers(office)
    assert "什么也没有改" in str(answer["Subject"])
    assert "完成 说明" in text_of(answer)


async def test_answer_to_the_letter_that_says_how_is_understood(office: Office) -> None:
    reminder = await letter_about(office, "203（1）")
    await office.room.take(reply(reminder, "收到"))
    (how,) = await answers(office)
    thread = f"{how['References']} {how['Message-ID']}"
    await office.room.take(reply(how, f"完成 {NOTE}", headers={"References": thread}))
    assert (await office.milestone("203/1")).state is MilestoneState.DONE


async def test_two_machines_cannot_keep_each_other_busy(office: Office) -> None:
    reminder = await letter_about(office, "203（1）")
    for number in range(6):
        await office.room.take(reply(reminder, f"我们已收到您的来信（{number}）"))
    assert len(await answers(office)) == office.room.policy.acknowledgements_per_sender


async def test_absence_note_is_neither_obeyed_nor_answered(office: Office) -> None:
    reminder = await letter_about(office, "203（1）")
    note = reply(reminder, f"完成 {NOTE}", headers={"Auto-Submitted": "auto-replied"})
    await office.room.take(note)
    assert (await office.milestone("203/1")).state is MilestoneState.OPEN
    assert not await answers(office)


async def test_somebody_else_cannot_answer_a_reminder(office: Office) -> None:
    reminder = await letter_about(office, "203（1）")
    await office.room.take(reply(reminder, f"完成 {NOTE}", sender="stranger@example.org"))
    assert (await office.milestone("203/1")).state is MilestoneState.OPEN
    assert not await office.room.rows(MilestoneEntry)


async def test_forged_sender_without_the_letter_gives_no_right(office: Office) -> None:
    from handlers.operators import stable_message_id

    (parcel, *_) = [each for each in await office.room.parcels("reminder:") if each.recipient == WRITER]
    guessed = stable_message_id(parcel.key, office.room.policy)
    forged = mail("Re: 节点提醒", f"完成 {NOTE}", sender=WRITER, headers={"In-Reply-To": guessed})
    await office.room.take(forged)
    assert not await office.room.rows(MilestoneEntry)


async def test_failed_authentication_goes_to_a_person(office: Office) -> None:
    reminder = await letter_about(office, "203（1）")
    failed = "mx.example.org; spf=fail smtp.mailfrom=example.org; dkim=fail; dmarc=fail"
    await office.room.take(reply(reminder, f"完成 {NOTE}", headers={"Authentication-Results": failed}))
    assert (await office.milestone("203/1")).state is MilestoneState.OPEN
    (item,) = await office.room.rows(ReviewItem)
    assert "冒名" in item.reasons[0]


async def test_helper_cannot_close_by_mail(office: Office) -> None:
    reminder = await letter_about(office, "203（1）", HELPING)
    await office.room.take(reply(reminder, f"完成 {NOTE}", sender=HELPING))
    assert (await office.milestone("203/1")).state is MilestoneState.OPEN
    (answer,) = await answers(office, HELPING)
    assert "由市科技局办理" in text_of(answer)


async def test_number_of_another_units_milestone_is_unknown(office: Office) -> None:
    reminder = await letter_about(office, "203（1）", HELPING)
    foreign = await office.number("208/1")  # 市科技局 and 五邑大学
    await office.room.take(reply(reminder, f"{foreign} 进展 90%", sender=HELPING))
    assert (await office.milestone("208/1")).percent is None
    (answer,) = await answers(office, HELPING)
    assert "没有找到这个节点" in text_of(answer)


async def test_who_left_the_list_goes_to_a_person(office: Office) -> None:
    reminder = await letter_about(office, "203（1）")
    await office.apply(StaffList(tuple(each for each in sample_staff().people if each.email != WRITER)))
    await office.room.take(reply(reminder, f"完成 {NOTE}"))
    assert (await office.milestone("203/1")).state is MilestoneState.OPEN
    assert len(await office.room.rows(ReviewItem)) == 1


async def test_same_reply_twice_acts_once(office: Office) -> None:
    reminder = await letter_about(office, "203（1）")
    raw = reply(reminder, "进展 40% 已完成初稿")
    await office.room.take(raw)
    await office.room.take(raw)
    assert len(await office.room.rows(MilestoneEntry)) == 1


async def test_first_operator_answers_for_a_unit_that_has_nobody(mailroom: Mailroom, tmp_path: Path) -> None:
    office = await Office.open(mailroom, tmp_path, staff=StaffList(), chats={})
    await office.run([date(2022, 6, 21)])
    mailbox = mailroom.policy.operator_mailbox
    digest = next(each for each in await mailroom.letters_to(mailbox) if "近期" in str(each["Subject"]))
    number = await office.number("203/1")
    office.room.now = at(date(2022, 6, 22), time(10, 0))
    await mailroom.take(reply(digest, f"{number} 稍后 6月28日", sender=mailbox))
    await office.run([date(2022, 6, 27)])
    monday = [row for row in await office.reminders("203/1") if row.planned_day == date(2022, 6, 27)]
    assert monday == []
    await office.run([date(2022, 6, 28)])
    tuesday = [row for row in await office.reminders("203/1") if row.planned_day == date(2022, 6, 28)]
    assert [row.rule for row in tuesday] == ["snooze"]


async def test_of_two_who_share_a_mailbox_the_one_who_was_written_to_answers(
    mailroom: Mailroom, tmp_path: Path
) -> None:
    people = [
        replace(each, email=WRITER) if each.name == "演示丙" else each for each in sample_staff().people
    ]
    office = await Office.open(mailroom, tmp_path, staff=StaffList(tuple(people)))
    await office.run([date(2022, 6, 29)])
    office.room.now = at(TWENTY_NINTH, time(10, 0))
    number, other = await office.number("203/1"), str(await office.person("演示丙"))
    (parcel,) = await office.room.parcels(f"reminder:{number}:{other}:")
    letters = await office.room.letters_to(WRITER)
    reminder = next(each for each in letters if str(each["Message-ID"]) == parcel.message_id)
    await office.room.take(reply(reminder, "进展 40%"))
    assert [each.name for each in await office.room.rows(MilestoneEntry)] == ["演示丙"]
