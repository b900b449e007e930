"""Facts about moving a submission to another department."""

from __future__ import annotations

import asyncio

import pytest

from handlers.audit import COMMAND, Actor
from handlers.case_screens import case_by_receipt, question, targets
from handlers.handover import PREFIX as QUESTION
from handlers.moving import Moved, move
from handlers.refusals import Refusal
from handlers.review import accept
from handlers.rules.guide import addressee, department
from handlers.screens import Screen
from handlers.weekly_report import write_weekly_report
from storage.queries.parcels import parcels_in
from storage.states import ParcelKind, ParcelState, ReviewState, SubmissionState
from storage.tables import AuditEntry, Entry, Example, ReviewItem, Submission
from tests.handlers.mailroom import APPLICANT, OPERATOR, PDF, Mailroom, body, files, mail, sample_guide
from tests.handlers.test_delivery import GAOXIN, SUBJECT, TEXT, chat_submission

FIRST, SECOND = Actor("chat:1", "chat"), Actor("chat:2", "chat")
OTHER = next(
    each for each in sample_guide().categories if addressee(sample_guide(), each) not in (None, GAOXIN)
)
OTHER_MAILBOX = str(addressee(sample_guide(), OTHER))
SAME = next(
    each
    for each in sample_guide().categories
    if addressee(sample_guide(), each) == GAOXIN and each.id != "1.1"
)


async def routed(mailroom: Mailroom) -> str:
    """Hand a submission in by mail and return its receipt number."""
    await mailroom.take(mail(SUBJECT, TEXT, files=[("项目申报书.pdf", PDF)]))
    await mailroom.send_everything()
    return await receipt_of(mailroom)


async def receipt_of(mailroom: Mailroom) -> str:
    (row,) = await mailroom.rows(Submission)
    return str(row.receipt)


async def moved(
    mailroom: Mailroom, target: str, *, actor: Actor = COMMAND, receipt: str = "", seen: int | None = None
) -> Moved:
    receipt = receipt or await receipt_of(mailroom)
    async with mailroom.database.transaction() as session:
        return await move(session, receipt, target, mailroom.now, mailroom.policy, actor, seen=seen)


async def test_new_department_gets_the_whole_letter(mailroom: Mailroom) -> None:
    receipt = await routed(mailroom)
    await moved(mailroom, OTHER.id)
    (letter,) = await mailroom.letters_to(OTHER_MAILBOX)
    assert set(files(letter)) == {"01_申请书.pdf", "original.eml"}  # as that category's list calls it
    assert receipt in str(letter["Subject"])
    assert OTHER.name in str(letter["Subject"])
    assert "转来" in body(letter)
    assert "工作人员改转" in body(letter)
    (row,) = await mailroom.rows(Submission)
    assert (row.category, row.mailbox, row.department) == (OTHER.id, OTHER_MAILBOX, department(OTHER))
    assert row.state is SubmissionState.DELIVERED


async def test_old_department_gets_a_note_without_files_in_the_same_thread(mailroom: Mailroom) -> None:
    await routed(mailroom)
    await moved(mailroom, OTHER.id)
    first, note = await mailroom.letters_to(GAOXIN)
    assert files(note) == {}
    assert note["In-Reply-To"] == first["Message-ID"]
    assert str(department(OTHER)) in body(note)
    assert note["Auto-Submitted"] == "auto-generated"


async def test_letter_that_has_not_left_is_held_back_and_its_department_hears_nothing(
    mailroom: Mailroom,
) -> None:
    await mailroom.take(mail(SUBJECT, TEXT, files=[("项目申报书.pdf", PDF)]))
    await moved(mailroom, OTHER.id)
    (letter,) = [each for each in await mailroom.parcels() if each.recipient == GAOXIN]
    assert letter.state is ParcelState.DROPPED
    await mailroom.send_everything()
    receipt = await receipt_of(mailroom)
    async with mailroom.database.reading() as session:
        card = await case_by_receipt(session, receipt, mailroom.policy)
    assert "已于" in card.text  # what counts is the letter that did leave


async def test_letter_whose_fate_is_unknown_is_not_held_back(mailroom: Mailroom) -> None:
    await mailroom.take(mail(SUBJECT, TEXT, files=[("项目申报书.pdf", PDF)]))
    async with mailroom.database.transaction() as session:
        (parcel,) = await parcels_in(session, [ParcelState.UNBUILT])
        parcel.state, parcel.unknown = ParcelState.READY, 1
    await moved(mailroom, OTHER.id)
    letter, note = [each for each in await mailroom.parcels() if each.recipient == GAOXIN]
    assert letter.state is ParcelState.READY
    assert note.key.startswith("moved:")


async def test_applicant_is_told_on_the_way_that_the_material_came(mailroom: Mailroom) -> None:
    await routed(mailroom)
    await moved(mailroom, OTHER.id)
    acknowledgement, news = await mailroom.letters_to(APPLICANT)
    assert str(department(OTHER)) in body(news)
    assert acknowledgement["Message-ID"] != news["Message-ID"]


async def test_applicant_of_a_chat_is_told_in_the_chat_and_gets_no_second_receipt(mailroom: Mailroom) -> None:
    await chat_submission(mailroom)
    before = len(await mailroom.parcels("receipt:"))
    await moved(mailroom, OTHER.id)
    (news,) = await mailroom.parcels("move:")
    assert news.kind is ParcelKind.MESSAGE
    assert str(department(OTHER)) in news.payload["text"]
    assert len(await mailroom.parcels("receipt:")) == before


async def test_move_is_kept_in_the_history_and_in_the_audit(mailroom: Mailroom) -> None:
    await routed(mailroom)
    await moved(mailroom, OTHER.id, actor=FIRST)
    (entry,) = [each for each in await mailroom.rows(Entry) if each.kind == "transfer"]
    assert str(department(OTHER)) in entry.text
    (audited,) = [each for each in await mailroom.rows(AuditEntry) if each.act == "submission.move"]
    assert audited.actor != FIRST.who  # a pseudonym


async def test_move_is_learnt_as_a_corrected_example_and_counted_in_the_weekly_line(
    mailroom: Mailroom,
) -> None:
    await routed(mailroom)
    await moved(mailroom, OTHER.id)
    (example,) = await mailroom.rows(Example)
    assert (example.category, example.category_name) == (OTHER.id, OTHER.name)
    mailroom.later(days=7)
    async with mailroom.database.transaction() as session:
        assert await write_weekly_report(session, mailroom.now, mailroom.policy)
    assert "自动处理 1 封，其中 1 封" in body((await mailroom.letters_to(OPERATOR))[-1])


async def test_what_an_operator_decided_first_is_no_correction_of_the_desk(mailroom: Mailroom) -> None:
    await mailroom.take(mail("材料", "您好，材料见附件。", files=[("材料.pdf", PDF)]))
    async with mailroom.database.transaction() as session:
        await accept(session, 1, "1.1", mailroom.now, mailroom.policy, COMMAND)
    await moved(mailroom, OTHER.id)
    mailroom.later(days=7)
    async with mailroom.database.transaction() as session:
        assert await write_weekly_report(session, mailroom.now, mailroom.policy)
    assert "自动处理 0 封，其中 0 封" in body((await mailroom.letters_to(OPERATOR))[-1])


async def test_second_correction_replaces_the_first(mailroom: Mailroom) -> None:
    await routed(mailroom)
    await moved(mailroom, OTHER.id)
    await moved(mailroom, SAME.id)
    assert [each.category for each in await mailroom.rows(Example)] == [SAME.id]
    keys = [each.key for each in await mailroom.parcels("department:")]
    assert len(keys) == len(set(keys)) == 3


@pytest.mark.parametrize("words", [str(department(OTHER)), OTHER_MAILBOX.upper()])
async def test_department_is_found_by_its_name_or_its_mailbox(mailroom: Mailroom, words: str) -> None:
    await routed(mailroom)
    await moved(mailroom, words)
    assert len(await mailroom.letters_to(OTHER_MAILBOX)) == 1


async def test_category_of_the_same_department_is_corrected_without_sending_everything_again(
    mailroom: Mailroom,
) -> None:
    await routed(mailroom)
    await moved(mailroom, SAME.id)
    assert len(await mailroom.parcels("department:")) == 1
    _, note = await mailroom.letters_to(GAOXIN)
    assert SAME.name in body(note)
    (row,) = await mailroom.rows(Submission)
    assert (row.category, row.mailbox) == (SAME.id, GAOXIN)


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ("9.9", "move_no_target"),
        ("anybody@example.org", "move_no_target"),  # material goes to nobody whom the guide does not name
        ("", "move_no_target"),
        ("1.1", "move_same"),
        (GAOXIN, "move_same"),
    ],
)
async def test_target_that_is_none_is_refused_and_nothing_is_sent(
    mailroom: Mailroom, target: str, sentence: str
) -> None:
    await routed(mailroom)
    with pytest.raises(Refusal) as refusal:
        await moved(mailroom, target)
    assert refusal.value.sentence == sentence
    assert len(await mailroom.parcels("department:")) == 1
    assert await mailroom.parcels("moved:") == []


async def test_unknown_receipt_is_refused(mailroom: Mailroom) -> None:
    with pytest.raises(Refusal) as refusal:
        await moved(mailroom, OTHER.id, receipt="SB-2022-000009-XX")
    assert refusal.value.sentence == "receipt_unknown"


async def test_what_waits_for_review_is_decided_there(mailroom: Mailroom) -> None:
    await mailroom.take(mail("材料", "您好，材料见附件。", files=[("材料.pdf", PDF)]))
    with pytest.raises(Refusal) as refusal:
        await moved(mailroom, OTHER.id)
    assert refusal.value.sentence == "move_not_possible"


async def test_question_is_not_moved_as_material(mailroom: Mailroom) -> None:
    await routed(mailroom)
    async with mailroom.database.transaction() as session:
        (await session.get_one(Submission, 1)).subject = f"{QUESTION}怎么申报？"
    with pytest.raises(Refusal):
        await moved(mailroom, OTHER.id)


async def test_two_operators_at_once_cannot_both_move(mailroom: Mailroom) -> None:
    await routed(mailroom)
    results = await asyncio.gather(
        moved(mailroom, OTHER.id, actor=FIRST, seen=0),
        moved(mailroom, SAME.id, actor=SECOND, seen=0),
        return_exceptions=True,
    )
    (refused,) = [each for each in results if isinstance(each, Refusal)]
    assert refused.sentence == "move_stale"
    assert len([each for each in await mailroom.rows(Entry) if each.kind == "transfer"]) == 1


async def test_bounce_of_the_old_department_is_settled_by_the_move(mailroom: Mailroom) -> None:
    await routed(mailroom)
    async with mailroom.database.transaction() as session:
        row = ReviewItem(
            kind="parcel", submission_id=1, parcel_id=1, reasons=["退信"], created_at=mailroom.now
        )
        session.add(row)
    await moved(mailroom, OTHER.id)
    (item,) = await mailroom.rows(ReviewItem)
    assert (item.state, item.decision) == (ReviewState.DISCARDED, "moved")


async def test_old_department_can_no_longer_answer_in_the_name_of_the_new_one(mailroom: Mailroom) -> None:
    await routed(mailroom)
    first = (await mailroom.letters_to(GAOXIN))[0]
    await moved(mailroom, OTHER.id)
    headers = {"In_Reply_To": str(first["Message-ID"])}
    await mailroom.take(mail(f"Re: {first['Subject']}", "受理", sender=GAOXIN, headers=headers))
    (row,) = await mailroom.rows(Submission)
    assert row.state is SubmissionState.DELIVERED
    assert [each.kind for each in await mailroom.rows(ReviewItem)] == ["reply"]


def buttons(screen: Screen) -> dict[str, str]:
    return {each.text: str(each.data) for row in screen.buttons for each in row}


async def test_card_shows_the_way_of_a_submission_and_leads_to_another_department(mailroom: Mailroom) -> None:
    receipt = await routed(mailroom)
    await mailroom.send_everything()
    async with mailroom.database.reading() as session:
        card = await case_by_receipt(session, receipt, mailroom.policy)
        listed = await targets(session, 1, 0)
        asked = await question(session, 1, OTHER.id)
    for words in (APPLICANT, GAOXIN, "已送达", "项目申报书.pdf"):
        assert words in card.text
    assert any("改转" in each for each in buttons(card))
    assert not any(each.startswith("1.1 ") for each in buttons(listed))
    assert str(department(OTHER)) in asked.text
    assert buttons(asked)["✅ 确定改转"] == f"c:1:to:1:{OTHER.id}:~0"


async def test_card_of_a_closed_submission_offers_no_move(mailroom: Mailroom) -> None:
    receipt = await routed(mailroom)
    async with mailroom.database.transaction() as session:
        (await session.get_one(Submission, 1)).state = SubmissionState.CLOSED
    async with mailroom.database.reading() as session:
        card = await case_by_receipt(session, receipt, mailroom.policy)
    assert not any("改转" in each for each in buttons(card))
