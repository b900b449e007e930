"""A mailed submission finds its department, and the department's answer comes back."""

from __future__ import annotations

from demo.moving_clock import MovingClock
from tests.flows.desk import DESK, MORNING, Desk, mail
from tests.servers.smtp_server import Accepted
from tests.servers.waiting import wait_until

GAOXIN = "kjjgxjsk@jiangmen.gov.cn"
APPLICANT = "applicant@example.org"
PDF = b"%PDF-1.4 an application\n" * 50
SUBJECT = "申报促进高新技术企业树标提质专项"
TEXT = "各位老师好：\n我单位申报促进高新技术企业树标提质专项，材料见附件，请查收。\n江门示例科技服务中心\n"


def submission() -> bytes:
    return mail(SUBJECT, TEXT, files=(("项目申报书.pdf", PDF), ("营业执照扫描件.pdf", PDF[::-1])))


def attachments(letter: Accepted) -> dict[str, bytes]:
    return {
        str(part.get_filename()): part.get_payload(decode=True)  # type: ignore[misc]
        for part in letter.message.iter_attachments()
    }


async def arrives(desk: Desk, recipient: str, count: int = 1) -> list[Accepted]:
    """Wait until a mailbox holds so many letters."""
    await wait_until(lambda: len(desk.smtp.to(recipient)) >= count, limit=20)
    return desk.smtp.to(recipient)


async def card(desk: Desk) -> str:
    """Wait for the letter that puts something before the operator, and return its text."""

    def found() -> list[str]:
        letters = desk.smtp.to("operator@example.org")
        texts = [str(letter.message.get_content()) for letter in letters]
        return [text for text in texts if "待审 #" in text]

    return (await wait_until(found, limit=20))[0]


async def test_mailed_submission_reaches_its_department_with_every_file(desk: Desk) -> None:
    raw = submission()
    async with desk.open():
        assert desk.dovecot is not None
        desk.dovecot.deliver(DESK, raw)
        letter = (await arrives(desk, GAOXIN))[0]
        acknowledgement = (await arrives(desk, APPLICANT))[0]
    files = attachments(letter)
    assert files["01_项目申报书.pdf"] == PDF
    assert files["02_营业执照.pdf"] == PDF[::-1]  # as the guide calls it
    assert files["original.eml"] == desk.dovecot.messages(DESK)[0]
    receipt = str(letter.message["Subject"]).split("]")[0].removeprefix("[回执 ")
    assert receipt in str(acknowledgement.message["Subject"])
    assert letter.message["Auto-Submitted"] == "auto-generated"
    assert acknowledgement.message["Auto-Submitted"] == "auto-replied"
    assert [each.addr_spec for each in letter.message["Reply-To"].addresses] == [DESK]


async def test_department_answer_reaches_the_applicant_with_its_file(desk: Desk) -> None:
    async with desk.open():
        assert desk.dovecot is not None
        desk.dovecot.deliver(DESK, submission())
        letter = (await arrives(desk, GAOXIN))[0]
        answer = mail(
            f"Re: {letter.message['Subject']}",
            "补正\n请补充上一年度的审计报告。\n",
            sender=GAOXIN,
            files=(("补正通知.pdf", b"%PDF notice"),),
            headers=(("In-Reply-To", letter.message_id), ("References", letter.message_id)),
        )
        desk.dovecot.deliver(DESK, answer)
        received = (await arrives(desk, APPLICANT, 2))[1]
    assert "补正" in str(received.message["Subject"])
    body = received.message.get_body()
    assert body is not None
    assert "请补充上一年度的审计报告" in body.get_content()
    assert attachments(received)["补正通知.pdf"] == b"%PDF notice"


async def test_answer_from_a_stranger_never_reaches_the_applicant(desk: Desk) -> None:
    async with desk.open():
        assert desk.dovecot is not None
        desk.dovecot.deliver(DESK, submission())
        letter = (await arrives(desk, GAOXIN))[0]
        forged = mail(
            f"Re: {letter.message['Subject']}",
            "受理\n",
            sender="stranger@example.org",
            headers=(("In-Reply-To", letter.message_id),),
        )
        desk.dovecot.deliver(DESK, forged)
        shown = await card(desk)
        await arrives(desk, "stranger@example.org")
    assert "stranger@example.org" in shown
    assert len(desk.smtp.to(APPLICANT)) == 1  # the acknowledgement, nothing else


async def test_unsure_mail_waits_for_an_operator_and_is_acknowledged(desk: Desk) -> None:
    async with desk.open():
        assert desk.dovecot is not None
        desk.dovecot.deliver(DESK, mail("申报材料", "您好，材料见附件。", files=(("材料.pdf", PDF),)))
        shown = await card(desk)
        acknowledgement = (await arrives(desk, APPLICANT))[0]
    assert "SB-2022-000001-" in shown
    assert "SB-2022-000001-" in str(acknowledgement.message["Subject"])
    assert not desk.smtp.to(GAOXIN)


async def test_automatic_mail_is_never_answered(desk: Desk) -> None:
    automatic = mail("自动回复：我在休假", "我在休假。", headers=(("Auto-Submitted", "auto-replied"),))
    async with desk.open():
        assert desk.dovecot is not None
        desk.dovecot.deliver(DESK, automatic)
        desk.dovecot.deliver(DESK, submission())
        await arrives(desk, GAOXIN)
        await arrives(desk, APPLICANT)
    assert len(desk.smtp.to(APPLICANT)) == 1


async def test_mail_of_a_week_without_the_service_is_picked_up_once(desk: Desk) -> None:
    assert desk.dovecot is not None
    desk.dovecot.deliver(DESK, submission())
    clock = MovingClock(MORNING)
    async with desk.open(clock):
        await arrives(desk, GAOXIN)
    async with desk.open(clock):
        desk.dovecot.deliver(DESK, mail("请教", "1.1 的联系人是谁？", sender="other@example.org"))
        answer = (await arrives(desk, "other@example.org"))[0]
    assert len(desk.smtp.to(GAOXIN)) == 1
    assert "廖文杰" in answer.message.get_content()
