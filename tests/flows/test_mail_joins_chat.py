"""A mail with a basket's number joins it from the linked mailbox, and goes to a person from a stranger."""

from __future__ import annotations

from demo.visitor import Sheet
from storage.tables import Applicant
from tests.flows.desk import DESK, Desk, mail
from tests.flows.test_hand_in_by_mail import GAOXIN, PDF, arrives, attachments, card

CHAT = 1101
LINKED, STRANGER = "applicant@example.org", "stranger@example.org"
LARGE = Sheet("大文件.zip", b"x", size=21_000_000)


async def test_mail_under_the_told_subject_joins_basket_and_later_submission(desk: Desk) -> None:
    assert desk.api is not None
    assert desk.dovecot is not None
    visitor = desk.api.visitor(CHAT, "陈一")
    async with desk.open() as parts:
        visitor.start()
        menu = await visitor.sees("申报台", within=20)
        visitor.press_data(menu, "b:1:agree:1.1:-")
        await visitor.sees("请直接发送文件", within=20)
        async with parts.database.transaction() as session:
            applicant = await session.get_one(Applicant, 1)
            applicant.email, applicant.email_confirmed_at = LINKED, parts.clock.now()
        visitor.send_document(LARGE)
        told = await visitor.sees("这个文件没有收下", within=20)
        subject = next(line for line in told.text.splitlines() if "SB-" in line).partition("：")[2]
        desk.dovecot.deliver(DESK, mail(subject, "见附件", sender=STRANGER, files=(("冒名.pdf", PDF),)))
        assert STRANGER in await card(desk)
        desk.dovecot.deliver(DESK, mail(subject, "见附件", sender=LINKED, files=(("项目申报书.pdf", PDF),)))
        joined = await visitor.sees("邮件里的 1 个文件已加入", within=20)
        visitor.press("查看材料", joined)
        basket = await visitor.sees("已收 1 个文件", since=joined.revision, within=20)
        assert "冒名" not in basket.text
        visitor.press("完成提交", basket)
        asked = await visitor.sees("申报单位全称", since=basket.revision, within=20)
        visitor.press("这次不填", asked)
        check = await visitor.sees("请核对后确认提交", since=asked.revision, within=20)
        visitor.press("确认提交", check)
        letter = (await arrives(desk, GAOXIN))[0]
        assert attachments(letter)["01_项目申报书.pdf"] == PDF
        more = mail(subject, "补充营业执照", sender=LINKED, files=(("营业执照.pdf", PDF[::-1]),))
        desk.dovecot.deliver(DESK, more)
        supplement = (await arrives(desk, GAOXIN, 2))[1]
    assert "补充1" in str(supplement.message["Subject"])
    assert str(letter.message["Message-ID"]) in str(supplement.message["References"])
    assert PDF[::-1] in attachments(supplement).values()
