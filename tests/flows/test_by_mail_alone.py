"""Everything that an applicant can do, by mail alone, on real servers; and what the department sees of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from demo.moving_clock import MovingClock
from tests.flows.desk import DESK, MORNING, Desk, mail
from tests.flows.test_hand_in_by_mail import APPLICANT, GAOXIN, PDF, SUBJECT, TEXT, arrives, attachments
from tests.servers.smtp_server import Accepted
from tests.servers.waiting import wait_until

UNIT = "江门市晨曦科技有限公司"
FORM = f"单位：{UNIT}\n统一社会信用代码：91440101231245152Y\n联系人：王小明\n电话：13800138000\n同意，记住"
PLATFORM = "kjjkjptglk@jiangmen.gov.cn"
COLLEAGUE = "zhang@example.org"


def text(letter: Accepted) -> str:
    part = letter.message.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


async def answered(desk: Desk, sender: str, words: str, *files: tuple[str, bytes]) -> Accepted:
    """Reply to the last letter to somebody, and wait for the answer."""
    assert desk.dovecot is not None
    before = desk.smtp.to(sender)
    last = before[-1]
    headers = (("In-Reply-To", last.message_id),)
    subject = f"Re: {last.message['Subject']}"
    desk.dovecot.deliver(DESK, mail(subject, words, sender=sender, files=files, headers=headers))
    return (await arrives(desk, sender, len(before) + 1))[-1]


async def begin(desk: Desk) -> Accepted:
    """Hand in by mail, and return the acknowledgement."""
    assert desk.dovecot is not None
    desk.dovecot.deliver(DESK, mail(SUBJECT, TEXT, files=(("项目申报书.pdf", PDF),)))
    return (await arrives(desk, APPLICANT))[0]


@pytest.mark.timeout(120)
async def test_applicant_does_everything_by_mail(mail_desk: Desk) -> None:
    desk = mail_desk
    async with desk.open():
        acknowledgement = text(await begin(desk))
        assert "[有] 项目申报书" in acknowledgement
        assert "[未见] 营业执照" in acknowledgement
        assert "涉密材料请勿用邮件发送" in acknowledgement
        noted = text(await answered(desk, APPLICANT, FORM))
        assert f"申报单位：{UNIT}" in noted
        assert "下次提交时直接使用" in noted
        assert "还剩 5 个工作日" in text(await answered(desk, APPLICANT, "后补"))
        assert "办理状态：已送科室" in text(await answered(desk, APPLICANT, "状态"))
        supplement = ("营业执照.pdf", PDF[::-1])
        assert "第 3 次补充" in text(await answered(desk, APPLICANT, "补充营业执照", supplement))
        taken_back = text(await answered(desk, APPLICANT, "撤回"))
        assert "撤回" in taken_back
        letters = await arrives(desk, GAOXIN, 5)
    subjects = [str(each.message["Subject"]) for each in letters]
    assert [bool(re.search(rf"补充{number}：", subjects[number])) for number in (1, 2, 3)] == [True] * 3
    assert UNIT in subjects[1]
    assert "补交：" in text(letters[2])
    assert attachments(letters[3])[f"01_营业执照_{UNIT}.pdf"] == PDF[::-1]
    assert "撤回" in subjects[4]
    for each in letters[1:]:
        assert letters[0].message_id in str(each.message["References"])


@pytest.mark.timeout(120)
async def test_promise_by_mail_is_nudged_by_mail_once(mail_desk: Desk) -> None:
    desk, clock = mail_desk, MovingClock(MORNING)
    async with desk.open(clock):
        await begin(desk)
        await answered(desk, APPLICANT, "先提交，后补")
        await clock.move_to(datetime(2022, 6, 24, 2, 0, tzinfo=UTC))
        nudge = (await arrives(desk, APPLICANT, 3))[-1]
        assert "还剩 1 个工作日" in str(nudge.message["Subject"])
        done = await answered(desk, APPLICANT, "已齐")
    assert "不再提醒" in text(done)


@pytest.mark.timeout(120)
async def test_colleague_is_added_and_removed_by_mail(mail_desk: Desk) -> None:
    desk = mail_desk
    assert desk.dovecot is not None
    async with desk.open():
        desk.dovecot.deliver(DESK, mail("关联", ""))
        await arrives(desk, APPLICANT)
        await answered(desk, APPLICANT, "确认")
        desk.dovecot.deliver(DESK, mail(SUBJECT, TEXT, files=(("项目申报书.pdf", PDF),)))
        receipt = (await arrives(desk, APPLICANT, 3))[-1]
        assert "SHA-256" in text(receipt)  # in full, because a code has proved the mailbox
        assert "邀请信已发到" in text(await answered(desk, APPLICANT, f"添加同事 {COLLEAGUE}"))
        await arrives(desk, COLLEAGUE)
        assert "您已加入申报" in text(await answered(desk, COLLEAGUE, "确认"))
        await arrives(desk, APPLICANT, 5)
        assert "已不再参与" in text(await answered(desk, APPLICANT, f"移除同事 {COLLEAGUE}"))
        await wait_until(lambda: len(desk.smtp.to(COLLEAGUE)) >= 3, limit=20)
    assert "不再参与" in text(desk.smtp.to(COLLEAGUE)[-1])


@pytest.mark.timeout(120)
async def test_passed_on_submission_takes_its_supplements_along_and_silence_is_nudged(
    mail_desk: Desk,
) -> None:
    desk, clock = mail_desk, MovingClock(MORNING)
    async with desk.open(clock):
        await begin(desk)
        await answered(desk, APPLICANT, "补充营业执照", ("营业执照.pdf", PDF[::-1]))
        await arrives(desk, GAOXIN, 2)
        assert desk.dovecot is not None
        reply = (("In-Reply-To", desk.smtp.to(GAOXIN)[0].message_id),)
        desk.dovecot.deliver(DESK, mail("Re", "非我科室，转科技平台管理科", sender=GAOXIN, headers=reply))
        (passed,) = await arrives(desk, PLATFORM)
        assert "科技平台管理科" in text((await arrives(desk, APPLICANT, 3))[-1])
        assert {PDF, PDF[::-1]} <= set(attachments(passed).values())
        await answered(desk, APPLICANT, "补充证明", ("情况说明.pdf", PDF * 2))
        added = (await arrives(desk, PLATFORM, 2))[-1]
        assert passed.message_id in str(added.message["References"])
        await clock.move_to(datetime(2022, 6, 27, 2, 0, tzinfo=UTC))
        nudge = (await arrives(desk, PLATFORM, 3))[-1]
        assert "请答复" in str(nudge.message["Subject"])
        await clock.move_to(datetime(2022, 7, 4, 2, 0, tzinfo=UTC))
        await wait_until(lambda: _told_of_silence(desk), limit=20)
    assert len(desk.smtp.to(GAOXIN)) == 2


def _told_of_silence(desk: Desk) -> list[str]:
    """Return the letters by which somebody above the department hears that it is silent."""
    subjects = [f"{each.message['Subject']} {text(each)}" for each in list(desk.smtp.journal)]
    return [each for each in subjects if "科室尚未答复" in each or "仍没有答复" in each]
