"""Facts about the ids by which the lines of one update, parcel and letter are found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from structlog.contextvars import get_contextvars
from structlog.testing import capture_logs

from bot.chat.application import ChatDoor
from bot.chat.audiences import Audience
from bot.chat.turn import Turn
from bot.courier import Courier, Lane
from bot.mail import desk as mail_desk
from handlers.dispatch import Claimed
from handlers.known import Opened, StoredLetter
from handlers.outbox import Wrapping, write_message
from handlers.rules.mime import ParsedMail
from handlers.rules.retry import Delivery, Fate
from storage.states import Channel
from tests.chat_desk import chat_desk


class Listener:
    """A carrier that keeps what a line of the log would hold while it carries."""

    def __init__(self) -> None:
        self.ids: dict[str, Any] = {}

    async def carry(self, _parcel: Claimed) -> Delivery:
        """Take the parcel, and note the ids."""
        self.ids = get_contextvars()
        return Delivery(Fate.SENT)


async def test_lines_of_an_update_hold_its_number(tmp_path: Path) -> None:
    seen: list[dict[str, Any]] = []

    async def spy(_turn: Turn) -> None:
        seen.append(get_contextvars())

    async with chat_desk(tmp_path) as desk, ChatDoor(desk.parts, (Audience(any_text=spy),)) as door:
        desk.api.visitor(901, "陈一").write("您好")
        assert await door.once() == 1
    (ids,) = seen
    assert isinstance(ids["update"], int)


async def test_lines_of_a_parcel_hold_its_number_and_the_key_of_its_reminder(tmp_path: Path) -> None:
    listener = Listener()
    async with chat_desk(tmp_path) as desk:
        courier = Courier(desk.parts, [Lane(Channel.CHAT, listener)])
        async with desk.parts.database.transaction() as session:
            await write_message(session, 7, "提醒", Wrapping("reminder:7:day", desk.parts.clock.now()))
        with capture_logs() as lines:
            await courier.carry_all_due()
    assert listener.ids["key"] == "reminder:7:day"
    (line,) = [each for each in lines if each["event"] == "parcel.carried"]
    assert (line["parcel"], line["key"]) == (listener.ids["parcel"], "reminder:7:day")


async def test_lines_of_a_letter_that_fails_hold_its_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[dict[str, Any]] = []

    async def fail(*_: Any) -> None:
        seen.append(get_contextvars())
        raise RuntimeError

    monkeypatch.setattr(mail_desk, "_take", fail)
    async with chat_desk(tmp_path) as desk:
        now = desk.parts.clock.now()
        letters = [Opened(StoredLetter(number, "blob", now), ParsedMail(), b"") for number in (4, 5)]
        with capture_logs() as lines:
            await mail_desk._take_batch(desk.parts, letters)
    assert [each.get("letter") for each in seen] == [None, 4, 5]
    assert [each["letter"] for each in lines if each["event"] == "letter.failed"] == [4, 5]
