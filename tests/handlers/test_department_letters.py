"""Facts about what a department reads and finds in the letters of a hand-in from chat."""

from __future__ import annotations

from datetime import date
from email.message import EmailMessage

from handlers.delivery import Handover, deliver, supplement_by_chat
from handlers.department_letters import TRANSCRIPT
from storage.states import Channel, SubmissionState
from storage.tables import Applicant, ApplicantUnit, Edition, Promise, Submission, SubmissionFile
from tests.handlers.mailroom import Mailroom, body, files, sample_guide
from tests.handlers.test_delivery import GAOXIN

UNIT = "江门示例科技有限公司"
RECEIPT = "SB-2022-000009-XX"


def materials() -> tuple[str, ...]:
    category = sample_guide().category("1.1")
    assert category is not None
    return category.materials


async def hand_in(
    room: Mailroom,
    *names: str,
    item: str | None = None,
    unit: str | None = UNIT,
    contact: str | None = "陈一",
) -> Submission:
    """Hand in by chat: the first file is ticked to an item, the others are not."""
    edition = (await room.rows(Edition))[-1]
    async with room.database.transaction() as session:
        session.add(Applicant(id=9, chat_id=77, name="陈一", noticed_at=room.now, created_at=room.now))
        await session.flush()
        row = Submission(
            receipt=RECEIPT,
            applicant_id=9,
            channel=Channel.CHAT,
            state=SubmissionState.CONFIRMED,
            edition_id=edition.id,
            category="1.1",
            category_name="树标提质",
            department="高新技术科",
            mailbox=GAOXIN,
            created_at=room.now,
            confirmed_at=room.now,
        )
        session.add(row)
        await session.flush()
        number = row.id or 0
        if unit:
            known = ApplicantUnit(applicant_id=9, submission_id=number, name=unit, written_at=room.now)
            known.credit_code, known.contact, known.phone = "91440700MA4UUUUU0X", contact, "13800138000"
            session.add(known)
        session.add_all(files_of(room, number, names, item))
        session.add(Promise(submission_id=number, items=["审计报告"], due=date(2022, 6, 27)))
        await session.flush()
        await deliver(session, number, room.now, room.policy)
        return row


def files_of(
    room: Mailroom, number: int, names: tuple[str, ...], item: str | None = None
) -> list[SubmissionFile]:
    rows = []
    for place, name in enumerate(names, 1):
        blob = room.blobs.put(f"content of {name}".encode())
        rows.append(
            SubmissionFile(
                submission_id=number,
                position=place,
                name=name,
                bytes=10,
                blob=blob,
                sha256=blob,
                item=item if place == 1 else None,
                chat_id=77,
                message_id=place,
            )
        )
    return rows


async def letter_of(room: Mailroom) -> EmailMessage:
    return (await room.letters_to(GAOXIN))[-1]


async def test_files_are_called_by_number_material_and_unit(mailroom: Mailroom) -> None:
    await hand_in(mailroom, "IMG_2022.jpg", "其他.pdf", item=materials()[0])
    letter = await letter_of(mailroom)
    first, second, last = files(letter)
    assert first.startswith("01_")
    assert first.endswith(f"_{UNIT}.jpg")
    assert "IMG_2022" not in first
    assert second == f"02_其他_{UNIT}.pdf"
    assert last == TRANSCRIPT
    assert "原文件名 IMG_2022.jpg" in body(letter)


async def test_cover_note_tells_what_is_there_and_what_is_missing(mailroom: Mailroom) -> None:
    await hand_in(mailroom, "IMG_2022.jpg", item=materials()[0])
    text = body(await letter_of(mailroom))
    assert f"[有] {materials()[0][:10]}" in text
    assert "[未见]" in text or "[视情况]" in text
    assert "2022-06-27 前补交：审计报告" in text


async def test_cover_note_names_who_hands_in(mailroom: Mailroom) -> None:
    await hand_in(mailroom, "a.pdf")
    letter = await letter_of(mailroom)
    assert str(letter["Subject"]) == f"[回执 {RECEIPT}] 树标提质 — {UNIT}"
    for told in (UNIT, "91440700MA4UUUUU0X", "联系人：陈一\n联系电话：13800138000\n"):
        assert told in body(letter)


async def test_who_gave_no_name_has_no_empty_line_for_it(mailroom: Mailroom) -> None:
    await hand_in(mailroom, "a.pdf", contact=None)
    text = body(await letter_of(mailroom))
    assert "联系人" not in text.partition("按指南清单核对")[0]
    assert "联系电话：13800138000\n" in text


async def test_transcript_holds_every_file_with_its_digest(mailroom: Mailroom) -> None:
    await hand_in(mailroom, "a.pdf", "b.pdf")
    transcript = files(await letter_of(mailroom))[TRANSCRIPT].decode()
    for row in await mailroom.rows(SubmissionFile):
        assert row.name in transcript
        assert str(row.sha256) in transcript
    assert "同意提交须知" in transcript


async def test_without_a_named_unit_files_keep_their_names(mailroom: Mailroom) -> None:
    await hand_in(mailroom, "a.pdf", unit=None)
    letter = await letter_of(mailroom)
    assert list(files(letter)) == ["01_a.pdf", TRANSCRIPT]
    assert str(letter["Subject"]).endswith("— 陈一")


async def test_supplement_from_chat_is_a_numbered_letter_of_the_same_thread(mailroom: Mailroom) -> None:
    row = await hand_in(mailroom, "a.pdf")
    async with mailroom.database.transaction() as session:
        more = files_of(mailroom, row.id or 0, ("审计报告.pdf",))
        for each in more:
            each.message_id = 10
        session.add_all(more)
        await session.flush()
        handover = Handover(number=1, words="补上审计报告")
        await supplement_by_chat(session, row.id or 0, more, 33, mailroom.now, mailroom.policy, handover)
    letter = await letter_of(mailroom)
    assert "补充1：" in str(letter["Subject"])
    assert list(files(letter)) == [f"01_审计报告_{UNIT}.pdf"]
    assert f"<{RECEIPT}.1.1@example.org>" in str(letter["References"])
    assert "补上审计报告" in body(letter)
