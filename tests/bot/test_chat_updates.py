"""What arrives is on disk before it is confirmed, and handled once however often the service stops."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from telegram.error import NetworkError

from bot.chat.application import ChatDoor
from bot.chat.audiences import Audience
from bot.chat.turn import Turn
from bot.chat.updates import StoringBot
from handlers.dialogues import remember, remembered
from handlers.screens import Screen
from storage.states import UpdateState
from storage.tables import Update
from tests.chat_desk import ChatDesk, chat_desk
from tests.servers.waiting import wait_until

PERSON = 801


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[ChatDesk]:
    async with chat_desk(tmp_path) as opened:
        yield opened


async def states(desk: ChatDesk) -> list[UpdateState]:
    return [row.state for row in await desk.rows(Update)]


async def count(turn: Turn) -> None:
    """Count the updates of a chat in its row, in the transaction that marks the update."""
    async with turn.transaction() as session:
        before = (await remembered(session, turn.chat_id)).get("count", 0)
        await remember(session, turn.chat_id, turn.now, count=before + 1)
    await turn.say(Screen(f"第 {before + 1} 条：{turn.incoming.text}"))


async def kept_count(desk: ChatDesk, chat_id: int = PERSON) -> int:
    async with desk.parts.database.reading() as session:
        return int((await remembered(session, chat_id)).get("count", 0))


async def test_poll_is_on_disk_before_it_is_confirmed(desk: ChatDesk) -> None:
    desk.api.visitor(PERSON, "陈一").write("一")
    async with StoringBot(desk.parts) as bot:
        (update,) = await bot.get_updates()
        assert await states(desk) == [UpdateState.STORED]
        assert len(desk.api.exchange.updates) == 1
        assert (await desk.rows(Update))[0].body["message"]["text"] == "一"
        assert update.update_id == (await desk.rows(Update))[0].update_id


async def test_poll_that_cannot_be_stored_is_asked_for_again(
    desk: ChatDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.api.visitor(PERSON, "陈一").write("一")
    monkeypatch.setattr("bot.chat.updates.STORE_PAUSE", 0.0)

    async def full(*_: Any) -> None:
        raise OSError("disk full")

    async with StoringBot(desk.parts) as bot:
        with monkeypatch.context() as patch:
            patch.setattr("bot.chat.ledger.store_updates", full)
            with pytest.raises(NetworkError):
                await bot.get_updates()
        assert len(await bot.get_updates()) == 1


async def test_what_an_earlier_run_confirmed_and_did_not_handle_is_done_at_start(desk: ChatDesk) -> None:
    visitor = desk.api.visitor(PERSON, "陈一")
    visitor.write("菜单")
    # The earlier run polled, confirmed with the next poll, and was killed before any callback ran.
    async with StoringBot(desk.parts) as bot:
        (update,) = await bot.get_updates()
        await bot.get_updates(offset=update.update_id + 1)
    assert len(desk.api.exchange.updates) == 0
    await desk.start()
    await visitor.sees("申报台")
    await wait_until(lambda: len(visitor.messages) == 2)


async def test_update_that_comes_twice_is_handled_once(desk: ChatDesk) -> None:
    visitor = desk.api.visitor(PERSON, "陈一")
    visitor.write("一")
    visitor.write("二")
    async with StoringBot(desk.parts) as bot:
        await bot.get_updates()
    # Stored but not confirmed: it is replayed, and Telegram sends it again as well.
    async with ChatDoor(desk.parts, (Audience(any_text=count),)) as door:
        assert await door.once() == 2
        assert await door.once() == 0
    assert await kept_count(desk) == 2
    assert await states(desk) == [UpdateState.DONE, UpdateState.DONE]


async def test_update_that_fails_three_times_is_set_aside_and_the_next_one_flows(
    desk: ChatDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.chat.application.RETRY_PAUSES", (0.0, 0.0))
    tries = 0

    async def fragile(turn: Turn) -> None:
        nonlocal tries
        async with turn.transaction() as session:
            await remember(session, turn.chat_id, turn.now, half="written")
            if turn.incoming.text == "坏":
                tries += 1
                raise ZeroDivisionError
        await turn.say(Screen("好"))

    visitor = desk.api.visitor(PERSON, "陈一")
    visitor.write("坏")
    visitor.write("好")
    async with ChatDoor(desk.parts, (Audience(any_text=fragile),)) as door:
        await door.once()
    assert tries == 3
    assert await states(desk) == [UpdateState.ASIDE, UpdateState.DONE]
    assert "没有成功" in visitor.messages[2].text
    assert visitor.messages[3].text == "好"


async def test_update_that_ended_three_runs_is_set_aside(desk: ChatDesk) -> None:
    desk.api.visitor(PERSON, "陈一").write("一")
    async with StoringBot(desk.parts) as bot:
        await bot.get_updates()
        assert [len(await bot.replay()) for _ in range(3)] == [1, 1, 0]
    assert await states(desk) == [UpdateState.ASIDE]


async def test_one_chat_is_served_in_order_while_another_is_not_kept_waiting(desk: ChatDesk) -> None:
    gate = asyncio.Event()
    order: list[str] = []

    async def slow(turn: Turn) -> None:
        if turn.chat_id == PERSON:
            await gate.wait()
        order.append(turn.incoming.text)

    busy, other = desk.api.visitor(PERSON, "陈一"), desk.api.visitor(PERSON + 1, "林二")
    for number in range(30):
        busy.write(str(number))
    other.write("另一位")
    async with ChatDoor(desk.parts, (Audience(any_text=slow),)) as door:
        running = asyncio.create_task(door.once())
        await wait_until(lambda: order == ["另一位"])
        gate.set()
        await running
    assert order == ["另一位", *map(str, range(30))]
