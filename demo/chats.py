"""The private chats with the bot: who is there, and every message."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count

from demo.bot_api_errors import BadRequest, Forbidden
from demo.changes import Changes
from demo.messages import ChatUser, Message


@dataclass(slots=True)
class _Chat:
    user: ChatUser
    started: bool = False
    blocked: bool = False


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message as the bot first sent it, with the method that it used."""

    method: str
    message: Message


class Chats:
    """Keep users and messages; the journal keeps all that the bot ever sent, deleted or not."""

    def __init__(self, changes: Changes, first_id: int = 1) -> None:
        self.changes = changes
        self.journal: list[Outgoing] = []
        self._chats: dict[int, _Chat] = {}
        self._messages: dict[int, Message] = {}
        self._gone: dict[int, Message] = {}
        self._ids = count(first_id)

    def enter(self, user: ChatUser) -> None:
        """Know a user; the bot cannot write before the user has."""
        self._chats.setdefault(user.id, _Chat(user)).user = user

    def user(self, user_id: int) -> ChatUser | None:
        """Find a user who was entered."""
        chat = self._chats.get(user_id)
        return chat.user if chat else None

    def open_to_bot(self, chat_id: int) -> ChatUser:
        """Give the user whom the bot may write to, or raise what Telegram answers."""
        chat = self._chats.get(chat_id)
        if chat is None or not chat.started:
            raise BadRequest("chat not found")
        if chat.blocked:
            raise Forbidden
        return chat.user

    def is_blocked(self, user_id: int) -> bool:
        """Say whether this user has blocked the bot."""
        return self._chats[user_id].blocked

    def set_blocked(self, user_id: int, *, blocked: bool) -> None:
        """Block the bot, or take the block back."""
        self._chats[user_id].blocked = blocked
        self.changes.touch()

    def next_id(self) -> int:
        """Give the next message its number."""
        return next(self._ids)

    def receive(self, message: Message) -> Message:
        """Keep what a user wrote; it opens the chat for the bot."""
        self._chats[message.chat.id].started = True
        return self._keep(message)

    def deliver(self, method: str, message: Message) -> Message:
        """Keep what the bot sent."""
        kept = self._keep(message)
        self.journal.append(Outgoing(method, kept))
        return kept

    def change(self, message: Message) -> Message:
        """Replace a message by its new state."""
        return self._keep(message)

    def remove(self, message: Message) -> None:
        """Take a message out of its chat."""
        self._gone[message.id] = self._messages.pop(message.id)
        self.changes.touch()

    def find(self, chat_id: int, message_id: int) -> Message | None:
        """Find a message that is still in its chat."""
        message = self._messages.get(message_id)
        return message if message and message.chat.id == chat_id else None

    def is_gone(self, message_id: int) -> bool:
        """Say whether a message was deleted."""
        return message_id in self._gone

    def of(self, chat_id: int) -> tuple[Message, ...]:
        """Give a chat as its user sees it, oldest first."""
        return tuple(each for each in self._messages.values() if each.chat.id == chat_id)

    def _keep(self, message: Message) -> Message:
        kept = replace(message, revision=self.changes.touch())
        self._messages[message.id] = kept
        return kept
