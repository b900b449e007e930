"""What a person does in chat with the bot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

from demo.bot_api_types import chat_json, inaccessible_json, message_json, user_json
from demo.exchange import Exchange
from demo.message_html import trimmed, with_commands
from demo.messages import Attachment, AttachmentKind, ChatUser, Keyboard, Message, Text


class NotSeen(Exception):  # noqa: N818 - it names what went wrong
    """The chat did not show in time what somebody waited for; the message tells what it showed."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file that somebody has at hand; `size` claims more bytes than there are."""

    name: str
    content: bytes
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Visitor:
    """One person with a Telegram account, in a private chat with the bot."""

    exchange: Exchange
    user: ChatUser

    @classmethod
    def enter(cls, exchange: Exchange, user: ChatUser) -> Self:
        """Let the exchange know somebody."""
        exchange.chats.enter(user)
        return cls(exchange, user)

    @property
    def messages(self) -> tuple[Message, ...]:
        """Give the chat as this person sees it, oldest first."""
        return self.exchange.chats.of(self.user.id)

    @property
    def revision(self) -> int:
        """Give the count of changes so far, to wait for what comes later."""
        return self.exchange.changes.revision

    def write(self, text: str, reply_to: Message | None = None) -> Message:
        """Send a text or a command."""
        body = with_commands(trimmed(Text(text)))
        return self._send(body, reply_to=reply_to)

    def start(self, payload: str = "") -> Message:
        """Press 开始, with the payload of a deep link where there is one."""
        return self.write(f"/start {payload}".strip())

    def send_document(self, sheet: Sheet, caption: str = "") -> Message:
        """Send a file as it is."""
        return self._send(trimmed(Text(caption)), self._attach(AttachmentKind.DOCUMENT, sheet))

    def send_photo(self, sheet: Sheet, caption: str = "") -> Message:
        """Send a picture, which loses its name."""
        return self._send(trimmed(Text(caption)), self._attach(AttachmentKind.PHOTO, sheet))

    def send_album(
        self, sheets: Sequence[Sheet], caption: str = "", kind: AttachmentKind = AttachmentKind.DOCUMENT
    ) -> tuple[Message, ...]:
        """Send several files at once: separate updates with one media_group_id, the caption on the first."""
        group = str(12_000_000_000_000_000 + self.revision)
        captions = [trimmed(Text(caption)), *[Text()] * len(sheets)]
        return tuple(
            self._send(body, self._attach(kind, sheet), group)
            for body, sheet in zip(captions, sheets, strict=False)
        )

    def press(self, label: str, message: Message | None = None) -> str:
        """Press a button by its label (or a part of it) or its data; return the id of the query.

        Without a message the newest one that has such a button is taken.
        Raises NotSeen when there is none.
        """
        shown = [message] if message else [each for each in reversed(self.messages) if each.from_bot]
        for each in shown:
            if (data := _data(each.keyboard, label)) is not None:
                return self.press_data(each, data)
        raise NotSeen(f"no button {label!r} in {[button.text for each in shown for button in each.buttons]}")

    def press_data(self, message: Message, data: str) -> str:
        """Press a button of this message with any data, as a tampered client can."""
        query_id = self.exchange.queries.begin(self.user.id)
        current = self.exchange.chats.find(message.chat.id, message.id)
        content = {
            "id": query_id,
            "from": user_json(self.user),
            "chat_instance": str(-5_000_000_000 - self.user.id),
            "data": data,
            "message": message_json(current) if current else inaccessible_json(message),
        }
        self.exchange.updates.put("callback_query", content)
        return query_id

    def block(self) -> None:
        """Block the bot: it can write no more, and is told."""
        self._set_blocked(blocked=True)

    def unblock(self) -> None:
        """Take the block back."""
        self._set_blocked(blocked=False)

    async def sees(
        self, wanted: str | Callable[[Message], bool], *, since: int = 0, within: float = 10
    ) -> Message:
        """Wait for a message of the bot, new or edited after revision `since`, and return the newest.

        `wanted` is a part of its text or a question to it. Raises NotSeen after `within` seconds.
        """
        fits = (lambda message: wanted in message.text) if isinstance(wanted, str) else wanted
        while True:
            revision = self.revision
            for message in reversed(self.messages):
                if message.from_bot and message.revision > since and fits(message):
                    return message
            if not await self.exchange.changes.later_than(revision, within):
                raise NotSeen(f"{wanted!r} not in {[message.text for message in self.messages]}")

    def _attach(self, kind: AttachmentKind, sheet: Sheet) -> Attachment:
        name = sheet.name if kind is AttachmentKind.DOCUMENT else "photo.jpg"
        return Attachment(kind, self.exchange.files.keep(name, sheet.content, kind.folder, sheet.size))

    def _send(
        self,
        body: Text,
        attachment: Attachment | None = None,
        group: str | None = None,
        reply_to: Message | None = None,
    ) -> Message:
        chats = self.exchange.chats
        message = Message(
            id=chats.next_id(),
            chat=self.user,
            sender=self.user,
            date=self.exchange.date(),
            body=body,
            attachment=attachment,
            group=group,
            reply_to=reply_to.id if reply_to else None,
        )
        kept = chats.receive(message)
        self.exchange.updates.put("message", message_json(kept, reply_to))
        return kept

    def _set_blocked(self, *, blocked: bool) -> None:
        if self.exchange.chats.is_blocked(self.user.id) == blocked:
            return
        self.exchange.chats.set_blocked(self.user.id, blocked=blocked)
        bot = user_json(self.exchange.bot)
        banned = {"status": "kicked", "user": bot, "until_date": 0}
        member = {"status": "member", "user": bot}
        before, after = (member, banned) if blocked else (banned, member)
        content = {
            "chat": chat_json(self.user),
            "from": user_json(self.user),
            "date": self.exchange.date(),
            "old_chat_member": before,
            "new_chat_member": after,
        }
        self.exchange.updates.put("my_chat_member", content)


def _data(keyboard: Keyboard, label: str) -> str | None:
    buttons = [button for row in keyboard for button in row if button.data is not None]
    exact = [button.data for button in buttons if label in {button.text, button.data}]
    partial = [button.data for button in buttons if label in button.text]
    return next(iter([*exact, *partial]), None)
