"""What operators decide in chat, and what applicants ask for by mail, between real servers."""

from __future__ import annotations

from sqlalchemy import select

from bot.parts import Parts
from storage.tables import StaffMember, Submission
from tests.flows.desk import DESK, Desk, mail
from tests.flows.test_hand_in_by_mail import APPLICANT, GAOXIN, PDF, arrives, submission

OPERATOR = 4711


async def bind_operator(parts: Parts) -> None:
    async with parts.database.transaction() as session:
        session.add(StaffMember(name="管理员", unit="市科技局", role="operator", chat_id=OPERATOR))


async def state(parts: Parts) -> str:
    async with parts.database.reading() as session:
        row = await session.scalar(select(Submission))
        assert row is not None
        return str(row.state.value)


async def test_applicant_takes_a_submission_back_by_replying(desk: Desk) -> None:
    async with desk.open() as parts:
        assert desk.dovecot is not None
        desk.dovecot.deliver(DESK, submission())
        await arrives(desk, GAOXIN)
        acknowledgement = (await arrives(desk, APPLICANT))[0]
        headers = (("In-Reply-To", acknowledgement.message_id),)
        desk.dovecot.deliver(DESK, mail("Re: 回执", "我单位申请撤回本次申报，谢谢。", headers=headers))
        told = (await arrives(desk, GAOXIN, 2))[1]
        confirmed = (await arrives(desk, APPLICANT, 2))[1]
        assert await state(parts) == "withdrawn"
    assert "撤回" in str(told.message["Subject"])
    assert "已撤回" in str(confirmed.message["Subject"])


async def test_operator_looks_asks_and_decides_with_taps(desk: Desk) -> None:
    async with desk.open() as parts:
        assert desk.dovecot is not None
        assert desk.api is not None
        operator = desk.api.visitor(OPERATOR, "管理员")
        operator.start()
        await bind_operator(parts)
        desk.dovecot.deliver(DESK, mail("材料", "您好，材料见附件。", files=(("材料.pdf", PDF),)))
        card = await operator.sees("待审 #1", within=20)
        assert "\n\n\n" not in card.text
        operator.press("📄 正文和附件", card)
        await operator.sees("正文")
        operator.press("❓ 问申请人", card)
        asked = (await arrives(desk, APPLICANT, 2))[1]
        headers = (("In-Reply-To", asked.message_id),)
        desk.dovecot.deliver(DESK, mail("Re: 请补充说明", "申报树标提质专项，谢谢。", headers=headers))
        again = await operator.sees("申请人来信", within=20)
        operator.press("1.1", again)
        letter = (await arrives(desk, GAOXIN))[0]
        assert await state(parts) == "delivered"
    names = [part.get_filename() for part in letter.message.iter_attachments()]
    assert names == ["01_材料.pdf", "original.eml", "original_2.eml"]
    assert "项目类别" in str(asked.message.get_content())
