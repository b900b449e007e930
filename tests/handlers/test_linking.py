"""Facts about one person with two channels."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from handlers.companions import Party, invite, join_submission, party, remove
from handlers.linking import Answer, Proof, ask_code, linked_address, take_link, try_code, unlink
from handlers.receipt_messages import send_receipt_again
from handlers.refusals import Refusal
from handlers.rules.tokens import written
from storage.queries.chats import applicant_by_chat, own_submission
from storage.queries.linking import visible_receipt, visible_submission
from storage.tables import AddressCode, Applicant, AuditEntry, ReviewItem, Submission
from tests.handlers.mailroom import APPLICANT, PDF, Mailroom, body, files, mail
from tests.handlers.test_delivery import GAOXIN, SUBJECT, TEXT, chat_submission

CHAT, OTHER = 77, 88


async def ask(room: Mailroom, address: str = APPLICANT, chat: int = CHAT) -> str:
    """Ask for a code in chat, and return it from the letter."""
    async with room.database.transaction() as session:
        await ask_code(session, chat, "陈一", address, room.now, room.policy)
    letter = (await room.letters_to(address.lower()))[-1]
    found = re.search(r"验证码：(\d{8})", body(letter))
    assert found
    return found[1]


async def give(room: Mailroom, code: str, chat: int = CHAT) -> Answer:
    async with room.database.transaction() as session:
        return await try_code(session, chat, code, room.now, room.policy)


async def mailed(room: Mailroom) -> Submission:
    await room.take(mail(SUBJECT, TEXT, files=[("项目申报书.pdf", PDF)]))
    return (await room.rows(Submission))[-1]


async def sees(room: Mailroom, submission: Submission, chat: int = CHAT) -> bool:
    async with room.database.reading() as session:
        return await own_submission(session, submission.id or 0, chat) is not None


async def test_code_of_the_letter_joins_mailed_submissions_to_the_chat(mailroom: Mailroom) -> None:
    submission = await mailed(mailroom)
    code = await ask(mailroom)
    assert not await sees(mailroom, submission)
    assert await give(mailroom, f" {code[:4]} {code[4:]} ") == Answer(Proof.LINKED, APPLICANT)
    assert await sees(mailroom, submission)
    assert [each.act for each in await mailroom.rows(AuditEntry)][-2:] == ["link.code", "link"]


async def test_nothing_is_joined_on_a_claim_alone(mailroom: Mailroom) -> None:
    submission = await mailed(mailroom)
    await ask(mailroom)
    async with mailroom.database.reading() as session:
        assert await linked_address(session, CHAT) is None
    assert not await sees(mailroom, submission)


async def test_only_the_digest_of_a_code_is_kept(mailroom: Mailroom) -> None:
    code = await ask(mailroom)
    (row,) = await mailroom.rows(AddressCode)
    assert code not in repr(row)


async def test_fifth_wrong_try_ends_the_code(mailroom: Mailroom) -> None:
    code = await ask(mailroom)
    wrong = f"{(int(code) + 1) % 10**8:08d}"
    lefts = [(await give(mailroom, wrong)).left for _ in range(4)]
    assert lefts == [4, 3, 2, 1]
    assert (await give(mailroom, wrong)).proof is Proof.SPENT
    assert (await give(mailroom, code)).proof is Proof.SPENT


async def test_code_expires_and_works_once(mailroom: Mailroom) -> None:
    code = await ask(mailroom)
    mailroom.later(minutes=31)
    assert (await give(mailroom, code)).proof is Proof.SPENT
    code = await ask(mailroom)
    assert (await give(mailroom, code)).proof is Proof.LINKED
    assert (await give(mailroom, code)).proof is Proof.SPENT


async def test_code_of_one_chat_is_of_no_use_in_another(mailroom: Mailroom) -> None:
    code = await ask(mailroom)
    await ask(mailroom, "other@example.org", OTHER)
    assert (await give(mailroom, code, OTHER)).proof is Proof.WRONG


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("nobody", "link_no_address"),
        ("shenbao@example.org", "link_office"),
        (GAOXIN, "link_office"),
    ],
)
async def test_addresses_that_cannot_be_anybodys_are_refused(
    mailroom: Mailroom, typed: str, sentence: str
) -> None:
    with pytest.raises(Refusal, match=sentence):
        async with mailroom.database.transaction() as session:
            await ask_code(session, CHAT, "陈一", typed, mailroom.now, mailroom.policy)


async def test_sixth_code_of_a_day_is_refused(mailroom: Mailroom) -> None:
    for _ in range(5):
        await ask(mailroom)
    with pytest.raises(Refusal, match="link_too_many"):
        await ask(mailroom)
    with pytest.raises(Refusal, match="link_too_many"):  # the mailbox is spared too
        await ask(mailroom, chat=OTHER)


async def answer_letter(room: Mailroom, text: str, **headers: str) -> None:
    letter = (await room.letters_to(APPLICANT))[-1]
    reply = {"In_Reply_To": str(letter["Message-ID"]), **headers}
    await room.take(mail(f"Re: {letter['Subject']}", text, headers=reply))


async def test_plain_yes_by_mail_links_the_chat_that_asked(mailroom: Mailroom) -> None:
    submission = await mailed(mailroom)
    await ask(mailroom)
    await answer_letter(mailroom, "确认")
    assert await sees(mailroom, submission)
    assert [each.recipient for each in await mailroom.parcels("link:done:")] == [str(CHAT)]
    assert "已与聊天关联" in body((await mailroom.letters_to(APPLICANT))[-1])


@pytest.mark.parametrize("text", ["这是什么？", "拒绝，不是我", "请问你们是谁"])
async def test_any_other_answer_links_nothing(mailroom: Mailroom, text: str) -> None:
    submission = await mailed(mailroom)
    await ask(mailroom)
    await answer_letter(mailroom, text)
    assert not await sees(mailroom, submission)
    assert await mailroom.parcels("link:done:") == []


async def test_refused_code_is_of_no_use_any_more(mailroom: Mailroom) -> None:
    code = await ask(mailroom)
    await answer_letter(mailroom, "拒绝")
    assert (await give(mailroom, code)).proof is Proof.SPENT


async def test_answer_that_failed_authentication_goes_to_a_person(mailroom: Mailroom) -> None:
    await ask(mailroom)
    await answer_letter(mailroom, "确认", Authentication_Results="mx.example.org; dmarc=fail")
    async with mailroom.database.reading() as session:
        assert await linked_address(session, CHAT) is None
    assert len(await mailroom.rows(ReviewItem)) == 1


async def test_status_by_mail_lists_what_was_handed_in_by_chat(mailroom: Mailroom) -> None:
    await chat_submission(mailroom)
    await give(mailroom, await ask(mailroom))
    await mailroom.take(mail("状态", ""))
    letter = (await mailroom.letters_to(APPLICANT))[-1]
    assert "SB-2022-000009-XX" in body(letter)
    assert "已送科室" in body(letter)


async def test_status_by_mail_shows_strangers_nothing(mailroom: Mailroom) -> None:
    await mailed(mailroom)
    await mailroom.take(mail("状态", "", sender="stranger@example.net"))
    letter = (await mailroom.letters_to("stranger@example.net"))[-1]
    assert "没有查到" in body(letter)


async def test_mailbox_that_asks_itself_gets_the_full_receipt_once_it_confirmed(mailroom: Mailroom) -> None:
    await mailroom.take(mail("关联", ""))
    await answer_letter(mailroom, "确认")
    submission = await mailed(mailroom)
    receipt = (await mailroom.letters_to(APPLICANT))[-1]
    assert str(submission.receipt) in str(receipt["Subject"])
    assert "SHA-256" in body(receipt)
    assert "项目申报书.pdf" in body(receipt)


async def test_unproved_mailbox_gets_no_name_that_the_sender_chose(mailroom: Mailroom) -> None:
    await mailed(mailroom)
    receipt = (await mailroom.letters_to(APPLICANT))[-1]
    assert "SHA-256" not in body(receipt)
    assert files(receipt) == {}


async def test_link_of_the_letter_joins_the_chat_that_opens_it(mailroom: Mailroom) -> None:
    submission = await mailed(mailroom)
    await mailroom.take(mail("关联", ""))
    found = re.search(r"link_([a-z0-9]{16})", body((await mailroom.letters_to(APPLICANT))[-1]))
    assert found
    async with mailroom.database.transaction() as session:
        answer = await take_link(session, CHAT, "陈一", found[1], mailroom.now, mailroom.policy)
        again = await take_link(session, OTHER, "外人", found[1], mailroom.now, mailroom.policy)
    assert (answer.proof, again.proof) == (Proof.LINKED, Proof.SPENT)
    assert await sees(mailroom, submission)


async def test_unlinking_leaves_to_each_channel_what_came_by_it(mailroom: Mailroom) -> None:
    by_mail = await mailed(mailroom)
    own = await chat_submission(mailroom)
    await give(mailroom, await ask(mailroom))
    async with mailroom.database.transaction() as session:
        assert await unlink(session, CHAT, mailroom.now, mailroom.policy) == APPLICANT
        assert await own_submission(session, own, CHAT) is not None
    assert not await sees(mailroom, by_mail)
    await mailroom.take(mail("状态", ""))
    letter = body((await mailroom.letters_to(APPLICANT))[-1])
    assert str(by_mail.receipt) in letter
    assert "SB-2022-000009-XX" not in letter


async def test_second_chat_of_a_mailbox_takes_it_over_and_the_first_is_told(mailroom: Mailroom) -> None:
    by_mail = await mailed(mailroom)
    own = await chat_submission(mailroom)
    await give(mailroom, await ask(mailroom))
    await give(mailroom, await ask(mailroom, chat=OTHER), OTHER)
    assert await sees(mailroom, by_mail, OTHER)
    async with mailroom.database.reading() as session:
        assert await own_submission(session, own, CHAT) is not None
        assert await own_submission(session, own, OTHER) is None
    assert [each.recipient for each in await mailroom.parcels("link:left:")] == [str(CHAT)]


async def invited(room: Mailroom, submission_id: int) -> str:
    async with room.database.transaction() as session:
        made = await invite(session, CHAT, submission_id, room.now, room.policy)
    assert made
    return made.code


async def come(room: Mailroom, code: str, chat: int = OTHER) -> None:
    async with room.database.transaction() as session:
        await join_submission(session, chat, "同事甲", code, room.now, room.policy)


async def shown(room: Mailroom, submission_id: int, chat: int = OTHER) -> bool:
    async with room.database.reading() as session:
        return await visible_submission(session, submission_id, chat) is not None


async def test_colleague_sees_the_one_submission_and_owner_takes_them_out(mailroom: Mailroom) -> None:
    number = await chat_submission(mailroom)
    await come(mailroom, await invited(mailroom, number))
    assert await shown(mailroom, number)
    async with mailroom.database.reading() as session:
        assert await own_submission(session, number, OTHER) is None
        colleague = await applicant_by_chat(session, OTHER)
        found = await party(session, CHAT, number)
        assert await party(session, OTHER, number) is None
    assert colleague
    assert found
    assert found == Party(found.submission, ((colleague.id or 0, "同事甲"),))
    async with mailroom.database.transaction() as session:
        await remove(session, CHAT, number, colleague.id or 0, mailroom.now, mailroom.policy)
    assert not await shown(mailroom, number)
    acts = [each.act for each in await mailroom.rows(AuditEntry)]
    assert acts[-3:] == ["colleague.invite", "colleague.join", "colleague.remove"]


async def test_invitation_works_once_and_expires(mailroom: Mailroom) -> None:
    number = await chat_submission(mailroom)
    code = await invited(mailroom, number)
    await come(mailroom, code)
    with pytest.raises(Refusal, match="invitation_unknown"):
        await come(mailroom, code, 99)
    late = await invited(mailroom, number)
    mailroom.later(days=4)
    with pytest.raises(Refusal, match="invitation_unknown"):
        await come(mailroom, late, 99)
    assert not await shown(mailroom, number, 99)


async def test_colleague_cannot_invite_or_remove(mailroom: Mailroom) -> None:
    number = await chat_submission(mailroom)
    await come(mailroom, await invited(mailroom, number))
    async with mailroom.database.transaction() as session:
        assert await invite(session, OTHER, number, mailroom.now, mailroom.policy) is None
        assert await remove(session, OTHER, number, 9, mailroom.now, mailroom.policy) is None


async def test_receipt_is_sent_again_to_its_owner_only(mailroom: Mailroom) -> None:
    number = await chat_submission(mailroom)
    await come(mailroom, await invited(mailroom, number))

    async def again(chat: int, receipt: str, now: datetime) -> bool:
        async with mailroom.database.transaction() as session:
            return await send_receipt_again(session, chat, receipt, now, mailroom.policy)

    assert await again(CHAT, "SB-2022-000009-XX", mailroom.now)
    assert not await again(OTHER, "SB-2022-000009-XX", mailroom.now)
    assert not await again(OTHER, "SB-2022-000001-AA", mailroom.now)
    assert {each.recipient for each in await mailroom.parcels("receipt:")} == {str(CHAT)}
    for _ in range(3):
        await again(OTHER, "SB-2022-000001-AA", mailroom.now)
    with pytest.raises(Refusal, match="too_many_lookups"):
        await again(OTHER, "SB-2022-000001-AA", mailroom.now)
    async with mailroom.database.reading() as session:
        assert await visible_receipt(session, "SB-2022-000009-XX", OTHER) is not None
        assert await visible_receipt(session, "SB-2022-000009-XX", 99) is None


async def test_row_of_a_mere_mailbox_goes_when_its_chat_is_found(mailroom: Mailroom) -> None:
    await mailed(mailroom)
    await give(mailroom, await ask(mailroom))
    (row,) = await mailroom.rows(Applicant)
    assert (row.chat_id, row.email) == (CHAT, APPLICANT)


async def test_answer_reaches_colleagues_too(mailroom: Mailroom) -> None:
    number = await chat_submission(mailroom)
    await come(mailroom, await invited(mailroom, number))
    (letter,) = await mailroom.letters_to(GAOXIN)
    raw = mail(
        "Re",
        "补正",
        sender=GAOXIN,
        files=[("通知.pdf", PDF)],
        headers={"In_Reply_To": str(letter["Message-ID"])},
    )
    await mailroom.take(raw)
    told = [each.recipient for each in await mailroom.parcels("answer:")]
    assert told == [str(CHAT), str(CHAT), str(OTHER), str(OTHER)]


async def test_withdrawal_by_mail_is_the_owners_alone(mailroom: Mailroom) -> None:
    number = await chat_submission(mailroom)
    await come(mailroom, await invited(mailroom, number))
    colleague = "colleague@example.org"
    await give(mailroom, await ask(mailroom, colleague, OTHER), OTHER)
    receipt = "SB-2022-000009-XX"
    token = written(mailroom.policy.key, receipt)
    await mailroom.take(mail(f"撤回 {receipt}", f"撤回\n\n> {token}", sender=colleague))
    (row,) = await mailroom.rows(Submission)
    assert row.state == "delivered"


async def test_receipt_by_mail_is_full_only_for_a_proved_mailbox(mailroom: Mailroom) -> None:
    submission = await mailed(mailroom)
    wish = mail(f"回执 {submission.receipt}", "请补发回执")
    await mailroom.take(wish)
    short = body((await mailroom.letters_to(APPLICANT))[-1])
    assert "文件：1 个" in short
    assert "SHA-256" not in short
    mailroom.later(days=2)
    await give(mailroom, await ask(mailroom))
    await mailroom.take(mail(f"回执 {submission.receipt}", "请再发一次回执，谢谢"))
    assert "SHA-256" in body((await mailroom.letters_to(APPLICANT))[-1])
