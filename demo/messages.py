"""Messages of a chat as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from demo.files import StoredFile


@dataclass(frozen=True, slots=True)
class ChatUser:
    """Somebody with a Telegram account, the bot included; a private chat has its user's id."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = "zh-hans"
    is_bot: bool = False


@dataclass(frozen=True, slots=True)
class Entity:
    """A marked stretch of text; offset and length count UTF-16 units."""

    type: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a message, or the caption of a file, with its marks."""

    text: str = ""
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True, slots=True)
class Button:
    """One button of an inline keyboard: it answers with `data`, or opens `url`."""

    text: str
    data: str | None = None
    url: str | None = None
    style: str | None = None


Keyboard = tuple[tuple[Button, ...], ...]


class AttachmentKind(StrEnum):
    """How Telegram shows a file."""

    DOCUMENT = "document"  # as it is, with its name
    PHOTO = "photo"  # as a picture, without a name

    @property
    def folder(self) -> str:
        """Give the folder that its files seem to lie in."""
        return f"{self}s"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that travels in a message."""

    kind: AttachmentKind
    file: StoredFile


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a private chat; times in seconds since 1970, `revision` counts changes of all chats."""

    id: int
    chat: ChatUser
    sender: ChatUser
    date: int
    body: Text = Text()
    attachment: Attachment | None = None
    keyboard: Keyboard = ()
    group: str | None = None
    edited: int | None = None
    reply_to: int | None = None
    silent: bool = False
    pinned: bool = False
    revision: int = 0

    @property
    def text(self) -> str:
        """Give the text, or the caption of a file."""
        return self.body.text

    @property
    def from_bot(self) -> bool:
        """Say whether the bot wrote it."""
        return self.sender.is_bot

    @property
    def buttons(self) -> tuple[Button, ...]:
        """Give the buttons of all rows."""
        return tuple(button for row in self.keyboard for button in row)
