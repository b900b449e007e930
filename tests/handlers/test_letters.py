"""Facts about what becomes of a letter."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers.letters import begin_tries
from handlers.rules.oversize import OVERSIZE
from handlers.rules.route import Outcome
from storage.states import LetterState, ReviewState, SubmissionState
from storage.tables import Letter, ReviewItem, Submission
from tests.handlers.mailroom import APPLICANT, DESK, OPERATOR, PDF, Mailroom, body, mail, sample_guide

SUBJECT = "申报促进高新技术企业树标提质专项"
TEXT = "各位老师好：\n我单位申报促进高新技术企业树标提质专项，材料见附件，请查收。\n江门示例科技服务中心\n"
SUBMISSION = mail(SUBJECT, TEXT, files=[("项目申报书.pdf", PDF)])
UNSURE = mail("材料", "您好，材料见附件。", files=[("材料.pdf", PDF)])


async def test_letter_that_fails_three_times_is_set_aside_and_the_next_one_flows(mailroom: Mailroom) -> None:
    await mailroom.store(b"Subject: bad\r\n\r\n")
    for _ in range(mailroom.policy.tries):
        async with mailroom.database.transaction() as session:
            assert len(await begin_tries(session, 20, mailroom.now, mailroom.policy)) == 1
    await mailroom.store(SUBMISSION)
    (verdict,) = await mailroom.decide()
    assert verdict.outcome is Outcome.ROUTE
    bad, good = await mailroom.rows(Letter)
    assert (bad.state, good.state) == (LetterState.ASIDE, LetterState.JUDGED)
    (item,) = await mailroom.rows(ReviewItem)
    assert (item.kind, item.letter_id) == ("letter", bad.id)
    assert "3 次" in item.reasons[0]


async def test_letter_is_judged_once(mailroom: Mailroom) -> None:
    await mailroom.take(SUBMISSION)
    assert await mailroom.decide() == []
    assert len(await mailroom.rows(Submission)) == 1


async def test_same_mail_after_the_mailbox_was_made_anew_is_one_submission(mailroom: Mailroom) -> None:
    await mailroom.store(SUBMISSION, uidvalidity=1, uid=3)
    await mailroom.decide()
    await mailroom.store(SUBMISSION, uidvalidity=2, uid=1)
    (again,) = await mailroom.decide()
    assert (again.outcome, again.duplicate_of) == (Outcome.DROP, "1")
    assert len(await mailroom.rows(Submission)) == 1
    assert len(await mailroom.letters_to(APPLICANT)) == 1


async def test_same_mail_twice_in_one_fetch_is_one_submission(mailroom: Mailroom) -> None:
    await mailroom.store(SUBMISSION)
    await mailroom.store(SUBMISSION)
    assert [each.outcome for each in await mailroom.decide()] == [Outcome.ROUTE, Outcome.DROP]
    assert len(await mailroom.rows(Submission)) == 1


async def test_same_message_id_over_other_words_is_never_dropped(mailroom: Mailroom) -> None:
    await mailroom.take(mail(SUBJECT, TEXT, files=[("一.pdf", PDF)], headers={"Message_ID": "<1@x>"}))
    await mailroom.take(
        mail(SUBJECT, TEXT + "另附说明。", files=[("二.pdf", PDF)], headers={"Message_ID": "<1@x>"})
    )
    assert len(await mailroom.rows(Submission)) == 2


async def test_letter_keeps_what_operators_want_to_see(mailroom: Mailroom) -> None:
    await mailroom.take(UNSURE)
    (row,) = await mailroom.rows(Letter)
    assert (row.sender, row.subject) == (APPLICANT, "材料")
    assert "材料见附件" in (row.excerpt or "")
    assert row.reasons


async def test_unsure_mail_is_held_with_its_receipt_and_its_reasons(mailroom: Mailroom) -> None:
    await mailroom.take(UNSURE)
    (submission,) = await mailroom.rows(Submission)
    (item,) = await mailroom.rows(ReviewItem)
    assert submission.state is SubmissionState.REVIEW
    assert submission.receipt is not None
    assert (item.state, item.submission_id) == (ReviewState.OPEN, submission.id)
    assert item.reasons
    assert submission.receipt in body((await mailroom.letters_to(APPLICANT))[0])
    assert "待审" in body((await mailroom.letters_to(OPERATOR))[0])


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n",
        b'From: a@example.org\r\nContent-Type: text/plain; charset="\x00"\r\nSubject: =?utf-8?b?!?=\r\n\r\n',
        b"From: <>\r\nTo: " + b"a," * 9000 + b"\r\n\r\nx",
    ],
)
async def test_broken_mail_goes_to_a_person_and_is_kept(mailroom: Mailroom, raw: bytes) -> None:
    await mailroom.take(raw)
    (row,) = await mailroom.rows(Letter)
    assert row.state is LetterState.JUDGED
    assert mailroom.blobs.get(row.blob) == raw
    assert len(await mailroom.rows(ReviewItem)) == 1
    assert all("@" in parcel.recipient for parcel in await mailroom.parcels())


async def test_mail_without_a_guide_is_held(mailroom: Mailroom) -> None:
    await mailroom.import_guide(replace(sample_guide(), categories=(), topics=()))
    assert (await mailroom.take(SUBMISSION)).outcome is Outcome.REVIEW
    (submission,) = await mailroom.rows(Submission)
    assert submission.state is SubmissionState.REVIEW


def oversized(raw: bytes, size: int = 70_000_000) -> bytes:
    head = raw.partition(b"\r\n\r\n")[0]
    return f"{OVERSIZE}: {size}\r\n".encode() + head + b"\r\n\r\n"


async def test_sender_of_a_mail_that_is_too_large_is_told_what_to_do(mailroom: Mailroom) -> None:
    await mailroom.take(oversized(SUBMISSION))
    (letter,) = await mailroom.letters_to(APPLICANT)
    assert "太大" in str(letter["Subject"])
    assert "70 MB" in body(letter)
    assert "60 MB" in body(letter)
    assert "分成几封" in body(letter)
    assert letter["Auto-Submitted"] == "auto-replied"
    assert await mailroom.rows(Submission) == []


async def test_operators_see_a_mail_that_was_too_large(mailroom: Mailroom) -> None:
    await mailroom.take(oversized(SUBMISSION))
    (item,) = await mailroom.rows(ReviewItem)
    assert item.kind == "letter"
    assert "70 MB" in item.reasons[0]
    assert "70 MB" in body((await mailroom.letters_to(OPERATOR))[0])


async def test_oversized_mails_keep_to_the_caps(mailroom: Mailroom) -> None:
    for number in range(5):
        await mailroom.take(oversized(mail(f"{SUBJECT} {number}", TEXT)))
    assert len(await mailroom.letters_to(APPLICANT)) == mailroom.policy.acknowledgements_per_sender
    assert len(await mailroom.rows(ReviewItem)) == 5


async def test_oversized_automatic_mail_is_not_answered(mailroom: Mailroom) -> None:
    await mailroom.take(oversized(mail(SUBJECT, TEXT, headers={"Precedence": "bulk"})))
    assert await mailroom.letters_to(APPLICANT) == []
    assert len(await mailroom.rows(ReviewItem)) == 1


async def test_oversized_mail_seen_again_is_answered_once(mailroom: Mailroom) -> None:
    await mailroom.take(oversized(SUBMISSION))
    await mailroom.take(oversized(SUBMISSION))
    assert len(await mailroom.letters_to(APPLICANT)) == 1


async def test_our_own_letter_that_comes_back_starts_nothing(mailroom: Mailroom) -> None:
    await mailroom.take(SUBMISSION)
    (acknowledgement,) = await mailroom.letters_to(APPLICANT)
    verdict = await mailroom.take(acknowledgement.as_bytes())
    assert verdict.outcome is Outcome.DROP
    assert await mailroom.letters_to(DESK) == []
