"""A silent Telegram is told by mail, once; what the bot is called is known as soon as it answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from bot.chat.silence import alarm_when_silent
from bot.policies import policy_of
from storage.states import Channel
from storage.tables import Parcel
from tests.chat_desk import ChatDesk, chat_desk
from tests.servers.waiting import wait_until


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[ChatDesk]:
    async with chat_desk(tmp_path) as opened:
        yield opened


class Ears:
    """What was last heard, as a test says."""

    def __init__(self) -> None:
        self.at: float | None = None
        self.asked = 0

    def __call__(self) -> float | None:
        self.asked += 1
        return self.at


@asynccontextmanager
async def watched(desk: ChatDesk, ears: Ears, patience: float) -> AsyncIterator[None]:
    watching = asyncio.create_task(alarm_when_silent(desk.parts, ears, patience=patience, look=0.01))
    try:
        yield
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


async def letters(desk: ChatDesk) -> list[Parcel]:
    return [parcel for parcel in await desk.rows(Parcel) if parcel.channel is Channel.MAIL]


async def looked(ears: Ears, times: int) -> None:
    begun = ears.asked
    await wait_until(lambda: ears.asked >= begun + times)


async def test_long_silence_is_told_by_mail_once(desk: ChatDesk) -> None:
    ears = Ears()
    async with watched(desk, ears, patience=0.02):
        await looked(ears, 20)
    (letter,) = await letters(desk)
    assert letter.recipient == desk.parts.policy.operator_mailbox


async def test_second_silence_is_told_again(desk: ChatDesk) -> None:
    ears = Ears()
    async with watched(desk, ears, patience=0.02):
        await looked(ears, 20)
        ears.at = asyncio.get_running_loop().time()
        await looked(ears, 20)
    told = [each.key.split(":")[2] for each in await letters(desk)]
    assert told == ["broken", "works", "broken"]


async def test_answering_telegram_is_not_told_of(desk: ChatDesk) -> None:
    ears = Ears()
    async with watched(desk, ears, patience=60):
        await looked(ears, 20)
    assert await letters(desk) == []


async def test_name_of_the_bot_is_known_to_letters_and_to_commands(desk: ChatDesk) -> None:
    assert desk.parts.policy.bot_username is None
    await desk.start()
    name = desk.api.exchange.bot.username
    assert desk.parts.policy.bot_username == name
    assert policy_of(desk.parts.config).bot_username == name
