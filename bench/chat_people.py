"""People who chat with a bot on the local Bot API, and how long each of them waits."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from demo.bot_api import LocalBotApi
from demo.chats import Chats
from demo.messages import Message
from demo.visitor import Sheet, Visitor

PATIENCE = 60.0


class TimedChats(Chats):
    """Chats that wake whoever waits for the bot's next word in one of them."""

    def __init__(self, chats: Chats) -> None:
        super().__init__(chats.changes)
        self._waiting: dict[int, asyncio.Future[tuple[float, Message]]] = {}

    def deliver(self, method: str, message: Message) -> Message:
        """Keep what the bot sent."""
        return self._tell(super().deliver(method, message))

    def change(self, message: Message) -> Message:
        """Replace a message by its new state."""
        return self._tell(super().change(message))

    def _tell(self, kept: Message) -> Message:
        waiting = self._waiting.pop(kept.chat.id, None)
        if waiting is not None and not waiting.done():
            waiting.set_result((time.perf_counter(), kept))
        return kept

    def next_word(self, chat_id: int) -> asyncio.Future[tuple[float, Message]]:
        """Return what will hold the bot's next word in a chat, and its moment."""
        self._waiting[chat_id] = asyncio.get_running_loop().create_future()
        return self._waiting[chat_id]


Act = Callable[["Person"], object]


@dataclass(slots=True)
class Person:
    """Somebody in chat with the bot; `shown` is the bot's last word."""

    visitor: Visitor
    chats: TimedChats
    shown: Message | None = None
    waits: list[float] = field(default_factory=list)

    async def do(self, act: Act) -> float:
        """Do something, wait for the bot's word, and return the seconds until it stood in the chat."""
        word = self.chats.next_word(self.visitor.user.id)
        start = time.perf_counter()
        act(self)
        async with asyncio.timeout(PATIENCE):
            moment, self.shown = await word
        self.waits.append(moment - start)
        return moment - start

    def press(self, data: str) -> None:
        """Press a button of the last word, by its data."""
        if self.shown is None:
            raise RuntimeError("the bot has said nothing yet")
        self.visitor.press_data(self.shown, data)

    def sees(self, label: str) -> bool:
        """Tell whether the last word has such a button."""
        return self.shown is not None and any(label in button.text for button in self.shown.buttons)


def people(api: LocalBotApi, count: int) -> list[Person]:
    """Let so many people enter."""
    chats = TimedChats(api.exchange.chats)
    api.exchange.chats = chats
    return [Person(api.visitor(1_000 + number, f"人{number}"), chats) for number in range(count)]


async def all_at_once(everybody: Sequence[Person], acts: Sequence[Act]) -> float:
    """Let everybody do these one after another, side by side; return how many a second were answered."""

    async def one(person: Person) -> None:
        for act in acts:
            await person.do(act)

    start = time.perf_counter()
    await asyncio.gather(*map(one, everybody))
    return len(everybody) * len(acts) / (time.perf_counter() - start)


def say(text: str) -> Act:
    """Write a text."""
    return lambda person: person.visitor.write(text)


def press(data: str) -> Act:
    """Press a button of the last word, by its data."""
    return lambda person: person.press(data)


def press_label(label: str) -> Act:
    """Press a button of the last word, by what stands on it."""
    return lambda person: person.visitor.press(label, person.shown)


def send(file: Sheet) -> Act:
    """Send a file."""
    return lambda person: person.visitor.send_document(file)
