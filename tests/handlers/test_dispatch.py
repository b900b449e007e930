"""Facts about the courier's book."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from handlers.dispatch import claim, recover, settle
from handlers.outbox import Wrapping, write_edit, write_letter, write_message
from handlers.rules.compose import Enclosure, LetterSpec
from handlers.rules.retry import Delivery, Fate
from storage.database import Database, open_database
from storage.states import Channel

NOW = datetime(2022, 6, 20, 1, 0, tzinfo=UTC)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await open_database(tmp_path / "desk.db", create=True)
    yield opened
    await opened.close()


def spec(number: int, *, enclosed: bool = False) -> LetterSpec:
    files = (Enclosure("a.pdf", "application/pdf", "0" * 64),) if enclosed else ()
    return LetterSpec(
        sender="desk@example.org",
        sender_name="申报台",
        recipient="dept@example.org",
        subject="s",
        body="b",
        message_id=f"<{number}@example.org>",
        at=NOW,
        enclosures=files,
    )


async def test_same_key_is_written_once(database: Database) -> None:
    async with database.transaction() as session:
        await write_message(session, 7, "一", Wrapping("k", NOW))
        await write_message(session, 7, "二", Wrapping("k", NOW))
    async with database.transaction() as session:
        claimed = await claim(session, Channel.CHAT, 10, NOW)
    assert [parcel.payload["text"] for parcel in claimed] == ["一"]


async def test_claimed_parcel_is_not_claimed_again(database: Database) -> None:
    async with database.transaction() as session:
        await write_message(session, 7, "一", Wrapping("k", NOW))
    async with database.transaction() as session:
        assert len(await claim(session, Channel.CHAT, 10, NOW)) == 1
    async with database.transaction() as session:
        assert await claim(session, Channel.CHAT, 10, NOW) == []


async def test_letter_with_files_waits_until_it_is_built(database: Database) -> None:
    async with database.transaction() as session:
        await write_letter(session, spec(1, enclosed=True), Wrapping("k", NOW))
        assert await claim(session, Channel.MAIL, 10, NOW) == []


async def test_later_letter_of_a_submission_waits_for_the_earlier(database: Database) -> None:
    async with database.transaction() as session:
        await _submission(session)
        await write_letter(session, spec(2), Wrapping("second", NOW, submission_id=1, position=2))
        await write_letter(session, spec(1), Wrapping("first", NOW, submission_id=1, position=1))
    async with database.transaction() as session:
        first = await claim(session, Channel.MAIL, 10, NOW)
        assert [parcel.key for parcel in first] == ["first"]
        await settle(session, [(first[0].id, Delivery(Fate.SENT, "250 ok"))], NOW, 0)
    async with database.transaction() as session:
        assert [parcel.key for parcel in await claim(session, Channel.MAIL, 10, NOW)] == ["second"]


async def _submission(session: object) -> None:
    from sqlalchemy.ext.asyncio import AsyncSession

    from storage.tables import Applicant, Submission

    assert isinstance(session, AsyncSession)
    session.add(Applicant(id=1, email="a@example.org", created_at=NOW))
    await session.flush()
    session.add(Submission(id=1, applicant_id=1, channel=Channel.MAIL, created_at=NOW))
    await session.flush()


async def test_refused_letter_is_lost_and_told(database: Database) -> None:
    async with database.transaction() as session:
        await write_letter(session, spec(1), Wrapping("k", NOW))
        claimed = await claim(session, Channel.MAIL, 10, NOW)
        lost = await settle(session, [(claimed[0].id, Delivery(Fate.REFUSED, "550 no such user"))], NOW, 0)
    assert [(parcel.key, parcel.remark) for parcel in lost] == [("k", "550 no such user")]


async def test_letter_refused_for_now_comes_back_after_a_minute(database: Database) -> None:
    async with database.transaction() as session:
        await write_letter(session, spec(1), Wrapping("k", NOW))
        claimed = await claim(session, Channel.MAIL, 10, NOW)
        await settle(session, [(claimed[0].id, Delivery(Fate.LATER, "451"))], NOW, 0)
        assert await claim(session, Channel.MAIL, 10, NOW + timedelta(seconds=59)) == []
        assert len(await claim(session, Channel.MAIL, 10, NOW + timedelta(seconds=60))) == 1


async def test_our_own_fault_burns_no_try(database: Database) -> None:
    async with database.transaction() as session:
        await write_letter(session, spec(1), Wrapping("k", NOW))
        for days in range(0, 30, 6):
            now = NOW + timedelta(days=days)
            claimed = await claim(session, Channel.MAIL, 10, now)
            assert claimed[0].tries == 0
            await settle(session, [(claimed[0].id, Delivery(Fate.OURS, "535"))], now, 0)


async def test_letter_of_unknown_fate_goes_out_again_with_the_same_bytes(database: Database) -> None:
    async with database.transaction() as session:
        await write_letter(session, spec(1), Wrapping("k", NOW))
        first = await claim(session, Channel.MAIL, 10, NOW)
    async with database.transaction() as session:
        await recover(session, NOW)
        again = await claim(session, Channel.MAIL, 10, NOW)
    assert [(each.raw, each.message_id) for each in again] == [(each.raw, each.message_id) for each in first]


async def test_chat_message_of_unknown_fate_is_tried_once_more_and_then_left(database: Database) -> None:
    async with database.transaction() as session:
        await write_message(session, 7, "一", Wrapping("k", NOW))
        now = NOW
        for _ in range(2):
            claimed = await claim(session, Channel.CHAT, 10, now)
            assert len(claimed) == 1
            assert await settle(session, [(claimed[0].id, Delivery(Fate.UNKNOWN, "timeout"))], now, 0) == []
            now += timedelta(minutes=2)
        assert await claim(session, Channel.CHAT, 10, now) == []


async def test_edit_goes_to_the_message_that_was_sent(database: Database) -> None:
    async with database.transaction() as session:
        await write_message(session, 7, "一", Wrapping("card", NOW))
        claimed = await claim(session, Channel.CHAT, 10, NOW)
        sent = Delivery(Fate.SENT, "ok", chat_message_id=99)
        await settle(session, [(claimed[0].id, sent)], NOW, 0)
        await write_edit(session, "card", "二", Wrapping("edit", NOW))
        await write_edit(session, "never sent", "三", Wrapping("edit2", NOW))
        edits = await claim(session, Channel.CHAT, 10, NOW)
    assert [(each.recipient, each.payload["message_id"]) for each in edits] == [("7", 99)]
