"""More files, taking back, and mails that join: what an applicant does to an own submission."""

from __future__ import annotations

import pytest

from handlers.basket_files import tick_files
from handlers.basket_screens import card
from handlers.baskets import confirm
from handlers.own_acts import begin_supplement, nothing_more, withdraw_in_chat
from handlers.own_submissions import detail_screen, list_screen, sure_to_withdraw
from handlers.screens import Screen
from storage.states import SubmissionState
from storage.tables import Applicant, Entry, Promise, ReviewItem, SubmissionFile
from tests.handlers.chatting import Chatting
from tests.handlers.mailroom import APPLICANT, PDF, Mailroom, body, mail

STRANGER = 799


@pytest.fixture
def person(mailroom: Mailroom) -> Chatting:
    return Chatting(mailroom)


async def supplement(person: Chatting, number: int, *names: str) -> int:
    """Add files to a submission; return the basket's row."""
    async with person.room.database.transaction() as session:
        basket = await begin_supplement(session, person.chat_id, number, person.room.now)
    assert basket is not None
    for name in names:
        await person.send(name)
    state = (await person.basket(basket.id)).state
    async with person.room.database.transaction() as session:
        await confirm(session, person.chat_id, basket.id, state, person.room.now, person.room.policy)
    await person.fetch()
    return basket.id


async def detail(person: Chatting, number: int) -> Screen:
    async with person.room.database.reading() as session:
        screen = await detail_screen(session, person.chat_id, number, person.room.now, person.room.policy)
    assert screen is not None
    return screen


async def prove_mailbox(person: Chatting, number: int) -> None:
    """Let the applicant's mailbox be known, as a code sent there does."""
    row = await person.submission(number)
    async with person.room.database.transaction() as session:
        (await session.get_one(Applicant, row.applicant_id)).email = APPLICANT


async def test_supplements_are_numbered_letters_in_the_departments_thread(person: Chatting) -> None:
    number = await person.hand_in("1.1", "申报书.pdf")
    row = await person.submission(number)
    await supplement(person, number, "营业执照.jpg")
    await supplement(person, number, "说明.pdf", "证明.pdf")
    first, second, third = await person.room.letters_to(row.mailbox or "")
    assert [
        ("补充1" in str(each["Subject"]), "补充2" in str(each["Subject"])) for each in (second, third)
    ] == [
        (True, False),
        (False, True),
    ]
    assert str(first["Message-ID"]) in str(second["References"])
    assert len({str(each["Message-ID"]) for each in (first, second, third)}) == 3
    assert "营业执照" in body(second)
    assert "申报书" not in body(second)
    assert [parcel.recipient for parcel in await person.room.parcels("supplement:")] == ["701", "701"]
    files = [file.name for file in await person.room.rows(SubmissionFile) if file.submission_id == number]
    assert files == ["申报书.pdf", "营业执照.jpg", "说明.pdf", "证明.pdf"]


async def test_supplement_shows_what_is_still_missing_and_ticks_its_files(person: Chatting) -> None:
    number = await person.hand_in("1.1", "申报书.pdf", later=True)
    async with person.room.database.transaction() as session:
        basket = await begin_supplement(session, person.chat_id, number, person.room.now)
    assert basket is not None
    shown = card(basket, person.room.now, person.room.policy).text
    assert "✅ 1. 项目申报书" in shown
    assert "⬜ 2. 营业执照" in shown
    await person.send("照片1.jpg")
    basket = await person.basket(basket.id)
    assert basket.ticks.loose == (0,)
    async with person.room.database.transaction() as session:
        ticked, _ = await tick_files(session, person.chat_id, basket.id, None, 1, basket.state)
    assert ticked is not None
    assert [each.is_there for each in ticked.ticks.items[:2]] == [True, True]


async def test_supplement_follows_the_submission_to_where_it_went(person: Chatting) -> None:
    number = await person.hand_in("1.1", "申报书.pdf")
    async with person.room.database.transaction() as session:
        row = await session.get_one(type(await person.submission(number)), number)
        row.mailbox, row.department = "another@example.org", "另一科"
    await supplement(person, number, "营业执照.jpg")
    assert len(await person.room.letters_to("another@example.org")) == 1


async def test_supplement_of_a_submission_taken_back_is_not_sent_and_told(person: Chatting) -> None:
    number = await person.hand_in("1.1", "申报书.pdf")
    async with person.room.database.transaction() as session:
        basket = await begin_supplement(session, person.chat_id, number, person.room.now)
    assert basket is not None
    await person.send("营业执照.jpg")
    async with person.room.database.transaction() as session:
        await withdraw_in_chat(session, person.chat_id, number, person.room.now, person.room.policy)
    state = (await person.basket(basket.id)).state
    async with person.room.database.transaction() as session:
        await confirm(session, person.chat_id, basket.id, state, person.room.now, person.room.policy)
    await person.fetch()
    assert len(await person.room.parcels("department:")) == 1
    (told,) = await person.room.parcels("supplement:")
    assert "没有送出" in told.payload["text"]
    async with person.room.database.transaction() as session:
        assert await begin_supplement(session, person.chat_id, number, person.room.now) is None


async def test_withdrawal_tells_the_department_once(person: Chatting) -> None:
    number = await person.hand_in("1.1", "申报书.pdf")
    row = await person.submission(number)
    async with person.room.database.transaction() as session:
        asked = await sure_to_withdraw(session, person.chat_id, number)
        done = await withdraw_in_chat(session, person.chat_id, number, person.room.now, person.room.policy)
        again = await withdraw_in_chat(session, person.chat_id, number, person.room.now, person.room.policy)
    assert asked is not None
    assert "确定撤回" in asked.text
    assert done is not None
    assert "已通知" in done.text
    assert again is not None
    assert "之前已经撤回" in again.text
    assert (await person.submission(number)).state is SubmissionState.WITHDRAWN
    _, letter = await person.room.letters_to(row.mailbox or "")
    assert "撤回" in str(letter["Subject"])


async def test_submission_of_somebody_else_cannot_be_touched(person: Chatting) -> None:
    number = await person.hand_in("1.1", "申报书.pdf", later=True)
    now, policy = person.room.now, person.room.policy
    async with person.room.database.transaction() as session:
        assert await begin_supplement(session, STRANGER, number, now) is None
        assert await withdraw_in_chat(session, STRANGER, number, now, policy) is None
        assert await sure_to_withdraw(session, STRANGER, number) is None
        assert await detail_screen(session, STRANGER, number, now, policy) is None
        await nothing_more(session, STRANGER, number)
    assert len(await person.room.rows(Promise)) == 1
    assert (await person.submission(number)).state is SubmissionState.DELIVERED


async def test_list_says_where_each_submission_stands(person: Chatting) -> None:
    handed = await person.hand_in("1.1", "申报书.pdf", later=True)
    await person.begin("1.2")
    await person.send("方案.pdf")
    async with person.room.database.reading() as session:
        screen = await list_screen(session, person.chat_id, person.room.now, person.room.policy)
    row = await person.submission(handed)
    assert "共 2 份" in screen.text
    assert "已收 1 个文件" in screen.text
    assert f"已送科室 · {row.receipt} · {row.department}" in screen.text
    assert "材料已送" in screen.text
    assert "补交期限 6月27日(周一)，还剩 5 个工作日" in screen.text


async def test_mail_with_the_number_joins_the_basket_of_its_applicant(person: Chatting) -> None:
    number = (await person.begin("1.1")).id
    await person.send("大.zip", size=30_000_000)
    await prove_mailbox(person, number)
    receipt = (await person.submission(number)).receipt
    await person.room.take(mail(f"{receipt} 申报材料", "其余材料", files=[("营业执照.pdf", PDF)]))
    basket = await person.basket(number)
    assert basket.is_open
    assert [file.name for file in basket.files] == ["营业执照.pdf"]
    assert basket.ticks.items[1].is_there
    (told,) = await person.room.parcels("joined:")
    assert told.recipient == str(person.chat_id)
    assert await person.room.parcels("department:") == []
    (answer,) = await person.room.letters_to(APPLICANT)
    assert "提交之前材料不会送到科室" in body(answer)
    assert await person.confirm(number)
    assert len(await person.room.parcels("department:")) == 1


async def test_mail_with_the_number_from_a_stranger_goes_to_review(person: Chatting) -> None:
    number = (await person.begin("1.1")).id
    await person.send("大.zip", size=30_000_000)
    receipt = (await person.submission(number)).receipt
    await person.room.take(mail(f"{receipt} 申报材料", "其余材料", files=[("营业执照.pdf", PDF)]))
    assert (await person.basket(number)).files == ()
    assert len(await person.room.rows(ReviewItem)) == 1
    assert await person.room.parcels("joined:") == []


async def test_mail_supplement_joins_the_chat_submission_and_keeps_the_promise(person: Chatting) -> None:
    number = await person.hand_in("1.1", "申报书.pdf", "说明和证明.pdf", later=True)
    await prove_mailbox(person, number)
    row = await person.submission(number)
    assert "补交期限" in (await detail(person, number)).text
    await person.room.take(mail(f"{row.receipt}", "补充", files=[("营业执照.pdf", PDF)]))
    letters = await person.room.letters_to(row.mailbox or "")
    assert "补充1" in str(letters[-1]["Subject"])
    assert await person.room.rows(Promise) == []
    assert [entry.kind for entry in await person.room.rows(Entry)].count("supplement") == 1
