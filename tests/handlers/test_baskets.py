"""What a basket takes, for whom, and which of several is meant."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers.applicant_units import REMEMBERED, Taken, leave_out, remember_unit, take_words, unit_data
from handlers.basket_files import join, replace_file, tick_files
from handlers.basket_screens import card, check
from handlers.baskets import SentFile, confirm, forget_meant, own_basket, settle_unit
from handlers.refusals import Refusal
from handlers.rules.applicant_unit import Field, Unit
from storage.states import FileState, SubmissionState
from storage.tables import ApplicantUnit, Submission, SubmissionFile
from tests.handlers.chatting import Chatting
from tests.handlers.mailroom import Mailroom, sample_guide

STRANGER = 799


@pytest.fixture
def person(mailroom: Mailroom) -> Chatting:
    return Chatting(mailroom)


async def test_list_shows_what_is_there_and_the_check_page_names_what_is_missing(person: Chatting) -> None:
    number = (await person.begin("1.1")).id
    await person.send("项目申报书.pdf")
    basket = await person.basket(number)
    shown = card(basket, person.room.now, person.room.policy).text
    assert "✅ 1. 项目申报书 · 1 个文件" in shown
    assert "⬜ 2. 营业执照" in shown
    page = check(basket, person.room.now, person.room.policy)
    assert "还没有看到 2 项" in page.text
    assert [row[0].text for row in page.buttons[:2]] == ["⏳ 先提交，后补", "📨 确认提交，材料已齐"]


async def test_complete_basket_is_confirmed_by_one_button(person: Chatting) -> None:
    number = (await person.begin("1.1")).id
    for name in ("项目申报书.pdf", "营业执照.jpg", "情况说明和证明.pdf"):
        await person.send(name)
    page = check(await person.basket(number), person.room.now, person.room.policy)
    assert "还没有看到" not in page.text
    assert [button.text for button in page.buttons[0]] == ["📨 确认提交"]


async def test_tap_ticks_a_photo_and_a_stale_tap_does_not(person: Chatting) -> None:
    number = (await person.begin("1.1")).id
    await person.send("照片1.jpg")
    basket = await person.basket(number)
    file = basket.files[0].id
    async with person.room.database.transaction() as session:
        ticked, happened = await tick_files(session, person.chat_id, number, file, 1, basket.state)
        again = await tick_files(session, person.chat_id, number, file, 0, basket.state)
    assert happened
    assert ticked is not None
    assert ticked.ticks.items[1].is_there
    assert again[1] is False


async def test_one_tap_ticks_all_files_that_stand_for_nothing(person: Chatting) -> None:
    number = (await person.begin("1.1")).id
    for name in ("照片1.jpg", "照片2.jpg", "申报书.pdf"):
        await person.send(name, group="album")
    state = (await person.basket(number)).state
    async with person.room.database.transaction() as session:
        ticked, _ = await tick_files(session, person.chat_id, number, None, 1, state)
    assert ticked is not None
    assert [each.files for each in ticked.ticks.items[:2]] == [(2,), (0, 1)]


async def test_caption_of_a_single_photo_ticks_it(person: Chatting) -> None:
    number = (await person.begin("1.1")).id
    await person.send("照片1.jpg", caption="营业执照")
    assert (await person.basket(number)).ticks.items[1].is_there


async def test_replaced_file_keeps_place_and_item(person: Chatting) -> None:
    number = (await person.begin("1.1")).id
    await person.send("申报书.pdf")
    await person.send("营业执照.jpg")
    old = (await person.basket(number)).files[0].id or 0
    new = SentFile(9_001, "id", "扫描0001.pdf", "application/pdf", 3)
    async with person.room.database.transaction() as session:
        basket = await replace_file(session, person.chat_id, number, old, new, person.room.policy)
    assert basket is not None
    assert [file.name for file in basket.files] == ["扫描0001.pdf", "营业执照.jpg"]
    assert basket.ticks.items[0].is_there
    states = {file.id: file.state for file in await person.room.rows(SubmissionFile)}
    assert states[old] is FileState.REMOVED


async def test_file_sent_while_two_baskets_are_open_asks_where_it_belongs(person: Chatting) -> None:
    first, second = (await person.begin("1.1")).id, (await person.begin("1.2")).id
    async with person.room.database.transaction() as session:
        await forget_meant(session, person.chat_id, person.room.now)
    for name in ("甲.pdf", "乙.pdf"):
        added = await person.send(name, group="album")
    assert added.basket is not None
    loose = added.basket.id
    assert loose not in (first, second)
    offered = [
        button.text
        for row in card(added.basket, person.room.now, person.room.policy).buttons
        for button in row
    ]
    assert [text[:6] for text in offered[:2]] == ["➕ 放进 1", "➕ 放进 1"]
    async with person.room.database.transaction() as session:
        joined = await join(session, person.chat_id, loose, first, person.room.now, person.room.policy)
    assert joined is not None
    assert [file.name for file in joined.files] == ["甲.pdf", "乙.pdf"]
    assert (await person.basket(second)).files == ()
    assert (await person.submission(loose)).state is SubmissionState.WITHDRAWN


async def test_file_joins_the_basket_that_was_opened_last(person: Chatting) -> None:
    first = (await person.begin("1.1")).id
    await person.begin("1.2")
    await person.open(first)
    added = await person.send("甲.pdf")
    assert added.basket is not None
    assert added.basket.id == first


async def test_basket_opened_yesterday_is_no_longer_taken_for_the_one_that_is_meant(person: Chatting) -> None:
    await person.begin("1.1")
    second = (await person.begin("1.2")).id
    person.room.later(days=1)
    added = await person.send("甲.pdf")
    assert added.basket is not None
    assert added.basket.id != second
    assert added.basket.submission.category is None


async def test_refused_file_is_told_the_subject_that_joins_the_same_submission(person: Chatting) -> None:
    number = (await person.begin("1.1")).id
    added = await person.send("大.zip", size=30_000_000)
    assert isinstance(added.refusal, Refusal)
    receipt = (await person.submission(number)).receipt
    assert receipt is not None
    assert receipt in str(added.refusal.values["way"])
    assert await person.room.rows(SubmissionFile) == []


async def test_number_given_for_mail_becomes_the_receipt(person: Chatting) -> None:
    number = (await person.begin("1.1")).id
    await person.send("大.zip", size=30_000_000)
    reserved = (await person.submission(number)).receipt
    await person.send("申报书.pdf")
    assert await person.confirm(number)
    row = await person.submission(number)
    assert (row.receipt, row.state) == (reserved, SubmissionState.DELIVERED)


async def test_basket_of_months_ago_is_handed_in_under_the_guide_in_force(person: Chatting) -> None:
    number = (await person.begin("1.1")).id
    await person.send("申报书.pdf")
    person.room.later(days=95)
    guide = sample_guide()
    renumbered = replace(guide.categories[0], id="9.9")
    await person.room.import_guide(replace(guide, categories=(*guide.categories[1:], renumbered)))
    assert (await person.open(number)).submission.category == "9.9"
    assert await person.confirm(number)


async def test_basket_whose_category_is_gone_asks_for_another_and_keeps_its_files(person: Chatting) -> None:
    number = (await person.begin("1.1")).id
    await person.send("申报书.pdf")
    guide = sample_guide()
    await person.room.import_guide(replace(guide, categories=guide.categories[1:]))
    basket = await person.open(number)
    assert basket.submission.category is None
    assert len(basket.files) == 1
    assert not await person.confirm(number)


async def test_nothing_is_confirmed_before_it_was_asked_who_hands_in(person: Chatting) -> None:
    number = (await person.begin("1.1")).id
    await person.send("申报书.pdf")
    basket = await person.basket(number)
    async with person.room.database.transaction() as session:
        assert not await settle_unit(session, basket, person.room.now)
        _, happened = await confirm(
            session, person.chat_id, number, basket.state, person.room.now, person.room.policy
        )
    assert not happened


async def test_unit_is_remembered_only_with_consent_and_then_fills_the_next(person: Chatting) -> None:
    first = (await person.begin("1.1")).id
    async with person.room.database.transaction() as session:
        taken = await take_words(
            session,
            person.chat_id,
            "陈一",
            first,
            Field.NAME,
            "江门市晨曦科技有限公司，王小明",
            person.room.now,
        )
    unit = Unit("江门市晨曦科技有限公司", contact="王小明")
    assert taken == Taken(unit)
    second = (await person.begin("1.2")).id
    async with person.room.database.transaction() as session:
        assert not await settle_unit(session, await person.basket(second), person.room.now)
        await remember_unit(session, person.chat_id, first, person.room.now)
        assert await settle_unit(session, await person.basket(second), person.room.now)
        row = await session.get_one(Submission, second)
        assert await unit_data(session, row) == unit


async def test_unit_of_somebody_else_cannot_be_written(person: Chatting) -> None:
    number = (await person.begin("1.1")).id
    async with person.room.database.transaction() as session:
        words = "另一家有限公司"
        assert await take_words(session, STRANGER, "林二", number, Field.NAME, words, person.room.now) is None
        assert not await leave_out(session, STRANGER, number, person.room.now)
        assert not await remember_unit(session, STRANGER, number, person.room.now)
    assert await person.room.rows(ApplicantUnit) == []


async def test_field_left_out_is_empty_and_wrong_one_is_told(person: Chatting) -> None:
    async with person.room.database.transaction() as session:
        now = person.room.now
        await take_words(session, person.chat_id, "陈一", REMEMBERED, Field.NAME, "五邑大学", now)
        left = await take_words(session, person.chat_id, "陈一", REMEMBERED, Field.CREDIT_CODE, "跳过", now)
        wrong = await take_words(session, person.chat_id, "陈一", REMEMBERED, Field.EMAIL, "wang@", now)
    assert left == Taken(Unit("五邑大学"), following=Field.CONTACT)
    assert wrong is not None
    assert (wrong.unit, wrong.following) == (Unit("五邑大学"), Field.EMAIL)
    assert "不像完整的邮箱地址" in wrong.wrong[0].why


async def test_basket_is_nobody_elses(person: Chatting) -> None:
    number = (await person.begin("1.1")).id
    await person.send("申报书.pdf")
    file = (await person.basket(number)).files[0].id or 0
    stranger = Chatting(person.room, STRANGER, "林二")
    own = (await stranger.begin("1.2")).id
    async with person.room.database.transaction() as session:
        assert await own_basket(session, STRANGER, number) is None
        assert await join(session, STRANGER, own, number, person.room.now, person.room.policy) is None
        assert (await tick_files(session, STRANGER, number, file, 0, ""))[0] is None
        sent = SentFile(9_002, "id", "x.pdf", "application/pdf", 3)
        assert await replace_file(session, STRANGER, number, file, sent, person.room.policy) is None
        assert await replace_file(session, STRANGER, own, file, sent, person.room.policy) is None


async def test_check_page_of_an_older_guide_cannot_confirm(person: Chatting) -> None:
    number = (await person.begin("1.1")).id
    await person.send("申报书.pdf")
    async with person.room.database.transaction() as session:
        await leave_out(session, person.chat_id, number, person.room.now)
    state = (await person.basket(number)).state
    guide = sample_guide()
    await person.room.import_guide(replace(guide, categories=guide.categories[1:]))
    async with person.room.database.transaction() as session:
        now, policy = person.room.now, person.room.policy
        _, happened = await confirm(session, person.chat_id, number, state, now, policy)
    assert not happened
