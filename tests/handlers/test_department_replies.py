"""Facts about the way back from the department to the applicant."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from handlers.department_letters import TRANSCRIPT
from handlers.rules.guide import department
from handlers.rules.tokens import written
from handlers.screens import anew, press_data
from storage.queries.letters import categories_of_senders
from storage.states import ParcelKind, ReviewState, SubmissionState
from storage.tables import Entry, Example, Letter, ReviewItem, Submission
from tests.handlers.mailroom import APPLICANT, DESK, OPERATOR, PDF, Mailroom, body, files, mail, sample_guide
from tests.handlers.test_delivery import GAOXIN, SUBJECT, TEXT, chat_submission

PLATFORM = "科技平台管理科"


async def handed_in(mailroom: Mailroom) -> EmailMessage:
    """Hand a submission in by mail and return the department's letter."""
    await mailroom.take(mail(SUBJECT, TEXT, files=[("项目申报书.pdf", PDF)]))
    return (await mailroom.letters_to(GAOXIN))[0]


def reply(letter: EmailMessage, text: str, *, sender: str = GAOXIN, **more: str) -> bytes:
    headers = {"In_Reply_To": str(letter["Message-ID"]), **more}
    return mail(f"回复：{letter['Subject']}", text, sender=sender, headers=headers)


async def state(mailroom: Mailroom) -> SubmissionState:
    (row,) = await mailroom.rows(Submission)
    return row.state


@pytest.mark.parametrize(
    ("text", "state_after"),
    [
        ("受理", SubmissionState.ACCEPTED),
        ("补正\n请补充审计报告", SubmissionState.AMEND),
        ("退回，不符合申报条件", SubmissionState.RETURNED),
        ("办结", SubmissionState.CLOSED),
        ("请问贵单位联系人是谁？", SubmissionState.DELIVERED),
    ],
)
async def test_first_words_set_the_status(
    mailroom: Mailroom, text: str, state_after: SubmissionState
) -> None:
    await mailroom.take(reply(await handed_in(mailroom), text))
    assert await state(mailroom) is state_after
    answer = (await mailroom.letters_to(APPLICANT))[1]
    assert text.splitlines()[-1] in body(answer)


async def test_answer_hangs_below_the_mail_that_the_applicant_sent(mailroom: Mailroom) -> None:
    await mailroom.take(reply(await handed_in(mailroom), "受理"))
    (row,) = [each for each in await mailroom.rows(Letter) if each.sender == APPLICANT]
    answer = (await mailroom.letters_to(APPLICANT))[1]
    assert answer["In-Reply-To"] == f"<{row.message_id}>"


async def test_files_of_the_answer_reach_the_applicant(mailroom: Mailroom) -> None:
    letter = await handed_in(mailroom)
    raw = mail(
        f"Re: {letter['Subject']}",
        "补正",
        sender=GAOXIN,
        files=[("补正通知.pdf", b"%PDF notice")],
        headers={"References": str(letter["Message-ID"])},
    )
    await mailroom.take(raw)
    assert files((await mailroom.letters_to(APPLICANT))[1]) == {"补正通知.pdf": b"%PDF notice"}


async def test_quoted_letter_and_its_token_stay_out_of_the_answer(mailroom: Mailroom) -> None:
    letter = await handed_in(mailroom)
    quoted = "\n".join(f"> {line}" for line in body(letter).splitlines())
    await mailroom.take(reply(letter, f"受理，请等待评审。\n\n在 2022年6月20日，申报台写道：\n{quoted}\n"))
    answer = body((await mailroom.letters_to(APPLICANT))[1])
    assert "请等待评审" in answer
    assert "SHA-256" not in answer


async def test_answer_to_a_submission_from_chat_arrives_in_the_chat(mailroom: Mailroom) -> None:
    await chat_submission(mailroom)
    (letter,) = await mailroom.letters_to(GAOXIN)
    raw = mail(
        "Re",
        "补正<b>\n请补材料",
        sender=GAOXIN,
        files=[("通知.pdf", PDF)],
        headers={"In_Reply_To": str(letter["Message-ID"])},
    )
    await mailroom.take(raw)
    text, document = await mailroom.parcels("answer:")
    assert (text.recipient, document.recipient) == ("77", "77")
    assert "补正&lt;b&gt;" in text.payload["text"]
    assert document.kind is ParcelKind.DOCUMENT
    assert document.payload["name"] == "通知.pdf"


@pytest.mark.parametrize(("text", "offered"), [("补正\n请补充审计报告", True), ("受理", False)])
async def test_answer_that_wants_more_can_be_supplemented_from_the_chat(
    mailroom: Mailroom,
    text: str,
    offered: bool,  # noqa: FBT001 - a column of the table
) -> None:
    number = await chat_submission(mailroom)
    (letter,) = await mailroom.letters_to(GAOXIN)
    await mailroom.take(reply(letter, text))
    (told,) = await mailroom.parcels("answer:")
    pressed = [each["data"] for row in told.payload["buttons"] for each in row]
    assert pressed == ([anew(press_data("s", "more", number))] if offered else [])


async def test_answer_by_mail_says_how_to_supplement(mailroom: Mailroom) -> None:
    await mailroom.take(reply(await handed_in(mailroom), "补正\n请补充审计报告"))
    told = body((await mailroom.letters_to(APPLICANT))[-1])
    assert "直接回复本邮件，补充的材料作为附件" in told


async def test_token_alone_finds_the_submission(mailroom: Mailroom) -> None:
    await handed_in(mailroom)
    (row,) = await mailroom.rows(Submission)
    await mailroom.take(
        mail("答复", f"受理\n{written(mailroom.policy.key, row.receipt or '')}", sender=GAOXIN)
    )
    assert await state(mailroom) is SubmissionState.ACCEPTED


async def test_name_that_a_programme_copies_from_reply_to_finds_the_submission(mailroom: Mailroom) -> None:
    letter = await handed_in(mailroom)
    answer = mail("回复", "受理", sender=GAOXIN).replace(
        f"To: {DESK}".encode(), f"To: {letter['Reply-To']}".encode()
    )
    assert "〔" in str(letter["Reply-To"])
    await mailroom.take(answer)
    assert await state(mailroom) is SubmissionState.ACCEPTED


async def test_receipt_number_from_the_department_itself_finds_the_submission(mailroom: Mailroom) -> None:
    await handed_in(mailroom)
    (row,) = await mailroom.rows(Submission)
    await mailroom.take(mail(f"关于 {row.receipt}", "受理", sender=GAOXIN.upper()))
    assert await state(mailroom) is SubmissionState.ACCEPTED


@pytest.mark.parametrize("sender", ["stranger@example.net", "kjjcxfzk@jiangmen.gov.cn"])
async def test_reply_from_anybody_else_goes_to_a_person_even_with_the_token(
    mailroom: Mailroom, sender: str
) -> None:
    letter = await handed_in(mailroom)
    (row,) = await mailroom.rows(Submission)
    text = f"受理\n{written(mailroom.policy.key, row.receipt or '')}"
    await mailroom.take(reply(letter, text, sender=sender))
    assert await state(mailroom) is SubmissionState.DELIVERED
    (item,) = await mailroom.rows(ReviewItem)
    assert (item.kind, item.state) == ("reply", ReviewState.OPEN)
    assert len(await mailroom.letters_to(APPLICANT)) == 1
    assert len(await mailroom.letters_to(OPERATOR)) == 1
    assert "answer" not in [each.kind for each in await mailroom.rows(Entry)]


async def test_reply_whose_sender_failed_authentication_goes_to_a_person(mailroom: Mailroom) -> None:
    letter = await handed_in(mailroom)
    await mailroom.take(reply(letter, "受理", Authentication_Results="mx.example.org; dmarc=fail"))
    assert await state(mailroom) is SubmissionState.DELIVERED
    assert len(await mailroom.rows(ReviewItem)) == 1
    assert len(await mailroom.letters_to(APPLICANT)) == 1


async def test_transfer_sends_everything_on_and_tells_the_applicant(mailroom: Mailroom) -> None:
    await mailroom.take(reply(await handed_in(mailroom), f"非我科室，转{PLATFORM}"))
    (row,) = await mailroom.rows(Submission)
    assert row.department == PLATFORM
    assert row.mailbox not in (None, GAOXIN)
    (passed,) = await mailroom.letters_to(row.mailbox or "")
    assert sorted(files(passed)) == ["01_项目申报书.pdf", "original.eml"]
    assert "转来" in body(passed)
    assert str(row.receipt) in str(passed["Subject"])
    assert PLATFORM in body((await mailroom.letters_to(APPLICANT))[1])


async def test_transfer_is_kept_as_an_example_of_the_new_department(mailroom: Mailroom) -> None:
    await mailroom.take(reply(await handed_in(mailroom), f"非我科室，转{PLATFORM}"))
    (submission,) = await mailroom.rows(Submission)
    (example,) = await mailroom.rows(Example)
    chosen = sample_guide().category(example.category)
    assert chosen is not None
    assert department(chosen) == PLATFORM
    assert example.category != submission.category
    assert SUBJECT in example.text


async def test_second_transfer_replaces_the_example_of_the_first(mailroom: Mailroom) -> None:
    await mailroom.take(reply(await handed_in(mailroom), f"转{PLATFORM}"))
    (row,) = await mailroom.rows(Submission)
    (passed,) = await mailroom.letters_to(row.mailbox or "")
    await mailroom.take(reply(passed, "转高新技术科", sender=row.mailbox or ""))
    (example,) = await mailroom.rows(Example)
    chosen = sample_guide().category(example.category)
    assert chosen is not None
    assert department(chosen) == "高新技术科"


async def test_two_categories_of_one_submission_are_remembered_one_by_one(mailroom: Mailroom) -> None:
    await handed_in(mailroom)
    (row,) = await mailroom.rows(Submission)
    async with mailroom.database.transaction() as session:
        (await session.get_one(Submission, row.id)).category = "1.1、6.1"
    async with mailroom.database.transaction() as session:
        told = await categories_of_senders(session, [APPLICANT])
    assert told == {APPLICANT: ("1.1", "6.1")}


async def test_new_department_answers_and_the_old_one_no_longer_does(mailroom: Mailroom) -> None:
    letter = await handed_in(mailroom)
    await mailroom.take(reply(letter, f"转{PLATFORM}"))
    (row,) = await mailroom.rows(Submission)
    (passed,) = await mailroom.letters_to(row.mailbox or "")
    await mailroom.take(reply(letter, "退回"))
    assert await state(mailroom) is SubmissionState.DELIVERED
    await mailroom.take(reply(passed, "受理", sender=row.mailbox or ""))
    assert await state(mailroom) is SubmissionState.ACCEPTED


async def test_transfer_of_a_chat_submission_encloses_no_mail_as_its_original(mailroom: Mailroom) -> None:
    await chat_submission(mailroom)
    (letter,) = await mailroom.letters_to(GAOXIN)
    await mailroom.take(
        mail("Re", f"转{PLATFORM}", sender=GAOXIN, headers={"In_Reply_To": str(letter["Message-ID"])})
    )
    (row,) = await mailroom.rows(Submission)
    (passed,) = await mailroom.letters_to(row.mailbox or "")
    assert list(files(passed)) == ["01_a .pdf", TRANSCRIPT]
    assert len(await mailroom.parcels("receipt:")) == 1
    assert await mailroom.rows(Example) == []  # only mails teach


async def test_transfer_to_a_department_that_nobody_knows_asks_a_person(mailroom: Mailroom) -> None:
    await mailroom.take(reply(await handed_in(mailroom), "非我科室，转天文台科"))
    (item,) = await mailroom.rows(ReviewItem)
    assert "天文台科" in item.reasons[0]
    assert await state(mailroom) is SubmissionState.DELIVERED


async def test_automatic_reply_of_the_department_changes_nothing(mailroom: Mailroom) -> None:
    letter = await handed_in(mailroom)
    await mailroom.take(reply(letter, "受理", Auto_Submitted="auto-replied"))
    assert await state(mailroom) is SubmissionState.DELIVERED
    assert len(await mailroom.letters_to(APPLICANT)) == 1


async def test_receipt_that_is_nobodys_is_shown_to_a_person_and_tells_nothing(mailroom: Mailroom) -> None:
    await handed_in(mailroom)
    (row,) = await mailroom.rows(Submission)
    await mailroom.take(mail(f"查询 {row.receipt}", "请问进度", sender="curious@example.net"))
    for letter in await mailroom.letters_to("curious@example.net"):
        assert "高新技术科" not in body(letter)
        assert APPLICANT not in body(letter)
