"""A Telegram update of a private chat becomes a value that callbacks understand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

from telegram import CallbackQuery, Message, MessageEntity, Update
from telegram.constants import ChatType

from handlers.baskets import SentFile
from handlers.rules.file_names import safe_name
from handlers.screens import ANEW
from handlers.updates import UpdateKey

# What a chat calls a file that has no name, by the message's field; the suffix is what Telegram makes of it.
NAMELESS: Final = (
    ("document", "文件{number}", "application/octet-stream"),
    ("video", "视频{number}.mp4", "video/mp4"),
    ("audio", "录音{number}.mp3", "audio/mpeg"),
    ("voice", "语音{number}.ogg", "audio/ogg"),
    ("video_note", "视频{number}.mp4", "video/mp4"),
)


@dataclass(frozen=True, slots=True)
class Incoming:
    """What came from a chat.

    `text` is what was typed, or a file's caption; `word` is a command without its slash, `rest` what
    stands behind it; `prefix` and `press` are a button's data before and behind its first colon.
    """

    key: UpdateKey
    chat_id: int
    person: str
    message_id: int | None = None
    text: str = ""
    word: str | None = None
    rest: str = ""
    query_id: str | None = None
    prefix: str = ""
    press: str = ""
    file: SentFile | None = None
    replied_to: int | None = None  # the message that it answers
    may_edit: bool = False  # the pressed message can still be changed, and is no record


def read_update(update: Update, bot_id: int) -> Incoming | None:
    """Read an update; None for what is not from a person in a private chat."""
    chat, user = update.effective_chat, update.effective_user
    if chat is None or user is None or chat.type != ChatType.PRIVATE or user.is_bot:
        return None
    base = Incoming(UpdateKey(bot_id, update.update_id), chat.id, user.full_name)
    if update.callback_query is not None:
        return _press(base, update.callback_query)
    return _message(base, update.message) if update.message is not None else None


def _press(base: Incoming, query: CallbackQuery) -> Incoming:
    data = query.data or ""
    plain = data.removeprefix(ANEW)
    prefix, _, press = plain.partition(":")
    # An InaccessibleMessage is gone or too old: what follows is sent anew.
    accessible = isinstance(query.message, Message)
    return replace(
        base,
        message_id=query.message.message_id if query.message else None,
        query_id=query.id,
        prefix=prefix,
        press=press,
        may_edit=accessible and plain == data,
    )


def _message(base: Incoming, message: Message) -> Incoming:
    text = message.text or message.caption or ""
    word, rest = _command(message)
    return replace(
        base,
        message_id=message.message_id,
        text=text.strip(),
        word=word,
        rest=rest,
        file=_file(message),
        replied_to=message.reply_to_message.message_id if message.reply_to_message else None,
    )


def _command(message: Message) -> tuple[str | None, str]:
    """Return a command's word in lower case without its bot's name, and what stands behind it."""
    first = message.entities[0] if message.entities else None
    if first is None or first.type != MessageEntity.BOT_COMMAND or first.offset or not message.text:
        return None, ""
    written = message.parse_entity(first)
    return written[1:].partition("@")[0].lower(), message.text[len(written) :].strip()


def _file(message: Message) -> SentFile | None:
    found = _named(message)
    if found is None:
        return None
    medium, name, media_type = found
    return SentFile(
        message_id=message.message_id,
        file_id=medium.file_id,
        name=safe_name(getattr(medium, "file_name", None) or name.format(number=message.message_id)),
        media_type=getattr(medium, "mime_type", None) or media_type,
        bytes=medium.file_size or 0,
        caption=(message.caption or "").strip(),
        group=message.media_group_id,
    )


def _named(message: Message) -> tuple[Any, str, str] | None:
    """Return the file in a message, of a photo the largest size, with what it is called without a name."""
    if message.photo:
        largest = max(message.photo, key=lambda each: each.width * each.height)
        return largest, "照片{number}.jpg", "image/jpeg"
    for field, name, media_type in NAMELESS:
        if medium := getattr(message, field):
            return medium, name, media_type
    return None
