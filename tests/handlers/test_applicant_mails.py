"""Facts about what an applicant does by replying: adding, asking for the state, taking back."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from handlers.rules.tokens import written
from storage.states import ReviewState, SubmissionState
from storage.tables import AuditEntry, Entry, ReviewItem, Submission
from tests.handlers.mailroom import APPLICANT, PDF, Mailroom, body, files, mail
from tests.handlers.test_delivery import GAOXIN, SUBJECT, TEXT


async def acknowledged(mailroom: Mailroom) -> EmailMessage:
    """Hand a submission in by mail and return the acknowledgement."""
    await mailroom.take(mail(SUBJECT, TEXT, files=[("项目申报书.pdf", PDF)]))
    return (await mailroom.letters_to(APPLICANT))[0]


def answer(letter: EmailMessage, text: str, *names: str, sender: str = APPLICANT) -> bytes:
    headers = {"In_Reply_To": str(letter["Message-ID"])}
    attached = [(name, PDF[::-1]) for name in names]
    return mail(f"Re: {letter['Subject']}", text, sender=sender, files=attached, headers=headers)


async def submission(mailroom: Mailroom) -> Submission:
    (row,) = await mailroom.rows(Submission)
    return row


async def test_reply_to_the_acknowledgement_goes_on_as_a_numbered_supplement(mailroom: Mailroom) -> None:
    letter = await acknowledged(mailroom)
    for number, name in enumerate(("审计报告.pdf", "合作协议.pdf"), 1):
        raw = answer(letter, f"现补交第 {number} 份材料。", name)
        await mailroom.take(raw)
        added = (await mailroom.letters_to(GAOXIN))[number]
        assert files(added) == {f"01_{name}": PDF[::-1], "original.eml": raw}
        assert f"补充{number}" in str(added["Subject"])
        assert f"现补交第 {number} 份材料" in body(added)
    told = (await mailroom.letters_to(APPLICANT))[1]
    assert "第 1 次补充" in body(told)
    assert "审计报告" not in body(told) + str(told["Subject"])
    assert told["Auto-Submitted"] == "auto-replied"


async def test_status_is_answered_to_the_applicant_and_to_nobody_else(mailroom: Mailroom) -> None:
    letter = await acknowledged(mailroom)
    await mailroom.send_everything()
    await mailroom.take(answer(letter, "您好，请问办理进度如何？谢谢。"))
    told = (await mailroom.letters_to(APPLICANT))[1]
    assert "已送科室" in body(told)
    assert "科室邮件服务器已于 06月20日 09:30 接收" in body(told)
    assert "250" not in body(told)
    assert len(await mailroom.letters_to(GAOXIN)) == 1
    assert await mailroom.rows(ReviewItem) == []


async def test_withdrawal_tells_the_department_and_stays(mailroom: Mailroom) -> None:
    letter = await acknowledged(mailroom)
    await mailroom.take(answer(letter, "我单位申请撤回本次申报。"))
    row = await submission(mailroom)
    assert row.state is SubmissionState.WITHDRAWN
    told = (await mailroom.letters_to(GAOXIN))[1]
    assert "撤回" in str(told["Subject"])
    assert str(row.receipt) in body(told)
    assert "已撤回" in str((await mailroom.letters_to(APPLICANT))[1]["Subject"])
    assert (await mailroom.rows(AuditEntry))[-1].act == "withdraw"
    assert "撤回" in (await mailroom.rows(Entry))[-1].text
    await mailroom.take(mail("Re", "受理", sender=GAOXIN, headers={"In_Reply_To": str(told["Message-ID"])}))
    assert (await submission(mailroom)).state is SubmissionState.WITHDRAWN


async def test_forged_address_without_our_letter_withdraws_nothing(mailroom: Mailroom) -> None:
    await acknowledged(mailroom)
    receipt = (await submission(mailroom)).receipt
    await mailroom.take(mail(f"[回执 {receipt}] 撤回", f"撤回 {receipt}"))
    assert (await submission(mailroom)).state is SubmissionState.DELIVERED
    (item,) = await mailroom.rows(ReviewItem)
    assert "核实" in item.reasons[0]
    assert len(await mailroom.letters_to(GAOXIN)) == 1


async def test_token_of_an_answer_is_proof_enough_to_withdraw(mailroom: Mailroom) -> None:
    await acknowledged(mailroom)
    receipt = (await submission(mailroom)).receipt or ""
    text = f"撤回申报\n\n> {written(mailroom.policy.key, receipt)}\n"
    await mailroom.take(mail("撤回", text))
    assert (await submission(mailroom)).state is SubmissionState.WITHDRAWN


async def test_withdrawal_of_what_waits_for_a_person_closes_the_item(mailroom: Mailroom) -> None:
    await mailroom.take(mail("材料", "您好，材料见附件。", files=[("材料.pdf", PDF)]))
    (letter,) = await mailroom.letters_to(APPLICANT)
    await mailroom.take(answer(letter, "撤回"))
    (item,) = await mailroom.rows(ReviewItem)
    assert (item.state, item.decision) == (ReviewState.DISCARDED, "withdrawn")
    assert await mailroom.parcels("department:") == []


@pytest.mark.parametrize("word", ["办结", "退回"])
async def test_what_is_decided_cannot_be_taken_back(mailroom: Mailroom, word: str) -> None:
    letter = await acknowledged(mailroom)
    (department,) = await mailroom.letters_to(GAOXIN)
    headers = {"In_Reply_To": str(department["Message-ID"])}
    await mailroom.take(mail("Re", word, sender=GAOXIN, headers=headers))
    before = (await submission(mailroom)).state
    await mailroom.take(answer(letter, "撤回"))
    assert (await submission(mailroom)).state is before
    assert "不能再撤回" in body((await mailroom.letters_to(APPLICANT))[-1])


async def test_mail_after_a_withdrawal_waits_for_a_person(mailroom: Mailroom) -> None:
    letter = await acknowledged(mailroom)
    await mailroom.take(answer(letter, "撤回"))
    await mailroom.take(answer(letter, "还是请继续办理。", "新材料.pdf"))
    (item,) = await mailroom.rows(ReviewItem)
    assert item.kind == "reply"
    assert len(await mailroom.letters_to(GAOXIN)) == 2


async def test_two_submissions_of_one_mailbox_never_mix(mailroom: Mailroom) -> None:
    await acknowledged(mailroom)
    await mailroom.take(mail("第二份：" + SUBJECT, TEXT, files=[("第二份申报书.pdf", PDF)]))
    first, second = await mailroom.rows(Submission)
    await mailroom.take(mail(f"补充 {second.receipt}", "补充材料", files=[("审计报告.pdf", PDF)]))
    letters = await mailroom.letters_to(GAOXIN)
    assert str(second.receipt) in str(letters[-1]["Subject"])
    assert str(first.receipt) not in str(letters[-1]["Subject"]) + body(letters[-1])
    headers = {"In_Reply_To": str(letters[0]["Message-ID"])}
    await mailroom.take(mail(f"回复：{letters[0]['Subject']}", "受理", sender=GAOXIN, headers=headers))
    assert [each.state for each in await mailroom.rows(Submission)] == [
        SubmissionState.ACCEPTED,
        SubmissionState.DELIVERED,
    ]
    told = (await mailroom.letters_to(APPLICANT))[-1]
    assert str(first.receipt) in str(told["Subject"])
    assert str(second.receipt) not in str(told["Subject"]) + body(told)


async def test_mailed_supplement_follows_the_submission_to_where_it_went(mailroom: Mailroom) -> None:
    letter = await acknowledged(mailroom)
    (sent,) = await mailroom.letters_to(GAOXIN)
    headers = {"In_Reply_To": str(sent["Message-ID"])}
    transfer = mail(f"回复：{sent['Subject']}", "非我科室，转科技平台管理科", sender=GAOXIN, headers=headers)
    await mailroom.take(transfer)
    (row,) = await mailroom.rows(Submission)
    assert row.mailbox not in (None, GAOXIN)
    await mailroom.take(answer(letter, "现补交材料。", "审计报告.pdf"))
    assert len(await mailroom.letters_to(GAOXIN)) == 1
    forwarded, added = await mailroom.letters_to(row.mailbox or "")
    assert "补充" in str(added["Subject"])
    assert str(sent["Message-ID"]) in str(added["References"]) or str(forwarded["Message-ID"]) in str(
        added["References"]
    )
