"""Facts about departments that do not answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from handlers.department_nudges import write_nudges
from handlers.rules.copies import CopyRule
from storage.states import ParcelState
from storage.tables import Parcel, ReviewItem, SpecialDay, StaffMember, Submission
from tests.handlers.mailroom import APPLICANT, OPERATOR, PDF, Mailroom, body, mail
from tests.handlers.test_delivery import GAOXIN, SUBJECT, TEXT
from tests.handlers.test_department_replies import PLATFORM, reply

LEADER = "leader@example.org"


async def handed_in(room: Mailroom) -> Submission:
    """Hand in on Monday, 20 June 2022, and let the letters arrive."""
    await room.take(mail(SUBJECT, TEXT, files=[("项目申报书.pdf", PDF)]))
    await room.send_everything()
    return (await room.rows(Submission))[-1]


async def add_leader(room: Mailroom) -> None:
    async with room.database.transaction() as session:
        session.add(
            StaffMember(name="演示丁", unit="市科技局", department="高新技术科", email=LEADER, role="leader")
        )


async def nudge(room: Mailroom, **later: float) -> int:
    """Move the time, and plan as the tick does."""
    room.later(**later)
    async with room.database.transaction() as session:
        return await write_nudges(session, room.now, room.policy)


async def subjects(room: Mailroom, recipient: str) -> list[str]:
    return [str(each["Subject"]) for each in await room.letters_to(recipient)]


async def test_department_is_nudged_once_on_the_fifth_working_day(mailroom: Mailroom) -> None:
    submission = await handed_in(mailroom)
    assert await nudge(mailroom, days=4) == 0  # Friday
    assert await nudge(mailroom, days=1) == 0  # Saturday: five days have passed, not five working days
    assert await nudge(mailroom, days=2) == 1  # Monday
    assert await nudge(mailroom, hours=1) == 0
    assert await nudge(mailroom, days=1) == 0
    letter = (await mailroom.letters_to(GAOXIN))[-1]
    assert str(submission.receipt) in str(letter["Subject"])
    assert "请答复" in str(letter["Subject"])
    assert letter["References"] == f"<{submission.receipt}.1.1@example.org>"
    assert "5 个工作日" in body(letter)


async def test_leader_hears_as_many_working_days_later(mailroom: Mailroom) -> None:
    await add_leader(mailroom)
    await handed_in(mailroom)
    assert await nudge(mailroom, days=7) == 1
    assert await nudge(mailroom, days=4) == 0  # Friday
    assert await nudge(mailroom, days=3) == 1  # Monday
    assert await nudge(mailroom, days=7) == 0
    assert len(await mailroom.letters_to(LEADER)) == 1
    assert "10 个工作日" in body((await mailroom.letters_to(LEADER))[0])


@pytest.mark.parametrize("email", [LEADER, None])
async def test_leader_who_is_bound_hears_in_chat_too_and_once(mailroom: Mailroom, email: str | None) -> None:
    async with mailroom.database.transaction() as session:
        for name, role, chat_id in (("演示丁", "leader", 501), ("演示戊", "staff", 502)):
            person = StaffMember(name=name, unit="市科技局", role=role, chat_id=chat_id)
            person.department, person.email = "高新技术科", email if role == "leader" else None
            session.add(person)
    submission = await handed_in(mailroom)
    await nudge(mailroom, days=7)
    assert await nudge(mailroom, days=7) == (2 if email else 1)
    assert await nudge(mailroom, days=7) == 0
    (told,) = [each for each in await mailroom.parcels("nudge:") if each.kind == "message"]
    assert told.recipient == "501"
    assert str(submission.receipt) in told.payload["text"]
    assert "10 个工作日" in told.payload["text"]
    assert len(await mailroom.letters_to(LEADER)) == bool(email)


async def test_operators_hear_where_no_leader_is_known(mailroom: Mailroom) -> None:
    await handed_in(mailroom)
    await nudge(mailroom, days=7)
    assert await nudge(mailroom, days=7) == 1
    assert await nudge(mailroom, days=7) == 0
    assert "没有这个科室的负责人" in body((await mailroom.letters_to(OPERATOR))[-1])


async def test_nothing_goes_out_in_quiet_hours(mailroom: Mailroom) -> None:
    await handed_in(mailroom)
    assert await nudge(mailroom, days=7, hours=12) == 0
    assert await nudge(mailroom, hours=12) == 1


@pytest.mark.parametrize("text", ["受理", "补正\n请补充审计报告", "我们正在看，请稍候"])
async def test_answer_ends_the_nudging(mailroom: Mailroom, text: str) -> None:
    await handed_in(mailroom)
    mailroom.later(days=1)
    await mailroom.take(reply((await mailroom.letters_to(GAOXIN))[0], text))
    assert await nudge(mailroom, days=30) == 0


async def test_answer_after_the_nudge_spares_the_leader(mailroom: Mailroom) -> None:
    await add_leader(mailroom)
    await handed_in(mailroom)
    await nudge(mailroom, days=7)
    await mailroom.take(reply((await mailroom.letters_to(GAOXIN))[-1], "受理"))
    assert await nudge(mailroom, days=14) == 0
    assert await mailroom.letters_to(LEADER) == []


async def test_another_department_has_its_own_days(mailroom: Mailroom) -> None:
    await handed_in(mailroom)
    mailroom.later(days=4)
    await mailroom.take(reply((await mailroom.letters_to(GAOXIN))[0], f"转{PLATFORM}"))
    await mailroom.send_everything()
    assert await nudge(mailroom, days=3) == 0
    assert await nudge(mailroom, days=4) == 1
    assert not any("请答复" in each for each in await subjects(mailroom, GAOXIN))


async def test_letter_that_never_arrived_is_no_fault_of_the_department(mailroom: Mailroom) -> None:
    await mailroom.take(mail(SUBJECT, TEXT, files=[("项目申报书.pdf", PDF)]))
    async with mailroom.database.transaction() as session:
        for row in await mailroom.parcels("department:"):
            (await session.get_one(Parcel, row.id)).state = ParcelState.DEAD
    assert await nudge(mailroom, days=7) == 0


async def test_zero_days_mean_never(mailroom: Mailroom) -> None:
    mailroom.policy = replace(mailroom.policy, answer_within=0)
    await handed_in(mailroom)
    assert await nudge(mailroom, days=70) == 0


async def test_assigned_leader_has_a_copy_and_may_answer(mailroom: Mailroom) -> None:
    await add_leader(mailroom)
    mailroom.policy = replace(mailroom.policy, copies=(CopyRule("高新技术科", ("leader",)),))
    await handed_in(mailroom)
    (copy,) = await mailroom.letters_to(LEADER)
    assert "抄送" in body(copy)
    await mailroom.take(reply(copy, "受理", sender=LEADER))
    assert (await mailroom.rows(Submission))[0].state == "accepted"


async def test_transfer_that_nobody_knows_is_told_to_who_wrote_it(mailroom: Mailroom) -> None:
    await handed_in(mailroom)
    await mailroom.take(reply((await mailroom.letters_to(GAOXIN))[0], "非我科室，转天文台科"))
    letter = (await mailroom.letters_to(GAOXIN))[-1]
    assert "天文台科" in body(letter)
    assert PLATFORM in body(letter)
    assert letter["Auto-Submitted"] == "auto-replied"


async def test_answer_without_words_is_asked_about_and_not_passed_on(mailroom: Mailroom) -> None:
    await handed_in(mailroom)
    before = len(await mailroom.letters_to(APPLICANT))
    await mailroom.take(reply((await mailroom.letters_to(GAOXIN))[0], "\n"))
    assert len(await mailroom.letters_to(APPLICANT)) == before
    assert "没有读到文字" in body((await mailroom.letters_to(GAOXIN))[-1])


async def test_department_mail_about_nothing_known_is_asked_about(mailroom: Mailroom) -> None:
    await mailroom.take(mail("答复", "受理", sender=GAOXIN))
    assert len(await mailroom.rows(ReviewItem)) == 1
    assert "哪一份申报" in body((await mailroom.letters_to(GAOXIN))[-1])


async def test_two_programmes_do_not_talk_for_ever(mailroom: Mailroom) -> None:
    for number in range(5):
        await mailroom.take(mail(f"答复 {number}", "受理", sender=GAOXIN))
    assert len(await mailroom.letters_to(GAOXIN)) == 3
    mailroom.now += timedelta(days=1)
    await mailroom.take(mail("答复 x", "受理", sender=GAOXIN, headers={"Auto_Submitted": "auto-replied"}))
    assert len(await mailroom.letters_to(GAOXIN)) == 3


async def test_imported_day_off_does_not_count_against_a_department(mailroom: Mailroom) -> None:
    async with mailroom.database.transaction() as session:
        session.add(SpecialDay(day=date(2022, 6, 24), worked=False, name="测试放假"))
    await handed_in(mailroom)
    assert await nudge(mailroom, days=7) == 0  # Monday, the fourth working day
    assert await nudge(mailroom, days=1) == 1
