"""Facts about what a person decides."""

from __future__ import annotations

import asyncio

import pytest

from handlers.audit import COMMAND, Actor
from handlers.refusals import Refusal
from handlers.review import accept, discard, list_open, show
from handlers.review_items import Item, queue
from handlers.wording import say
from storage.states import ParcelKind, ReviewState, SubmissionState
from storage.tables import AuditEntry, ReviewItem, Submission
from tests.handlers.mailroom import APPLICANT, OPERATOR, PDF, Mailroom, body, files, mail
from tests.handlers.test_delivery import GAOXIN

UNSURE = mail("材料", "您好，材料见附件。", files=[("材料.pdf", PDF)])
FIRST, SECOND = Actor("chat:1", "chat"), Actor("chat:2", "chat")


async def choose(mailroom: Mailroom, category: str, actor: Actor = COMMAND, number: int = 1) -> Item:
    async with mailroom.database.transaction() as session:
        return await accept(session, number, category, mailroom.now, mailroom.policy, actor)


async def put_away(mailroom: Mailroom, actor: Actor = COMMAND, number: int = 1) -> Item:
    async with mailroom.database.transaction() as session:
        return await discard(session, number, mailroom.now, mailroom.policy, actor)


async def test_choice_takes_the_same_road_as_a_sure_mail(mailroom: Mailroom) -> None:
    await mailroom.take(UNSURE)
    item = await choose(mailroom, "1.1")
    assert (item.state, item.decision) == (ReviewState.ACCEPTED, "1.1")
    (letter,) = await mailroom.letters_to(GAOXIN)
    assert files(letter) == {"01_材料.pdf": PDF, "original.eml": UNSURE}
    (row,) = await mailroom.rows(Submission)
    assert (row.state, row.category, row.mailbox) == (SubmissionState.DELIVERED, "1.1", GAOXIN)
    assert "工作人员审核" in body(letter)
    assert len(await mailroom.letters_to(APPLICANT)) == 1  # acknowledged when it came


async def test_second_operator_cannot_decide_otherwise(mailroom: Mailroom) -> None:
    await mailroom.take(UNSURE)
    results = await asyncio.gather(
        choose(mailroom, "1.1", FIRST), choose(mailroom, "1.4", SECOND), return_exceptions=True
    )
    (refused,) = [each for each in results if isinstance(each, Refusal)]
    (decided,) = [each for each in results if isinstance(each, Item)]
    assert refused.sentence == "review_decided"
    assert len(await mailroom.parcels("department:")) == 1
    (row,) = await mailroom.rows(Submission)
    assert row.category == decided.decision


async def test_what_was_discarded_is_not_accepted_later(mailroom: Mailroom) -> None:
    await mailroom.take(UNSURE)
    assert (await put_away(mailroom)).state is ReviewState.DISCARDED
    with pytest.raises(Refusal, match="review_decided"):
        await choose(mailroom, "1.1")
    (row,) = await mailroom.rows(Submission)
    assert row.state is SubmissionState.DISCARDED
    assert await mailroom.parcels("department:") == []


@pytest.mark.parametrize("category", ["9.9", "", "1", "1.1; DROP TABLE"])
async def test_category_that_is_not_in_the_guide_is_refused(mailroom: Mailroom, category: str) -> None:
    await mailroom.take(UNSURE)
    with pytest.raises(Refusal, match="review_no_mailbox"):
        await choose(mailroom, category)
    (item,) = await mailroom.rows(ReviewItem)
    assert item.state is ReviewState.OPEN


async def test_unknown_number_is_refused(mailroom: Mailroom) -> None:
    with pytest.raises(Refusal, match="review_unknown"):
        await choose(mailroom, "1.1", number=404)


async def test_item_that_is_no_submission_cannot_be_sent_to_a_category(mailroom: Mailroom) -> None:
    await mailroom.take(mail("请教", "请问单位食堂几点开饭？"))
    with pytest.raises(Refusal, match="review_no_submission"):
        await choose(mailroom, "1.1")
    await put_away(mailroom)
    async with mailroom.database.reading() as session:
        assert await list_open(session) == []


def test_refusals_have_their_sentences() -> None:
    for name in ("review_decided", "review_unknown", "review_no_submission"):
        assert "7" in say(f"{name}.html", number=7)
    assert "9.9" in say("review_no_mailbox.html", category="9.9")


async def test_every_operator_gets_a_card_with_the_best_and_the_rest(mailroom: Mailroom) -> None:
    await mailroom.add_operator(501)
    await mailroom.add_operator(502)
    await mailroom.take(UNSURE)
    cards = await mailroom.parcels("operator:review:")
    assert sorted(each.recipient for each in cards) == ["501", "502"]
    words = [button["text"] for row in cards[0].payload["buttons"] for button in row]
    assert any("其他科室" in each for each in words)
    assert len([each for each in words if each[0].isdigit()]) == 3
    assert all(len(button["data"].encode()) <= 64 for row in cards[0].payload["buttons"] for button in row)
    assert await mailroom.letters_to(OPERATOR) == []


async def test_decision_takes_the_buttons_off_every_card(mailroom: Mailroom) -> None:
    await mailroom.add_operator(501)
    await mailroom.add_operator(502)
    await mailroom.take(UNSURE)
    await mailroom.send_everything()
    await choose(mailroom, "1.1", FIRST)
    edits = [each for each in await mailroom.parcels() if each.kind is ParcelKind.EDIT]
    assert sorted(each.recipient for each in edits) == ["501", "502"]
    assert all(each.payload["buttons"] == [] for each in edits)
    assert all("已转送类别 1.1" in each.payload["text"] for each in edits)


async def test_card_escapes_what_a_sender_wrote(mailroom: Mailroom) -> None:
    await mailroom.add_operator(501)
    await mailroom.take(mail("<b>材料</b>", "<a href='http://evil'>见附件</a>", files=[("<i>.pdf", PDF)]))
    (card,) = await mailroom.parcels("operator:review:")
    assert "<a href" not in card.payload["text"]
    assert "<b>材料" not in card.payload["text"]


async def test_decision_stands_in_the_audit_log_under_a_pseudonym(mailroom: Mailroom) -> None:
    await mailroom.take(UNSURE)
    await choose(mailroom, "1.1", FIRST)
    entry = (await mailroom.rows(AuditEntry))[-1]
    assert (entry.act, entry.subject, entry.door) == ("review.accepted", "review:1", "chat")
    assert entry.detail == {"decision": "1.1"}
    assert "chat:1" not in entry.actor


async def test_item_shows_what_a_person_needs(mailroom: Mailroom) -> None:
    await mailroom.take(UNSURE)
    async with mailroom.database.reading() as session:
        item = await show(session, 1)
    assert (item.sender, item.subject, item.files) == (APPLICANT, "材料", ("材料.pdf",))
    assert item.reasons
    assert item.receipt is not None


async def test_queue_shows_the_oldest_first(mailroom: Mailroom) -> None:
    for number in range(3):
        await mailroom.take(mail(f"材料{number}", "您好，材料见附件。", files=[(f"材料{number}.pdf", PDF)]))
        mailroom.later(hours=1)
    async with mailroom.database.reading() as session:
        items = await list_open(session)
        screen = queue(items, 0)
    assert [each.subject for each in items] == ["材料0", "材料1", "材料2"]
    assert [row[0].text for row in screen.buttons][:3] == ["#1 材料0", "#2 材料1", "#3 材料2"]
