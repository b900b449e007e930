"""Facts about the short letter that tells a sender that a mail is on disk."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from storage.tables import ReviewItem, Submission
from tests.handlers.mailroom import APPLICANT, DESK, PDF, Mailroom, body, mail
from tests.handlers.test_delivery import SUBJECT, TEXT

CANARY = "金丝雀"


def submission(number: int = 0, *, sender: str = APPLICANT, **headers: str) -> bytes:
    files = [(f"{CANARY}{number}.pdf", PDF), ("营业执照.pdf", PDF[::-1])]
    return mail(f"{SUBJECT} {CANARY}{number}", f"{TEXT}{CANARY}", sender=sender, files=files, headers=headers)


async def test_acknowledgement_says_what_it_must(mailroom: Mailroom) -> None:
    await mailroom.take(submission())
    (letter,) = await mailroom.letters_to(APPLICANT)
    (row,) = await mailroom.rows(Submission)
    text = body(letter)
    assert str(row.receipt) in str(letter["Subject"])
    assert str(row.receipt) in text
    assert "高新技术科" in text
    assert "附件 2 个" in text
    assert "2022年06月20日 09:30" in text
    assert (letter["Auto-Submitted"], letter["X-Auto-Response-Suppress"]) == ("auto-replied", "All")
    assert letter["X-Loop"] == DESK
    assert letter["Reply-To"] is None
    assert letter.get_content_type() == "text/plain"


async def test_acknowledgement_hangs_below_the_mail(mailroom: Mailroom) -> None:
    await mailroom.take(submission(Message_ID="<abc@x>", References="<root@x>"))
    (letter,) = await mailroom.letters_to(APPLICANT)
    assert letter["In-Reply-To"] == "<abc@x>"
    assert str(letter["References"]).split() == ["<root@x>", "<abc@x>"]


async def test_nothing_that_the_sender_wrote_stands_in_it(mailroom: Mailroom) -> None:
    await mailroom.take(submission())
    (letter,) = await mailroom.letters_to(APPLICANT)
    assert CANARY not in body(letter) + str(letter["Subject"])


async def test_items_of_the_guide_s_list_are_named_and_no_file_is(mailroom: Mailroom) -> None:
    await mailroom.take(submission())
    (letter,) = await mailroom.letters_to(APPLICANT)
    lines = [line for line in body(letter).splitlines() if line.startswith("[")]
    assert lines[:2] == ["[有] 营业执照或组织机构代码证的扫描件", "[未见] 项目申报书"]
    assert lines[-1].startswith("[视情况]")
    assert ".pdf" not in body(letter)


async def test_mail_without_files_gets_no_list(mailroom: Mailroom) -> None:
    await mailroom.take(mail(SUBJECT, TEXT))
    for letter in await mailroom.letters_to(APPLICANT):
        assert "[未见]" not in body(letter)


async def test_it_goes_to_the_from_address_and_to_nobody_else(mailroom: Mailroom) -> None:
    await mailroom.take(submission(Reply_To="victim@example.net", Cc="other@example.net"))
    assert [each.recipient for each in await mailroom.parcels("ack:")] == [APPLICANT]


async def test_one_sender_gets_three_in_a_day_and_more_the_next(mailroom: Mailroom) -> None:
    for number in range(5):
        await mailroom.take(submission(number))
    assert len(await mailroom.rows(Submission)) == 5
    assert len(await mailroom.parcels("ack:")) == 3
    mailroom.later(hours=24, seconds=1)
    await mailroom.take(submission(9))
    assert len(await mailroom.parcels("ack:")) == 4


async def test_case_of_an_address_is_no_way_round_the_cap(mailroom: Mailroom) -> None:
    for number, sender in enumerate([APPLICANT, APPLICANT.upper(), APPLICANT.title(), APPLICANT]):
        await mailroom.take(submission(number, sender=sender))
    assert len(await mailroom.parcels("ack:")) == 3


async def test_cap_over_all_senders_holds(mailroom: Mailroom) -> None:
    mailroom.policy = replace(mailroom.policy, acknowledgements_in_all=2)
    for number in range(4):
        await mailroom.take(submission(number, sender=f"a{number}@example.org"))
    assert len(await mailroom.parcels("ack:")) == 2
    assert len(await mailroom.rows(Submission)) == 4


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-generated"},
        {"Return_Path": "<>"},
        {"List_Id": "<news.example.org>"},
        {"Precedence": "bulk"},
        {"X_Auto_Response_Suppress": "All"},
    ],
)
async def test_signs_of_automatic_mail_stop_the_acknowledgement_alone(
    mailroom: Mailroom, headers: dict[str, Any]
) -> None:
    await mailroom.take(submission(**headers))
    assert await mailroom.parcels("ack:") == []
    assert len(await mailroom.rows(Submission)) + len(await mailroom.rows(ReviewItem)) >= 1


async def test_question_gets_its_answer_in_place_of_an_acknowledgement(mailroom: Mailroom) -> None:
    await mailroom.take(mail("请教", "1.1 的联系人是谁？"))
    (parcel,) = await mailroom.parcels("ack:")
    (letter,) = await mailroom.letters_to(APPLICANT)
    assert "廖文杰" in body(letter)
    assert letter["Auto-Submitted"] == "auto-replied"
    assert parcel.submission_id is None
    assert await mailroom.rows(Submission) == []


async def test_question_that_the_guide_cannot_answer_goes_to_a_person_and_says_so(mailroom: Mailroom) -> None:
    await mailroom.take(mail("请教", "请问单位食堂几点开饭？"))
    (item,) = await mailroom.rows(ReviewItem)
    assert item.kind == "question"
    assert "工作人员" in body((await mailroom.letters_to(APPLICANT))[0])
