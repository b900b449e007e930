"""The desk keeps the pace that Telegram allows."""

from __future__ import annotations

import asyncio

from bot.chat.pace import AHEAD, Pace, pace_of


def now() -> float:
    return asyncio.get_running_loop().time()


async def test_pushes_to_one_chat_keep_their_distance() -> None:
    pace, begun = Pace(per_chat=0.05, overall=0.0), now()
    for _ in range(4):
        await pace.push(1)
    assert now() - begun >= 3 * 0.05
    assert 0 < pace.delay(1) <= 0.05


async def test_another_chat_does_not_wait_for_the_first() -> None:
    pace = Pace(per_chat=60.0, overall=0.0)
    await pace.push(1)
    assert pace.delay(1) > 50
    assert pace.delay(2) == 0
    await asyncio.wait_for(pace.push(2), 5)


async def test_all_chats_together_keep_the_overall_pace() -> None:
    pace, begun = Pace(per_chat=0.0, overall=0.02), now()
    await asyncio.gather(*(pace.push(chat) for chat in range(6)))
    assert now() - begun >= 5 * 0.02


async def test_held_chat_is_held_as_long_as_it_was_said() -> None:
    pace = Pace(per_chat=0.0, overall=0.0)
    pace.hold(1, 30)
    assert 29 < pace.delay(1) <= 30
    assert pace.delay(2) == 0


async def test_few_people_are_answered_at_once_and_many_at_the_pace() -> None:
    pace, begun = pace_of(20), now()
    for _ in range(AHEAD):
        await pace.answer()
    assert now() - begun < 3 / 20
    for _ in range(4):
        await pace.answer()
    assert now() - begun >= 3 / 20


async def test_no_limit_makes_nobody_wait() -> None:
    pace, begun = pace_of(0), now()
    for _ in range(500):
        await pace.answer()
    assert now() - begun < 1
