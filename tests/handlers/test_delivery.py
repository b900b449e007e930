"""Facts about the letters that departments get."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers.delivery import deliver
from handlers.department_letters import TRANSCRIPT
from handlers.incoming import Incoming
from handlers.mail_submissions import route_submissions
from handlers.rules.mime import parse_mail
from handlers.rules.route import Outcome, RoutedLetter, Verdict
from handlers.rules.tokens import find
from storage.states import Channel, SubmissionState
from storage.tables import Applicant, Entry, Letter, Submission, SubmissionFile
from tests.handlers.mailroom import APPLICANT, DESK, OPERATOR, PDF, Mailroom, body, files, mail, sample_guide

GAOXIN = "kjjgxjsk@jiangmen.gov.cn"
PLATFORM = "kjjkjptglk@jiangmen.gov.cn"
SUBJECT = "申报促进高新技术企业树标提质专项"
SECOND = "second@example.org"
TEXT = "各位老师好：\n我单位申报促进高新技术企业树标提质专项，材料见附件，请查收。\n江门示例科技服务中心\n"


def submission(*names: str, size: int = len(PDF)) -> bytes:
    return mail(SUBJECT, TEXT, files=[(name, (PDF * (size // len(PDF) + 1))[:size]) for name in names])


async def test_sure_mail_is_one_letter_with_everything_in_it(mailroom: Mailroom) -> None:
    raw = submission("项目申报书.pdf", "营业执照.pdf")
    await mailroom.take(raw)
    (letter,) = await mailroom.letters_to(GAOXIN)
    (row,) = await mailroom.rows(Submission)
    assert files(letter) == {"01_项目申报书.pdf": PDF, "02_营业执照.pdf": PDF, "original.eml": raw}
    assert str(letter["Subject"]).startswith(f"[回执 {row.receipt}] ")
    assert letter["Message-ID"] == f"<{row.receipt}.1.1@example.org>"
    assert [each.addr_spec for each in letter["Reply-To"].addresses] == [DESK]
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["To"] == GAOXIN
    assert row.state is SubmissionState.DELIVERED


async def test_cover_note_names_what_the_department_needs(mailroom: Mailroom) -> None:
    await mailroom.take(submission("项目申报书.pdf"))
    text = body((await mailroom.letters_to(GAOXIN))[0])
    (row,) = await mailroom.rows(Submission)
    (file,) = await mailroom.rows(SubmissionFile)
    assert row.receipt is not None
    assert find(mailroom.policy.key, text) == row.receipt
    for words in (APPLICANT, "2022-06-20 09:30", "1.1", f"{len(PDF)} 字节", file.sha256, "发件人验证"):
        assert str(words) in text


async def test_large_submission_is_split_by_file_into_one_thread(mailroom: Mailroom) -> None:
    mailroom.policy = replace(mailroom.policy, relay_bytes=1_000_000)
    await mailroom.take(submission("一.pdf", "二.pdf", "三.pdf", size=400_000))
    letters = await mailroom.letters_to(GAOXIN)
    assert [sorted(files(each)) for each in letters] == [["01_一.pdf"], ["02_二.pdf"], ["03_三.pdf"]]
    assert ["（1/3）" in letters[0]["Subject"], "（3/3）" in letters[2]["Subject"]] == [True, True]
    assert len({each["Message-ID"] for each in letters}) == 3
    assert letters[2]["References"] == letters[0]["Message-ID"]
    assert all("这是第" in body(each) for each in letters)
    parcels = await mailroom.parcels("department:")
    assert [each.position for each in parcels] == [1, 2, 3]


async def test_file_that_fits_into_no_letter_is_named_to_the_department(mailroom: Mailroom) -> None:
    mailroom.policy = replace(mailroom.policy, relay_bytes=1_000_000)
    await mailroom.take(mail(SUBJECT, TEXT, files=[("小.pdf", PDF), ("很大.pdf", b"x" * 900_000)]))
    (letter,) = await mailroom.letters_to(GAOXIN)
    assert sorted(files(letter)) == ["01_小.pdf"]
    assert "没有随信发出" in body(letter)
    assert "很大.pdf" in body(letter)
    (told,) = await mailroom.letters_to(OPERATOR)
    assert "很大.pdf" in body(told)
    news = (await mailroom.letters_to(APPLICANT))[0]
    assert "有 1 个文件超过" in body(news)
    assert "很大" not in body(news)


async def test_further_mailbox_of_a_contact_gets_a_copy_of_its_own(mailroom: Mailroom) -> None:
    guide = sample_guide()
    categories = tuple(
        replace(each, contacts=tuple(replace(c, emails=(*c.emails, SECOND)) for c in each.contacts))
        if each.id == "1.1"
        else each
        for each in guide.categories
    )
    await mailroom.import_guide(replace(guide, categories=categories))
    await mailroom.take(submission("项目申报书.pdf"))
    (letter,) = await mailroom.letters_to(GAOXIN)
    (copy,) = await mailroom.letters_to(SECOND)
    assert files(copy) == files(letter)
    assert copy["Message-ID"] != letter["Message-ID"]
    assert (letter["To"], copy["To"]) == (GAOXIN, SECOND)
    assert f"主送 {GAOXIN}" in body(copy)
    assert "抄送" not in body(letter)
    headers = {"In_Reply_To": str(copy["Message-ID"])}
    await mailroom.take(mail("Re", "受理", sender=SECOND, headers=headers))
    (row,) = await mailroom.rows(Submission)
    assert row.state is SubmissionState.ACCEPTED


async def test_programme_among_the_files_is_flagged_and_travels_on(mailroom: Mailroom) -> None:
    await mailroom.take(mail(SUBJECT, TEXT, files=[("项目申报书.pdf", PDF), ("setup.exe", b"MZ" * 99)]))
    for letter in await mailroom.letters_to(GAOXIN):
        assert files(letter)["02_setup.exe"] == b"MZ" * 99
        assert body(letter).count("程序类文件") == 1
    assert await mailroom.rows(Submission)


async def test_what_the_applicant_adds_goes_to_the_same_department_in_the_same_thread(
    mailroom: Mailroom,
) -> None:
    await mailroom.take(submission("项目申报书.pdf"))
    (row,) = await mailroom.rows(Submission)
    more = mail(f"补充 {row.receipt}", "补充审计报告", files=[("审计报告.pdf", b"%PDF audit")])
    await mailroom.take(more)
    first, second = await mailroom.letters_to(GAOXIN)
    assert files(second)["01_审计报告.pdf"] == b"%PDF audit"
    assert files(second)["original.eml"] == more
    assert "补充" in str(second["Subject"])
    assert first["Message-ID"] in str(second["References"])
    assert len(await mailroom.rows(Submission)) == 1
    assert [each.kind for each in await mailroom.rows(Entry)] == ["received", "delivered", "supplement"]


async def test_one_mail_for_two_departments_is_two_submissions_each_with_the_original(
    mailroom: Mailroom,
) -> None:
    raw = submission("1.1项目申报书.pdf", "1.4项目申报书.pdf")
    await mailroom.store(raw)
    letters = (RoutedLetter(GAOXIN, ("1.1",)), RoutedLetter(PLATFORM, ("1.4",)))
    verdict = Verdict(Outcome.ROUTE, acknowledge=True, mailbox=GAOXIN, letters=letters)
    async with mailroom.database.transaction() as session:
        row = await session.get_one(Letter, 1)
        incoming = Incoming(row, parse_mail(raw), verdict, mailroom.now)
        await route_submissions(session, [incoming], mailroom.policy)
    first, second = await mailroom.rows(Submission)
    assert (first.department, second.department) == ("高新技术科", "科技平台管理科")
    for mailbox, each in ((GAOXIN, first), (PLATFORM, second)):
        (letter,) = await mailroom.letters_to(mailbox)
        assert str(each.receipt) in str(letter["Subject"])
        assert files(letter)["original.eml"] == raw
    (acknowledgement,) = await mailroom.letters_to(APPLICANT)
    assert str(first.receipt) in body(acknowledgement)
    assert str(second.receipt) in body(acknowledgement)


async def test_delivering_twice_writes_nothing_new(mailroom: Mailroom) -> None:
    await mailroom.take(submission("项目申报书.pdf"))
    before = [each.key for each in await mailroom.parcels()]
    async with mailroom.database.transaction() as session:
        await deliver(session, 1, mailroom.now, mailroom.policy)
    assert [each.key for each in await mailroom.parcels()] == before


async def chat_submission(mailroom: Mailroom) -> int:
    """Write down a submission from chat that is ready to be delivered."""
    async with mailroom.database.transaction() as session:
        session.add(Applicant(id=9, chat_id=77, name="陈\u202e一\r\nBcc: x", created_at=mailroom.now))
        await session.flush()
        row = Submission(
            receipt="SB-2022-000009-XX",
            applicant_id=9,
            channel=Channel.CHAT,
            state=SubmissionState.CONFIRMED,
            category="1.1",
            category_name="树标提质",
            department="高新技术科",
            mailbox=GAOXIN,
            created_at=mailroom.now,
            confirmed_at=mailroom.now,
        )
        session.add(row)
        await session.flush()
        name = mailroom.blobs.put(PDF)
        file = SubmissionFile(
            submission_id=row.id or 0, name="../a\u202e\n.pdf", bytes=len(PDF), blob=name, sha256=name
        )
        session.add(file)
        await session.flush()
        await deliver(session, row.id or 0, mailroom.now, mailroom.policy)
        return row.id or 0


async def test_submission_from_chat_has_its_receipt_in_the_chat_and_no_original(mailroom: Mailroom) -> None:
    await chat_submission(mailroom)
    (letter,) = await mailroom.letters_to(GAOXIN)
    assert list(files(letter)) == ["01_a .pdf", TRANSCRIPT]
    assert files(letter)["01_a .pdf"] == PDF
    assert [each.recipient for each in await mailroom.parcels("receipt:")] == ["77"]


async def test_nothing_that_a_sender_chose_breaks_a_header_or_a_line(mailroom: Mailroom) -> None:
    await chat_submission(mailroom)
    (letter,) = await mailroom.letters_to(GAOXIN)
    assert letter["Bcc"] is None
    assert "\u202e" not in str(letter["Subject"]) + body(letter)
    assert "\nBcc" not in body(letter)


async def test_submission_without_a_mailbox_is_refused(mailroom: Mailroom) -> None:
    await chat_submission(mailroom)
    async with mailroom.database.transaction() as session:
        (await session.get_one(Submission, 1)).mailbox = None
    with pytest.raises(ValueError, match="no mailbox"):
        async with mailroom.database.transaction() as session:
            await deliver(session, 1, mailroom.now, mailroom.policy)
