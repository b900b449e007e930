"""Facts about what becomes of a reply to the desk's own answer."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from handlers.rules.tokens import find
from storage.states import SubmissionState
from storage.tables import Letter, ReviewItem, Submission
from tests.handlers.mailroom import APPLICANT, PDF, Mailroom, body, files, mail
from tests.handlers.test_delivery import GAOXIN, SUBJECT, TEXT

QUESTION = "请问促进高新技术企业树标提质专项的联系电话是多少？"
MORE = "电话打不通，请问还有别的联系办法吗？"


async def answered(mailroom: Mailroom, question: str = QUESTION) -> EmailMessage:
    """Ask by mail and return the desk's answer."""
    verdict = await mailroom.take(mail("咨询", question))
    assert verdict.outcome == "question"
    return (await mailroom.letters_to(APPLICANT))[-1]


def reply(answer: EmailMessage, text: str, *, sender: str = APPLICANT, **more: object) -> bytes:
    headers = {"In_Reply_To": str(answer["Message-ID"])}
    return mail(f"Re: {answer['Subject']}", text, sender=sender, headers=headers, **more)  # type: ignore[arg-type]


async def test_answer_says_how_to_reach_the_department(mailroom: Mailroom) -> None:
    assert "回信会转给高新技术科" in body(await answered(mailroom))


async def test_reply_to_an_answer_goes_to_the_department_with_the_question(mailroom: Mailroom) -> None:
    raw = reply(await answered(mailroom), MORE)
    await mailroom.take(raw)
    (letter,) = await mailroom.letters_to(GAOXIN)
    (row,) = await mailroom.rows(Submission)
    assert QUESTION in body(letter)
    assert MORE in body(letter)
    assert files(letter) == {"original.eml": raw}
    assert find(mailroom.policy.key, body(letter)) == row.receipt
    told = (await mailroom.letters_to(APPLICANT))[-1]
    assert "高新技术科" in body(told)
    assert str(row.receipt) in str(told["Subject"])
    assert await mailroom.rows(ReviewItem) == []


async def test_department_s_answer_comes_back_to_the_asker(mailroom: Mailroom) -> None:
    await mailroom.take(reply(await answered(mailroom), MORE))
    (letter,) = await mailroom.letters_to(GAOXIN)
    headers = {"In_Reply_To": str(letter["Message-ID"])}
    await mailroom.take(mail("Re", "请拨打 0750-8000000。", sender=GAOXIN, headers=headers))
    assert "0750-8000000" in body((await mailroom.letters_to(APPLICANT))[-1])
    (row,) = await mailroom.rows(Submission)
    assert row.state is SubmissionState.DELIVERED


async def test_question_about_several_departments_is_left_to_a_person(mailroom: Mailroom) -> None:
    await mailroom.take(reply(await answered(mailroom, "请问 1.1 和 3.1 的联系电话是多少？"), MORE))
    (item,) = await mailroom.rows(ReviewItem)
    assert item.kind == "question"
    assert await mailroom.rows(Submission) == []


@pytest.mark.parametrize("thanks", ["谢谢！", "好的，谢谢", "收到，谢谢。"])
async def test_thanks_are_kept_and_trouble_nobody(mailroom: Mailroom, thanks: str) -> None:
    await mailroom.take(reply(await answered(mailroom), thanks))
    assert await mailroom.letters_to(GAOXIN) == []
    assert await mailroom.rows(Submission) == []


async def test_submission_sent_as_a_reply_is_a_submission(mailroom: Mailroom) -> None:
    answer = await answered(mailroom)
    headers = {"In_Reply_To": str(answer["Message-ID"])}
    await mailroom.take(mail(SUBJECT, TEXT, files=[("项目申报书.pdf", PDF)], headers=headers))
    (row,) = await mailroom.rows(Submission)
    assert row.category == "1.1"


async def test_stranger_who_names_our_answer_passes_nothing_on(mailroom: Mailroom) -> None:
    answer = await answered(mailroom)
    await mailroom.take(reply(answer, MORE, sender="stranger@example.net"))
    assert await mailroom.letters_to(GAOXIN) == []
    assert next(each.outcome for each in await mailroom.rows(Letter)) == "question"
