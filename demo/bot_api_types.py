"""The Bot API's types as JSON: users, chats, messages, files."""

from __future__ import annotations

from typing import Any

from demo.files import DOWNLOAD_LIMIT, StoredFile
from demo.keyboards import keyboard_json
from demo.messages import Attachment, AttachmentKind, ChatUser, Entity, Message

# Sizes that Telegram would have measured; nobody lays out a page by them here.
_PHOTO_SIZES = ((90, 67, "s"), (1280, 960, "y"))


def user_json(user: ChatUser) -> dict[str, Any]:
    """Write a User."""
    fields = {
        "id": user.id,
        "is_bot": user.is_bot,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "username": user.username,
        "language_code": None if user.is_bot else user.language_code,
    }
    return {name: value for name, value in fields.items() if value is not None}


def chat_json(user: ChatUser) -> dict[str, Any]:
    """Write the private Chat with somebody."""
    named = {"first_name": user.first_name, "last_name": user.last_name, "username": user.username}
    return {"id": user.id, "type": "private", **{name: value for name, value in named.items() if value}}


def message_json(message: Message, replied: Message | None = None) -> dict[str, Any]:
    """Write a Message; `replied` is the one that it answers."""
    body: dict[str, Any] = {
        "message_id": message.id,
        "from": user_json(message.sender),
        "chat": chat_json(message.chat),
        "date": message.date,
    }
    if message.edited is not None:
        body["edit_date"] = message.edited
    if message.group is not None:
        body["media_group_id"] = message.group
    if replied is not None:
        body["reply_to_message"] = message_json(replied)
    if message.keyboard:
        body["reply_markup"] = keyboard_json(message.keyboard)
    return body | _content_json(message)


def inaccessible_json(message: Message) -> dict[str, Any]:
    """Write the InaccessibleMessage that stands for one gone or too old (date is always 0)."""
    return {"message_id": message.id, "chat": chat_json(message.chat), "date": 0}


def _content_json(message: Message) -> dict[str, Any]:
    text, marks = ("text", "entities") if message.attachment is None else ("caption", "caption_entities")
    content: dict[str, Any] = {}
    if message.attachment is not None:
        content |= attachment_json(message.attachment)
    if message.body.text:
        content[text] = message.body.text
    if message.body.entities:
        content[marks] = [entity_json(entity) for entity in message.body.entities]
    return content


def entity_json(entity: Entity) -> dict[str, Any]:
    """Write a MessageEntity."""
    fields = {
        "type": entity.type,
        "offset": entity.offset,
        "length": entity.length,
        "url": entity.url,
        "language": entity.language,
    }
    return {name: value for name, value in fields.items() if value is not None}


def attachment_json(attachment: Attachment) -> dict[str, Any]:
    """Write the field of a Message that holds its file."""
    file = attachment.file
    if attachment.kind is AttachmentKind.DOCUMENT:
        return {
            "document": {
                "file_id": file.id,
                "file_unique_id": file.unique_id,
                "file_name": file.name,
                "mime_type": file.media_type,
                "file_size": file.size,
            }
        }
    return {"photo": [_photo_size(file, *each) for each in _PHOTO_SIZES]}


def _photo_size(file: StoredFile, width: int, height: int, mark: str) -> dict[str, Any]:
    return {
        "file_id": file.id,
        "file_unique_id": f"{file.unique_id}{mark}",
        "width": width,
        "height": height,
        "file_size": file.size,
    }


def file_json(file: StoredFile) -> dict[str, Any]:
    """Write a File as getFile answers it."""
    fields: dict[str, Any] = {
        "file_id": file.id,
        "file_unique_id": file.unique_id,
        "file_size": file.size,
    }
    return fields | ({"file_path": file.path} if file.size <= DOWNLOAD_LIMIT else {})
