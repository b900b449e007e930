"""Facts about what an operator can do with an item besides choosing a department."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.audit import Actor
from handlers.dispatch import claim, settle
from handlers.lost_parcels import report_lost
from handlers.policy import Policy
from handlers.refusals import Refusal
from handlers.resending import resend_item
from handlers.review import accept, discard
from handlers.review_asks import ask_sender
from handlers.review_items import Item, card
from handlers.review_previews import send_preview
from handlers.review_replies import forward_reply, join_reply
from handlers.rules.mime import parse_mail
from handlers.rules.retry import Delivery, Fate
from storage.states import Channel, ParcelKind, ParcelState, ReviewState, SubmissionState
from storage.tables import Entry, ReviewItem, Submission
from tests.handlers.mailroom import APPLICANT, OPERATOR, PDF, Mailroom, body, files, mail
from tests.handlers.test_delivery import GAOXIN, SUBJECT, TEXT
from tests.handlers.test_department_replies import handed_in, reply

UNSURE = mail("材料", "您好，材料见附件。", files=[("材料.pdf", PDF)])
WHO = Actor("chat:501", "chat")
STRANGER = "stranger@example.net"


async def do(mailroom: Mailroom, act: Any, *more: object, number: int = 1) -> Item:
    """Do an act on an item as an operator."""
    async with mailroom.database.transaction() as session:
        item: Item = await act(session, number, *more, mailroom.now, mailroom.policy, WHO)
        return item


async def buttons(mailroom: Mailroom, item: Item) -> list[str]:
    async with mailroom.database.reading() as session:
        return [each.text for row in (await card(session, item)).buttons for each in row]


async def test_sender_is_asked_and_the_item_stays_open(mailroom: Mailroom) -> None:
    await mailroom.take(UNSURE)
    item = await do(mailroom, ask_sender)
    asked = (await mailroom.letters_to(APPLICANT))[1]
    assert item.state is ReviewState.OPEN
    assert any("已询问申请人" in each for each in item.reasons)
    assert str(item.receipt) in str(asked["Subject"])
    assert asked["Auto-Submitted"] == "auto-generated"
    assert "项目类别" in body(asked)
    assert "来信询问" in (await mailroom.rows(Entry))[-1].text


async def test_sender_is_asked_once_a_day(mailroom: Mailroom) -> None:
    await mailroom.take(UNSURE)
    await do(mailroom, ask_sender)
    with pytest.raises(Refusal, match="review_asked"):
        await do(mailroom, ask_sender)
    mailroom.later(days=1)
    await do(mailroom, ask_sender)
    assert len(await mailroom.parcels("ask:")) == 2


async def test_answer_to_the_question_joins_and_is_shown_to_the_operators(mailroom: Mailroom) -> None:
    await mailroom.add_operator(501)
    await mailroom.take(UNSURE)
    await mailroom.send_everything()
    await do(mailroom, ask_sender)
    asked = (await mailroom.letters_to(APPLICANT))[1]
    text = "我单位申报科技园区创新能力提升项目。"
    raw = mail(
        f"Re: {asked['Subject']}",
        text,
        files=[("补充.pdf", PDF[::-1])],
        headers={"In_Reply_To": str(asked["Message-ID"])},
    )
    await mailroom.take(raw)
    (row,) = await mailroom.rows(ReviewItem)
    assert row.state is ReviewState.OPEN
    assert text in row.reasons[-1]
    assert any(text in each.payload["text"] for each in await mailroom.parcels("operator:review:1:answer"))
    await do(mailroom, accept, "3.1")
    (submission,) = await mailroom.rows(Submission)
    (letter,) = await mailroom.letters_to(submission.mailbox or "")
    assert sorted(files(letter)) == ["01_材料.pdf", "02_补充.pdf", "original.eml", "original_2.eml"]
    assert files(letter)["original_2.eml"] == raw


async def test_advert_is_closed_with_its_submission_and_says_who_and_when(mailroom: Mailroom) -> None:
    await mailroom.add_operator(501, "管理员")
    await mailroom.take(UNSURE)
    async with mailroom.database.transaction() as session:
        item = await discard(session, 1, mailroom.now, mailroom.policy, WHO, "advert")
    (row,) = await mailroom.rows(Submission)
    assert row.state is SubmissionState.DISCARDED
    assert (item.outcome, item.decided_name, item.decided_at) == ("广告，不作处理", "管理员501", mailroom.now)


async def test_operator_vouches_for_an_answer_from_another_address(mailroom: Mailroom) -> None:
    letter = await handed_in(mailroom)
    raw = reply(letter, "受理\n请等待评审。", sender=STRANGER)
    await mailroom.take(raw)
    (row,) = await mailroom.rows(ReviewItem)
    item = await do(mailroom, forward_reply, parse_mail(raw), number=row.id or 0)
    (submission,) = await mailroom.rows(Submission)
    assert submission.state is SubmissionState.ACCEPTED
    assert "请等待评审" in body((await mailroom.letters_to(APPLICANT))[1])
    assert item.outcome == "已作为科室答复转给申请人"
    with pytest.raises(Refusal, match="review_decided"):
        await do(mailroom, forward_reply, parse_mail(raw), number=row.id or 0)
    assert len(await mailroom.parcels("answer:")) == 1


async def test_operator_lets_a_letter_from_another_address_join(mailroom: Mailroom) -> None:
    await handed_in(mailroom)
    (submission,) = await mailroom.rows(Submission)
    raw = mail(f"补充 {submission.receipt}", "补交审计报告。", sender=STRANGER, files=[("审计报告.pdf", PDF)])
    await mailroom.take(raw)
    (row,) = await mailroom.rows(ReviewItem)
    assert row.submission_id == submission.id
    await do(mailroom, join_reply, parse_mail(raw), number=row.id or 0)
    added = (await mailroom.letters_to(GAOXIN))[1]
    assert files(added) == {"01_审计报告.pdf": PDF, "original.eml": raw}
    assert "补充1" in str(added["Subject"])
    assert "补交审计报告" in body(added)


async def test_submission_waiting_for_a_category_is_no_reply(mailroom: Mailroom) -> None:
    await mailroom.take(UNSURE)
    for act in (forward_reply, join_reply):
        with pytest.raises(Refusal, match="review_no_reply"):
            await do(mailroom, act, parse_mail(UNSURE))


async def test_card_of_a_stranger_s_letter_offers_both_roads(mailroom: Mailroom) -> None:
    letter = await handed_in(mailroom)
    await mailroom.take(reply(letter, "受理", sender=STRANGER))
    async with mailroom.database.transaction() as session:
        item = await discard(session, 1, mailroom.now, mailroom.policy, WHO)
    assert await buttons(mailroom, item) == []
    await mailroom.take(reply(letter, "请问受理了吗", sender=STRANGER))
    async with mailroom.database.reading() as session:
        from handlers.review import show

        words = await buttons(mailroom, await show(session, 2))
    assert {"📨 转给申请人", "📎 并入申报"} < set(words)


async def test_preview_brings_text_and_files_and_decides_nothing(mailroom: Mailroom) -> None:
    await mailroom.add_operator(501)
    await mailroom.take(
        mail("材料", "您好，材料见附件。", files=[("材料.pdf", PDF), ("setup.exe", b"MZ" * 99)])
    )
    (row,) = await mailroom.rows(ReviewItem)
    raw = mailroom.blobs.get((await stored_blob(mailroom)) or "")
    async with mailroom.database.transaction() as session:
        await send_preview(session, 501, row.id or 0, parse_mail(raw), mailroom.now)
    text, *documents = await mailroom.parcels("operator:preview:")
    assert "材料见附件" in text.payload["text"]
    assert "setup.exe 是程序类文件" in text.payload["text"]
    assert [each.payload["name"] for each in documents] == ["材料.pdf", "setup.exe"]
    assert all(each.kind is ParcelKind.DOCUMENT for each in documents)
    (row,) = await mailroom.rows(ReviewItem)
    assert row.state is ReviewState.OPEN


async def stored_blob(mailroom: Mailroom) -> str | None:
    from handlers.review_replies import letter_blob

    async with mailroom.database.reading() as session:
        return await letter_blob(session, 1)


async def refuse_department(
    session: AsyncSession, now: datetime, policy: Policy, words: str = "552 mailbox full"
) -> None:
    """Let the relay refuse the department's letter for good."""
    for parcel in await claim(session, Channel.MAIL, 50, now):
        wanted = parcel.key.startswith("department:")
        fate = Delivery(Fate.REFUSED, words) if wanted else Delivery(Fate.SENT, "250 ok")
        for lost in await settle(session, [(parcel.id, fate)], now, 0):
            await report_lost(session, lost, now, policy)


async def test_department_s_full_mailbox_is_answered_with_one_tap(mailroom: Mailroom) -> None:
    await mailroom.take(mail(SUBJECT, TEXT))
    async with mailroom.database.transaction() as session:
        for parcel in await mailroom.parcels("department:"):
            row = await session.get_one(type(parcel), parcel.id)
            row.state, row.raw = ParcelState.READY, b"bytes"
    async with mailroom.database.transaction() as session:
        await refuse_department(session, mailroom.now, mailroom.policy)
    (item,) = await mailroom.rows(ReviewItem)
    assert "552 mailbox full" in body((await mailroom.letters_to(OPERATOR))[0])
    async with mailroom.database.transaction() as session:
        done = await resend_item(session, item.id or 0, mailroom.now, mailroom.policy, WHO)
    (parcel,) = await mailroom.parcels("department:")
    assert parcel.state is ParcelState.READY
    assert (done.state, done.outcome) == (ReviewState.DISCARDED, "已重新发送")
    async with mailroom.database.transaction() as session:
        await refuse_department(session, mailroom.now, mailroom.policy)
    assert [each.state for each in await mailroom.rows(ReviewItem)] == [
        ReviewState.DISCARDED,
        ReviewState.OPEN,
    ]
    assert len(await mailroom.letters_to(OPERATOR)) == 2


async def test_alarm_that_a_chat_refuses_goes_to_the_mailbox(mailroom: Mailroom) -> None:
    await mailroom.add_operator(501)
    await mailroom.take(UNSURE)
    assert await mailroom.letters_to(OPERATOR) == []
    async with mailroom.database.transaction() as session:
        for parcel in await claim(session, Channel.CHAT, 50, mailroom.now):
            blocked = Delivery(Fate.REFUSED, "bot was blocked by the user")
            for lost in await settle(session, [(parcel.id, blocked)], mailroom.now, 0):
                await report_lost(session, lost, mailroom.now, mailroom.policy)
    (letter,) = await mailroom.letters_to(OPERATOR)
    assert "待审 #1" in body(letter)
