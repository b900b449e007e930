"""Facts about what the office writes to all who follow something."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from handlers.audit import COMMAND
from handlers.broadcasts import draft_broadcast, own_broadcast, send_broadcast
from handlers.dispatch import claim, settle
from handlers.follows import follow
from handlers.lost_parcels import report_lost
from handlers.refusals import Refusal
from handlers.rules.retry import Delivery, Fate
from storage.states import Channel, ParcelState
from storage.tables import Applicant, Follow, Parcel, ReviewItem
from tests.handlers.mailroom import Mailroom, body

WRITER = 501


async def follows_by_mail(room: Mailroom, address: str) -> None:
    async with room.database.transaction() as session:
        row = Applicant(email=address, email_confirmed_at=room.now, name="林二", created_at=room.now)
        session.add(row)
        await session.flush()
        session.add(Follow(applicant_id=row.id or 0, category="1.1", category_name="一", since=room.now))


async def follows_in_chat(room: Mailroom, chat_id: int, *categories: str) -> None:
    async with room.database.transaction() as session:
        for category in categories:
            await follow(session, chat_id, "陈一", category, room.now)


async def send(room: Mailroom, text: str = "周五停电") -> int:
    async with room.database.transaction() as session:
        drafted = await draft_broadcast(session, WRITER, text, room.now, room.policy)
        return await send_broadcast(session, drafted, room.now, room.policy, COMMAND)


async def test_every_follower_is_written_to_once_by_one_way(mailroom: Mailroom) -> None:
    await follows_in_chat(mailroom, 701, "1.1", "1.2", "2.1")
    await follows_in_chat(mailroom, 702, "1.1")
    await follows_by_mail(mailroom, "lin@example.org")
    assert await send(mailroom) == 3
    parcels = await mailroom.parcels("broadcast:")
    assert sorted(each.recipient for each in parcels) == ["701", "702", "lin@example.org"]
    (letter,) = await mailroom.letters_to("lin@example.org")
    assert "周五停电" in body(letter)
    assert "取消关注 全部" in body(letter)


async def test_sent_broadcast_is_not_sent_again(mailroom: Mailroom) -> None:
    await follows_in_chat(mailroom, 701, "1.1")
    await send(mailroom)
    async with mailroom.database.transaction() as session:
        drafted = await own_broadcast(session, WRITER, 1, mailroom.now, mailroom.policy)
        assert drafted is not None
        assert await send_broadcast(session, drafted, mailroom.now, mailroom.policy, COMMAND) == 0
    assert len(await mailroom.parcels("broadcast:")) == 1


async def test_broadcast_is_its_writers_own(mailroom: Mailroom) -> None:
    await send(mailroom)
    async with mailroom.database.reading() as session:
        assert await own_broadcast(session, 999, 1, mailroom.now, mailroom.policy) is None


@pytest.mark.parametrize(
    ("now", "leaves"),
    [
        ("2022-06-20 09:30", "2022-06-20 09:30"),  # within the office's hours: at once
        ("2022-06-20 07:00", "2022-06-20 08:30"),
        ("2022-06-20 21:00", "2022-06-21 08:30"),
        ("2022-06-24 18:00", "2022-06-27 08:30"),  # over the weekend
        ("2022-06-25 10:00", "2022-06-27 08:30"),
    ],
)
async def test_broadcast_waits_for_the_end_of_the_quiet_hours(
    mailroom: Mailroom, now: str, leaves: str
) -> None:
    def moment(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=mailroom.policy.zone).astimezone(UTC)

    mailroom.now = moment(now)
    await follows_in_chat(mailroom, 701, "1.1")
    await send(mailroom)
    (parcel,) = await mailroom.parcels("broadcast:")
    assert parcel.not_before == moment(leaves)


@pytest.mark.parametrize(
    ("text", "sentence"), [("  ", "broadcast_empty"), ("字" * 2001, "broadcast_too_long")]
)
async def test_text_that_cannot_be_sent_is_refused(mailroom: Mailroom, text: str, sentence: str) -> None:
    with pytest.raises(Refusal) as refused:
        await send(mailroom, text)
    assert refused.value.sentence == sentence


async def test_follower_who_has_left_is_no_matter_for_review(mailroom: Mailroom) -> None:
    await follows_in_chat(mailroom, 701, "1.1")
    await send(mailroom)
    async with mailroom.database.transaction() as session:
        (parcel,) = await claim(session, Channel.CHAT, 1, mailroom.now)
        refused = Delivery(Fate.REFUSED, "Forbidden: bot was blocked by the user")
        (lost,) = await settle(session, [(parcel.id, refused)], mailroom.now, 0)
        await report_lost(session, lost, mailroom.now, mailroom.policy)
    async with mailroom.database.reading() as session:
        assert (await session.scalars(select(ReviewItem))).all() == []
        assert (await session.get_one(Parcel, parcel.id)).state is ParcelState.DROPPED
