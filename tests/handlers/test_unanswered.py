"""Facts about questions that found no answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from handlers.aliases import CategoryWord
from handlers.audit import COMMAND
from handlers.search_index import book_in_force
from handlers.unanswered import (
    list_unanswered,
    note_unanswered,
    one_question,
    report_week,
    settle,
    settle_with_word,
)
from storage.states import Channel
from storage.tables import Alias, AuditEntry, Unanswered
from tests.handlers.mailroom import Mailroom, body
from tests.handlers.office import START, Office

WEDNESDAY = datetime(2022, 6, 15, 2, 0, tzinfo=UTC)
MONDAY = datetime(2022, 6, 20, 1, 0, tzinfo=UTC)


async def ask(room: Mailroom, question: str, at: datetime = WEDNESDAY) -> None:
    async with room.database.transaction() as session:
        book = await book_in_force(session)
        assert book is not None
        await note_unanswered(session, question, book.answer(question), Channel.CHAT, at)


async def asked(room: Mailroom) -> list[tuple[str, int]]:
    async with room.database.reading() as session:
        found = [
            (await one_question(session, each.id), each.times) for each in await list_unanswered(session)
        ]
    return [(question.text, times) for question, times in found if question is not None]


async def test_unanswered_questions_are_counted_by_what_they_say(mailroom: Mailroom) -> None:
    for question in ("食堂几点开饭？", "食堂几点开饭", "『食堂』幾點開飯", "瞪羚企业奖励多少钱"):
        await ask(mailroom, question)
    assert await asked(mailroom) == [("食堂几点开饭?", 3), ("瞪羚企业奖励多少钱", 1)]


async def test_question_that_was_asked_back_is_kept(mailroom: Mailroom) -> None:
    await ask(mailroom, "大孵化的联系人是谁")
    (row,) = await mailroom.rows(Unanswered)
    assert row.outcome == "clarify"


@pytest.mark.parametrize("question", ["您好", "谢谢", "1.1的电话", "", "？？", "把1.1的金额改成100万"])
async def test_answers_greetings_and_orders_are_not_kept(mailroom: Mailroom, question: str) -> None:
    await ask(mailroom, question)
    assert await mailroom.rows(Unanswered) == []


async def test_phone_of_the_asker_is_not_kept(mailroom: Mailroom) -> None:
    await ask(mailroom, "瞪羚企业奖励多少钱，请打13800000000找我")
    (row,) = await mailroom.rows(Unanswered)
    assert "13800000000" not in row.text + row.folded


async def test_settled_question_is_gone_with_every_time_it_was_asked(mailroom: Mailroom) -> None:
    await ask(mailroom, "食堂几点开饭")
    await ask(mailroom, "食堂几点开饭？")
    (first, _) = await mailroom.rows(Unanswered)
    async with mailroom.database.transaction() as session:
        assert await settle(session, first.id or 0, WEDNESDAY, mailroom.policy, COMMAND)
        assert not await settle(session, first.id or 0, WEDNESDAY, mailroom.policy, COMMAND)
    assert await mailroom.rows(Unanswered) == []
    assert [each.act for each in await mailroom.rows(AuditEntry)].count("question.settle") == 1


async def test_word_of_the_asker_answers_the_next_time(mailroom: Mailroom) -> None:
    await ask(mailroom, "大孵化的联系人是谁")
    (row,) = await mailroom.rows(Unanswered)
    async with mailroom.database.transaction() as session:
        word = CategoryWord("大孵化", "2.1")
        await settle_with_word(session, row.id or 0, word, WEDNESDAY, mailroom.policy, COMMAND)
    assert [each.category for each in await mailroom.rows(Alias)] == ["2.1"]
    await ask(mailroom, "大孵化的联系人是谁")
    assert await mailroom.rows(Unanswered) == []


async def test_week_is_reported_once_and_only_what_was_asked_in_it(mailroom: Mailroom) -> None:
    await ask(mailroom, "食堂几点开饭", WEDNESDAY)
    await ask(mailroom, "食堂几点开饭", WEDNESDAY - timedelta(days=10))
    await ask(mailroom, "瞪羚企业奖励多少钱", MONDAY)
    for _ in range(2):
        async with mailroom.database.transaction() as session:
            await report_week(session, MONDAY, mailroom.policy)
    assert len(await mailroom.parcels("operator:unanswered")) == 1
    await mailroom.send_everything()
    (letter,) = await mailroom.letters_to(mailroom.policy.operator_mailbox)
    assert "上周有 1 次提问" in body(letter)


async def test_week_without_such_questions_brings_nothing(mailroom: Mailroom) -> None:
    async with mailroom.database.transaction() as session:
        await report_week(session, MONDAY, mailroom.policy)
    assert await mailroom.parcels("operator:unanswered") == []


async def test_questions_are_forgotten_after_ninety_days(mailroom: Mailroom) -> None:
    await ask(mailroom, "食堂几点开饭", MONDAY - timedelta(days=91))
    async with mailroom.database.transaction() as session:
        await report_week(session, MONDAY, mailroom.policy)
    assert await mailroom.rows(Unanswered) == []


async def test_monday_tick_brings_the_line_to_operators(mailroom: Mailroom, tmp_path: Path) -> None:
    office = await Office.open(mailroom, tmp_path)
    await ask(mailroom, "食堂几点开饭", WEDNESDAY)
    await office.tick(START)
    await office.tick(START + timedelta(days=1))
    (parcel,) = await mailroom.parcels("operator:unanswered")
    assert "没有答上来" in parcel.payload["text"]
