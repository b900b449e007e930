"""Facts about colleagues who are invited and removed by mail."""

from __future__ import annotations

import re

import pytest

from handlers.companions import join_submission
from storage.queries.linking import visible_submission
from storage.tables import AuditEntry, Companion, Invitation, Submission
from tests.handlers.mailroom import APPLICANT, PDF, Mailroom, body, files, mail
from tests.handlers.test_delivery import GAOXIN, SUBJECT, TEXT
from tests.handlers.test_linking import answer_letter

COLLEAGUE = "zhang@example.org"
ADD, REMOVE = f"添加同事 {COLLEAGUE}", f"移除同事 {COLLEAGUE}"


async def proved(room: Mailroom) -> Submission:
    """Hand in from a mailbox that a code has proved."""
    await room.take(mail("关联", ""))
    await answer_letter(room, "确认")
    room.later(days=2)
    await room.take(mail(SUBJECT, TEXT, files=[("项目申报书.pdf", PDF)]))
    return (await room.rows(Submission))[-1]


async def reply(room: Mailroom, sender: str, text: str, **headers: str) -> None:
    """Answer the last letter to somebody."""
    letter = (await room.letters_to(sender))[-1]
    reply_to = {"In_Reply_To": str(letter["Message-ID"]), **headers}
    await room.take(mail(f"Re: {letter['Subject']}", text, sender=sender, headers=reply_to))


async def last(room: Mailroom, recipient: str) -> str:
    return body((await room.letters_to(recipient))[-1])


async def joined(room: Mailroom) -> Submission:
    submission = await proved(room)
    await reply(room, APPLICANT, ADD)
    await reply(room, COLLEAGUE, "确认")
    return submission


async def test_colleague_who_answers_yes_sees_the_submission_and_its_answers(mailroom: Mailroom) -> None:
    submission = await proved(mailroom)
    await reply(mailroom, APPLICANT, ADD)
    assert "邀请信已发到 zhang@example.org" in await last(mailroom, APPLICANT)
    assert await mailroom.rows(Companion) == []
    await reply(mailroom, COLLEAGUE, "确认")
    assert "您已加入申报" in await last(mailroom, COLLEAGUE)
    assert "zhang@example.org 已加入回执" in await last(mailroom, APPLICANT)
    await mailroom.take(mail("状态", "", sender=COLLEAGUE))
    assert str(submission.receipt) in await last(mailroom, COLLEAGUE)
    letter = (await mailroom.letters_to(GAOXIN))[0]
    answer = {"In_Reply_To": str(letter["Message-ID"])}
    await mailroom.take(
        mail("Re", "补正\n请补充审计报告", sender=GAOXIN, files=[("通知.pdf", PDF)], headers=answer)
    )
    for address in (APPLICANT, COLLEAGUE):
        given = (await mailroom.letters_to(address))[-1]
        assert "请补充审计报告" in body(given)
        assert "补充的材料作为附件" in body(given)
        assert set(files(given)) == {"通知.pdf"}
    acts = [each.act for each in await mailroom.rows(AuditEntry)]
    assert [each for each in acts if each.startswith("colleague")] == ["colleague.invite", "colleague.join"]


async def test_colleague_hands_in_more_by_mail(mailroom: Mailroom) -> None:
    submission = await joined(mailroom)
    more = mail(str(submission.receipt), "补充材料", sender=COLLEAGUE, files=[("审计报告.pdf", PDF)])
    await mailroom.take(more)
    assert "补充1" in str((await mailroom.letters_to(GAOXIN))[-1]["Subject"])


async def test_transfer_is_told_to_colleague_and_owner(mailroom: Mailroom) -> None:
    await joined(mailroom)
    letter = (await mailroom.letters_to(GAOXIN))[0]
    headers = {"In_Reply_To": str(letter["Message-ID"])}
    await mailroom.take(mail("Re", "转科技平台管理科", sender=GAOXIN, headers=headers))
    for address in (APPLICANT, COLLEAGUE):
        assert "已转 科技平台管理科 办理" in await last(mailroom, address)


async def test_removed_colleague_is_told_and_is_a_stranger_again(mailroom: Mailroom) -> None:
    submission = await joined(mailroom)
    mailroom.later(days=2)
    await reply(mailroom, APPLICANT, REMOVE)
    assert await mailroom.rows(Companion) == []
    assert "不再参与" in await last(mailroom, COLLEAGUE)
    assert "zhang@example.org 已不再参与" in await last(mailroom, APPLICANT)
    before = len(await mailroom.letters_to(GAOXIN))
    await mailroom.take(
        mail(str(submission.receipt), "补充材料", sender=COLLEAGUE, files=[("另一份.pdf", PDF)])
    )
    assert len(await mailroom.letters_to(GAOXIN)) == before


async def test_mailbox_that_no_code_proved_invites_nobody(mailroom: Mailroom) -> None:
    await mailroom.take(mail(SUBJECT, TEXT, files=[("项目申报书.pdf", PDF)]))
    await reply(mailroom, APPLICANT, ADD)
    assert await mailroom.rows(Invitation) == []
    assert await mailroom.letters_to(COLLEAGUE) == []
    assert "请先确认您的邮箱" in await last(mailroom, APPLICANT)


async def test_mere_number_in_the_subject_invites_nobody(mailroom: Mailroom) -> None:
    submission = await proved(mailroom)
    await mailroom.take(mail(f"{submission.receipt}", ADD))
    assert await mailroom.rows(Invitation) == []
    assert "为防冒名" in await last(mailroom, APPLICANT)


async def test_colleague_cannot_invite_or_remove_by_mail(mailroom: Mailroom) -> None:
    await joined(mailroom)
    await reply(mailroom, COLLEAGUE, "添加同事 third@example.org")
    await reply(mailroom, COLLEAGUE, REMOVE)
    assert await mailroom.letters_to("third@example.org") == []
    assert len(await mailroom.rows(Companion)) == 1
    assert "只能由提交这份申报的人" in await last(mailroom, COLLEAGUE)


@pytest.mark.parametrize(
    ("text", "headers", "told"),
    [
        ("拒绝", {}, "已按您的意思作废"),
        ("这是什么？", {}, "没有看懂"),
        ("确认", {"Authentication_Results": "mx.example.org; dmarc=fail"}, "邀请您一起办理"),
    ],
)
async def test_any_other_answer_lets_nobody_in(
    mailroom: Mailroom, text: str, headers: dict[str, str], told: str
) -> None:
    await proved(mailroom)
    await reply(mailroom, APPLICANT, ADD)
    await reply(mailroom, COLLEAGUE, text, **headers)
    assert await mailroom.rows(Companion) == []
    assert told in await last(mailroom, COLLEAGUE)


async def test_invitation_by_mail_expires_and_is_of_no_use_to_another_mailbox(mailroom: Mailroom) -> None:
    await proved(mailroom)
    await reply(mailroom, APPLICANT, ADD)
    letter = (await mailroom.letters_to(COLLEAGUE))[-1]
    answer = {"In_Reply_To": str(letter["Message-ID"])}
    await mailroom.take(mail("Re", "确认", sender="other@example.net", headers=answer))
    mailroom.later(days=4)
    await reply(mailroom, COLLEAGUE, "确认")
    assert await mailroom.rows(Companion) == []
    assert "已过期" in await last(mailroom, COLLEAGUE)


async def test_code_of_the_letter_opens_the_submission_in_a_chat_once(mailroom: Mailroom) -> None:
    submission = await proved(mailroom)
    await reply(mailroom, APPLICANT, ADD)
    found = re.search(r"with_([a-z0-9]{16})", await last(mailroom, COLLEAGUE))
    assert found
    async with mailroom.database.transaction() as session:
        await join_submission(session, 88, "同事甲", found[1], mailroom.now, mailroom.policy)
        assert await visible_submission(session, submission.id or 0, 88) is not None
    await reply(mailroom, COLLEAGUE, "确认")
    assert len(await mailroom.rows(Companion)) == 1


@pytest.mark.parametrize("address", [GAOXIN, "shenbao@example.org", APPLICANT])
async def test_office_and_owner_are_no_colleagues(mailroom: Mailroom, address: str) -> None:
    await proved(mailroom)
    before = len(await mailroom.letters_to(address))
    await reply(mailroom, APPLICANT, f"邀请 {address}")
    assert await mailroom.rows(Invitation) == []
    assert len(await mailroom.letters_to(address)) == before + (address == APPLICANT)


async def test_one_mailbox_gets_three_invitations_a_day_at_most(mailroom: Mailroom) -> None:
    submission = await proved(mailroom)
    letter = (await mailroom.letters_to(APPLICANT))[-1]
    for number in range(5):
        headers = {"In_Reply_To": str(letter["Message-ID"]), "Message_ID": f"<wish{number}@example.org>"}
        await mailroom.take(mail(f"Re: {submission.receipt} {number}", ADD, headers=headers))
    assert len(await mailroom.letters_to(COLLEAGUE)) == 3


async def with_chat_colleagues(room: Mailroom, *names: str) -> list[Companion]:
    """Let colleagues without a mailbox join a submission in chat."""
    await proved(room)
    for number, name in enumerate(names):
        await reply(room, APPLICANT, f"添加同事 person{number}@example.org")
        invitation = await last(room, f"person{number}@example.org")
        code = re.search(r"with_(\w+)", invitation)
        assert code is not None
        async with room.database.transaction() as session:
            await join_submission(session, 900 + number, name, code[1], room.now, room.policy)
        room.later(minutes=1)
    return await room.rows(Companion)


@pytest.mark.parametrize(
    "words", ["移除同事 张小五", "请移除同事：张小五，谢谢！", "移除同事 编号{}", "移除同事 {}"]
)
async def test_colleague_without_a_mailbox_is_removed_by_name_or_number(
    mailroom: Mailroom, words: str
) -> None:
    (first, _) = await with_chat_colleagues(mailroom, "张小五", "Anna Lee")
    assert f"移除同事 编号 {first.id}" in (await mailroom.letters_to(APPLICANT))[-3].get_content()
    await reply(mailroom, APPLICANT, words.format(first.id))
    (left,) = await mailroom.rows(Companion)
    assert left.id != first.id
    told = await last(mailroom, APPLICANT)
    assert "张小五 已不再参与" in told
    assert f"Anna Lee（在聊天中办理，编号 {left.id}）" in told
    assert any("不再参与" in str(each.payload) for each in await mailroom.parcels("colleague:gone"))


async def test_name_that_two_colleagues_have_removes_nobody(mailroom: Mailroom) -> None:
    await with_chat_colleagues(mailroom, "张小五", "张小五")
    await reply(mailroom, APPLICANT, "移除同事 张小五")
    assert len(await mailroom.rows(Companion)) == 2
    assert "请用下面的编号" in await last(mailroom, APPLICANT)


async def test_list_of_colleagues_is_told_to_the_owner_alone(mailroom: Mailroom) -> None:
    await joined(mailroom)
    await reply(mailroom, APPLICANT, "同事")
    assert COLLEAGUE in await last(mailroom, APPLICANT)
    await reply(mailroom, COLLEAGUE, "同事名单")
    assert "只能由提交这份申报的人" in await last(mailroom, COLLEAGUE)
