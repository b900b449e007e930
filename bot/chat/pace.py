"""The pace that Telegram allows: one push a second to a chat, so many calls a second in all."""

from __future__ import annotations

import asyncio

PER_CHAT = 1.0  # seconds between two pushes to one chat
OVERALL = 1 / 25  # seconds between two calls, whoever they are for
AHEAD = 5  # calls that may answer people before their moment: with the others 30 in a second
PATIENCE = 3.0  # a push that would wait longer gives its place in the queue to others
REMEMBERED = 1000  # chats; those whose time has passed are forgotten beyond it


class Pace:
    """Gives out the moments at which something may be sent; loop time, nothing is stored."""

    def __init__(self, per_chat: float = PER_CHAT, overall: float = OVERALL) -> None:
        self._per_chat = per_chat
        self._overall = overall
        self._free = 0.0
        self._chats: dict[int, float] = {}

    def delay(self, chat_id: int) -> float:
        """Return how many seconds a push to this chat would have to wait."""
        return max(0.0, max(self._free, self._chats.get(chat_id, 0.0)) - _now())

    async def push(self, chat_id: int) -> None:
        """Wait until something may be pushed to a chat, and take that moment."""
        moment = max(_now(), self._take(), self._chats.get(chat_id, 0.0))
        self._keep(chat_id, moment + self._per_chat)
        await asyncio.sleep(moment - _now())

    async def answer(self) -> None:
        """Wait until a screen may be shown to somebody who just did something; a few go at once."""
        await asyncio.sleep(self._take() - AHEAD * self._overall - _now())

    def hold(self, chat_id: int, seconds: float) -> None:
        """Push nothing to a chat for a while, because Telegram said so."""
        self._keep(chat_id, _now() + seconds)

    def _take(self) -> float:
        moment = max(_now(), self._free)
        self._free = moment + self._overall
        return moment

    def _keep(self, chat_id: int, moment: float) -> None:
        if len(self._chats) > REMEMBERED:
            self._chats = {chat: free for chat, free in self._chats.items() if free > _now()}
        self._chats[chat_id] = max(moment, self._chats.get(chat_id, 0.0))


def pace_of(calls_per_second: int) -> Pace:
    """Return the pace of so many calls a second; 0 sets no limit."""
    return Pace(overall=1 / calls_per_second if calls_per_second else 0.0)


def _now() -> float:
    return asyncio.get_running_loop().time()
