"""Facts about what applicants tell the desk by replying to its letters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from handlers.promises import nudge_promises
from storage.tables import Applicant, ApplicantUnit, AuditEntry, Promise, Submission
from tests.handlers.mailroom import APPLICANT, PDF, Mailroom, body, files, mail
from tests.handlers.test_delivery import GAOXIN, SUBJECT, TEXT
from tests.handlers.test_mail_colleagues import last, reply

UNIT = "江门市晨曦科技有限公司"
FORM = f"单位：{UNIT}\n统一社会信用代码：91440101231245152Y\n联系人：王小明\n电话：13800138000"
FILE = ("项目申报书.pdf", PDF)


async def hand_in(room: Mailroom, text: str = TEXT, subject: str = SUBJECT) -> Submission:
    room.later(minutes=1)
    await room.take(mail(subject, text, files=[FILE]))
    return (await room.rows(Submission))[-1]


async def unit_of(room: Mailroom, submission_id: int | None) -> ApplicantUnit | None:
    rows = await room.rows(ApplicantUnit)
    return next((each for each in rows if each.submission_id == submission_id), None)


async def test_acknowledgement_asks_who_hands_in_and_says_what_can_be_replied(mailroom: Mailroom) -> None:
    await hand_in(mailroom)
    told = await last(mailroom, APPLICANT)
    for words in (
        "申报单位：\n",
        "统一社会信用代码：\n",
        "联系人：\n",
        "“记住”",
        "“后补”",
        "“状态”",
        "“撤回”",
    ):
        assert words in told


async def test_unit_in_the_reply_is_written_down_and_told_to_the_department(mailroom: Mailroom) -> None:
    submission = await hand_in(mailroom)
    await reply(mailroom, APPLICANT, f"{FORM}\n谢谢！")
    row = await unit_of(mailroom, submission.id)
    assert row is not None
    assert (row.name, row.contact, row.phone) == (UNIT, "王小明", "13800138000")
    assert row.credit_code == "91440101231245152Y"
    letter = (await mailroom.letters_to(GAOXIN))[-1]
    assert "补充1" in str(letter["Subject"])
    assert UNIT in str(letter["Subject"])
    assert "统一社会信用代码：91440101231245152Y" in body(letter)
    answer = await last(mailroom, APPLICANT)
    assert f"申报单位：{UNIT}" in answer
    assert "已一并告知科室" in answer


async def test_unit_is_used_again_only_after_consent_and_names_the_files(mailroom: Mailroom) -> None:
    await hand_in(mailroom)
    await reply(mailroom, APPLICANT, FORM)
    mailroom.later(days=2)
    second = await hand_in(mailroom, f"{TEXT}第二批材料。")
    assert await unit_of(mailroom, second.id) is None
    await reply(mailroom, APPLICANT, f"{FORM}\n记住")
    assert "下次提交时直接使用" in await last(mailroom, APPLICANT)
    mailroom.later(days=2)
    third = await hand_in(mailroom, f"{TEXT}第三批材料。")
    row = await unit_of(mailroom, third.id)
    assert row is not None
    assert row.contact == "王小明"
    assert f"01_项目申报书_{UNIT}.pdf" in files((await mailroom.letters_to(GAOXIN))[-1])
    await reply(mailroom, APPLICANT, "不用记住")
    assert await unit_of(mailroom, None) is None
    assert await unit_of(mailroom, third.id) is not None


async def test_correction_changes_the_field_that_it_names_alone(mailroom: Mailroom) -> None:
    submission = await hand_in(mailroom)
    await reply(mailroom, APPLICANT, FORM)
    await reply(mailroom, APPLICANT, "电话 0750-3531234")
    row = await unit_of(mailroom, submission.id)
    assert row is not None
    assert (row.name, row.phone) == (UNIT, "0750-3531234")


async def test_wrong_code_is_told_and_the_rest_is_kept(mailroom: Mailroom) -> None:
    submission = await hand_in(mailroom)
    await reply(mailroom, APPLICANT, FORM.replace("152Y", "152X"))
    row = await unit_of(mailroom, submission.id)
    assert row is not None
    assert row.credit_code is None
    assert row.name == UNIT
    assert "校验位对不上" in await last(mailroom, APPLICANT)


async def test_form_filled_in_where_it_is_quoted_is_read(mailroom: Mailroom) -> None:
    submission = await hand_in(mailroom)
    quoted = (await last(mailroom, APPLICANT)).replace("申报单位：\n", f"申报单位：{UNIT}\n")
    marked = "\n".join(f"> {line}" for line in quoted.splitlines())
    await reply(mailroom, APPLICANT, f"\n\n在 2022年6月20日，申报台 <shenbao@example.org> 写道：\n{marked}\n")
    row = await unit_of(mailroom, submission.id)
    assert row is not None
    assert row.name == UNIT


async def test_unit_labelled_in_the_first_mail_goes_with_it(mailroom: Mailroom) -> None:
    text = f"{TEXT}\n申报单位：{UNIT}\n联系人：王小明，电话：13800138000\n"
    submission = await hand_in(mailroom, text)
    row = await unit_of(mailroom, submission.id)
    assert row is not None
    assert row.contact == "王小明"
    letter = (await mailroom.letters_to(GAOXIN))[0]
    assert UNIT in str(letter["Subject"])
    assert "联系电话：13800138000" in body(letter)
    told = await last(mailroom, APPLICANT)
    assert "已有申报单位、联系人、联系电话" in told
    assert UNIT not in told  # the sender may be forged: nothing that was written goes there


@pytest.mark.parametrize(
    "line",
    [
        "申报单位：详见附件",
        "合作单位：江门市某某大学",
        "单位：甲科技有限公司\n单位：乙科技有限公司",
        "联系人：李科长 电话：0750-3531234",  # nobody of the guide, but no unit either
    ],
)
async def test_what_is_no_unit_for_sure_is_not_taken_for_one(mailroom: Mailroom, line: str) -> None:
    submission = await hand_in(mailroom, f"{TEXT}\n{line}\n")
    row = await unit_of(mailroom, submission.id)
    assert row is None or row.name is None


async def test_forged_sender_writes_no_unit(mailroom: Mailroom) -> None:
    submission = await hand_in(mailroom)
    await mailroom.take(mail(f"回执 {submission.receipt}", f"{FORM}\n记住"))
    assert await mailroom.rows(ApplicantUnit) == []
    assert "13800138000" in body((await mailroom.letters_to(GAOXIN))[-1])  # the department reads the words


async def test_notices_stand_in_the_acknowledgement_until_agreed(mailroom: Mailroom) -> None:
    await hand_in(mailroom)
    assert "涉密材料请勿用邮件发送" in await last(mailroom, APPLICANT)
    assert "撤回后保存 3 年" in await last(mailroom, APPLICANT)
    await reply(mailroom, APPLICANT, "同意")
    assert (await mailroom.rows(Applicant))[0].noticed_at == mailroom.now
    assert "以后不再提示" in await last(mailroom, APPLICANT)
    assert len(await mailroom.letters_to(GAOXIN)) == 1
    mailroom.later(days=2)
    await hand_in(mailroom, f"{TEXT}第二批材料。")
    assert "涉密" not in await last(mailroom, APPLICANT)


async def test_yes_to_a_department_is_the_departments(mailroom: Mailroom) -> None:
    await hand_in(mailroom)
    letter = (await mailroom.letters_to(GAOXIN))[0]
    question = {"In_Reply_To": str(letter["Message-ID"])}
    await mailroom.take(mail("Re", "补正\n是否同意调整预算？", sender=GAOXIN, headers=question))
    await reply(mailroom, APPLICANT, "同意")
    assert "同意" in body((await mailroom.letters_to(GAOXIN))[-1])
    assert (await mailroom.rows(Applicant))[0].noticed_at is None


async def test_rest_is_promised_by_one_word_and_nudged_once_by_letter(mailroom: Mailroom) -> None:
    submission = await hand_in(mailroom)
    await reply(mailroom, APPLICANT, "先提交，后补")
    told = await last(mailroom, APPLICANT)
    assert "请在 6月27日(周一)前补交（还剩 5 个工作日）" in told
    assert "营业执照" in told
    await reply(mailroom, APPLICANT, "状态")
    assert "补交期限：6月27日(周一)，还剩 5 个工作日" in await last(mailroom, APPLICANT)
    assert "申报人说明 2022-06-27 前补交" in body((await mailroom.letters_to(GAOXIN))[-1])
    for day in (23, 24, 27):
        async with mailroom.database.transaction() as session:
            await nudge_promises(session, datetime(2022, 6, day, 1, 0, tzinfo=UTC), mailroom.policy)
    (nudge,) = [each for each in await mailroom.parcels("promise:") if each.recipient == APPLICANT]
    assert nudge.created_at == datetime(2022, 6, 24, 1, 0, tzinfo=UTC)
    assert "还剩 1 个工作日" in await last(mailroom, APPLICANT)
    mailroom.now = datetime(2022, 6, 24, 2, 0, tzinfo=UTC)
    await reply(mailroom, APPLICANT, "已齐")
    assert await mailroom.rows(Promise) == []
    assert "不再提醒" in await last(mailroom, APPLICANT)
    assert submission.receipt


async def test_rest_is_promised_with_the_material_itself(mailroom: Mailroom) -> None:
    await hand_in(mailroom, f"{TEXT}先提交申报书，其余材料后补。")
    (promised,) = await mailroom.rows(Promise)
    assert any("营业执照" in each for each in promised.items)
    assert "补交" in body((await mailroom.letters_to(GAOXIN))[0])
    assert "到期前提醒您一次" in await last(mailroom, APPLICANT)


async def test_mailed_supplement_keeps_what_was_promised(mailroom: Mailroom) -> None:
    submission = await hand_in(mailroom)
    await reply(mailroom, APPLICANT, "后补")
    (before,) = await mailroom.rows(Promise)
    number = str(submission.receipt)
    await mailroom.take(mail(number, "补充营业执照", files=[("营业执照.pdf", PDF[::-1])]))
    (after,) = await mailroom.rows(Promise)
    assert set(before.items) > set(after.items)


async def test_conversation_is_not_cut_short_after_three_letters(mailroom: Mailroom) -> None:
    await hand_in(mailroom)
    for number, text in enumerate(("状态", FORM, "记住", "同意", "状态", "后补", "状态")):
        before = len(await mailroom.letters_to(APPLICANT))
        await reply(mailroom, APPLICANT, text, Message_ID=f"<{number}@mail.example.org>")
        assert len(await mailroom.letters_to(APPLICANT)) == before + 1, text
        mailroom.later(minutes=1)
    await hand_in(mailroom, f"{TEXT}第二批材料。")
    assert "已于" in await last(mailroom, APPLICANT)


async def test_words_of_mails_are_audited(mailroom: Mailroom) -> None:
    await hand_in(mailroom)
    await reply(mailroom, APPLICANT, f"{FORM}\n记住")
    (line,) = [each for each in await mailroom.rows(AuditEntry) if each.act == "words"]
    assert line.detail == {"did": "remember,unit"}
    assert timedelta(0) == line.at - mailroom.now
