"""The Bot API methods that put a new message into a chat."""

from __future__ import annotations

from typing import Any

from demo.bot_api_errors import BadRequest, TooLarge
from demo.bot_api_types import message_json
from demo.exchange import Exchange
from demo.files import PHOTO_LIMIT, UPLOAD_LIMIT
from demo.keyboards import read_keyboard
from demo.message_html import parse_html, trimmed, utf16_length, with_commands
from demo.messages import Attachment, AttachmentKind, ChatUser, Entity, Message, Text
from demo.parameters import Parameters, Upload

TEXT_LENGTH = 4096
CAPTION_LENGTH = 1024
ALBUM = range(2, 11)
_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


def send_message(exchange: Exchange, parameters: Parameters) -> dict[str, Any]:
    """Answer sendMessage."""
    chat = exchange.chats.open_to_bot(parameters.chat_id())
    body = read_text(parameters, "text", "entities")
    return _deliver(exchange, "sendMessage", draft(exchange, chat, parameters, body))


def send_document(exchange: Exchange, parameters: Parameters) -> dict[str, Any]:
    """Answer sendDocument."""
    return _send_file(exchange, parameters, "sendDocument", AttachmentKind.DOCUMENT)


def send_photo(exchange: Exchange, parameters: Parameters) -> dict[str, Any]:
    """Answer sendPhoto."""
    return _send_file(exchange, parameters, "sendPhoto", AttachmentKind.PHOTO)


def send_media_group(exchange: Exchange, parameters: Parameters) -> list[dict[str, Any]]:
    """Answer sendMediaGroup: documents together, or photos together."""
    chat = exchange.chats.open_to_bot(parameters.chat_id())
    media = parameters.object("media")
    if not isinstance(media, list) or len(media) not in ALBUM:
        raise BadRequest("there must be 2-10 items in the media group")
    if len({each.get("type") for each in media}) != 1:
        raise BadRequest("document can't be mixed with other media types")
    group = str(13_000_000_000_000_000 + exchange.changes.revision)
    drafts = [_album_item(exchange, chat, parameters, each, group) for each in media]
    return [_deliver(exchange, "sendMediaGroup", each) for each in drafts]


def send_chat_action(exchange: Exchange, parameters: Parameters) -> bool:
    """Answer sendChatAction."""
    chat = exchange.chats.open_to_bot(parameters.chat_id())
    if parameters.required_text("action") not in _ACTIONS:
        raise BadRequest("wrong parameter action in request")
    exchange.typing[chat.id] = exchange.changes.touch()
    return True


def draft(
    exchange: Exchange,
    chat: ChatUser,
    parameters: Parameters,
    body: Text,
    attachment: Attachment | None = None,
    group: str | None = None,
) -> Message:
    """Build a message of the bot that is not in the chat yet."""
    return Message(
        id=exchange.chats.next_id(),
        chat=chat,
        sender=exchange.bot,
        date=exchange.date(),
        body=body,
        attachment=attachment,
        keyboard=() if group else read_keyboard(parameters.object("reply_markup")),
        group=group,
        reply_to=_reply_to(exchange, chat, parameters),
        silent=parameters.flag("disable_notification"),
    )


def read_text(parameters: Parameters, name: str, marks: str) -> Text:
    """Read a message's text or a file's caption; raises BadRequest where it is empty or too long.

    The limits are counted in UTF-16 units, the strictest way to read Telegram's "characters".
    """
    body = formatted(parameters.text(name) or "", parameters.text("parse_mode"), parameters.object(marks))
    if name == "text" and not body.text:
        raise BadRequest("message text is empty")
    if utf16_length(body.text) > (TEXT_LENGTH if name == "text" else CAPTION_LENGTH):
        raise BadRequest("message is too long" if name == "text" else "message caption is too long")
    return body


def formatted(source: str, parse_mode: str | None, entities: Any) -> Text:
    """Read a text in its parse mode; of Telegram's modes only HTML is spoken here."""
    if parse_mode and parse_mode.lower() != "html":
        raise BadRequest("unsupported parse_mode")
    if parse_mode:
        return with_commands(parse_html(source))
    marks = tuple(_entity(each) for each in entities or ())
    return with_commands(trimmed(Text(source, marks)))


def _entity(raw: dict[str, Any]) -> Entity:
    return Entity(
        str(raw["type"]), int(raw["offset"]), int(raw["length"]), raw.get("url"), raw.get("language")
    )


def _send_file(
    exchange: Exchange, parameters: Parameters, method: str, kind: AttachmentKind
) -> dict[str, Any]:
    chat = exchange.chats.open_to_bot(parameters.chat_id())
    body = read_text(parameters, "caption", "caption_entities")
    attachment = _attachment(exchange, parameters.upload(kind), parameters.text(kind) or "", kind)
    return _deliver(exchange, method, draft(exchange, chat, parameters, body, attachment))


def _album_item(
    exchange: Exchange, chat: ChatUser, parameters: Parameters, raw: dict[str, Any], group: str
) -> Message:
    if raw.get("type") not in set(AttachmentKind):
        raise BadRequest("media type is not supported")
    kind = AttachmentKind(str(raw["type"]))
    address = str(raw.get("media", ""))
    body = formatted(str(raw.get("caption") or ""), raw.get("parse_mode"), raw.get("caption_entities"))
    if utf16_length(body.text) > CAPTION_LENGTH:
        raise BadRequest("message caption is too long")
    attachment = _attachment(exchange, parameters.attached(address), address, kind)
    return draft(exchange, chat, parameters, body, attachment, group)


def _attachment(exchange: Exchange, upload: Upload | None, file_id: str, kind: AttachmentKind) -> Attachment:
    if upload is None:
        known = exchange.files.by_id(file_id)
        if known is None:
            raise BadRequest(
                "wrong remote file identifier specified: can't unserialize it. Wrong last symbol"
            )
        return Attachment(kind, known)
    if len(upload.content) > UPLOAD_LIMIT:
        raise TooLarge
    if kind is AttachmentKind.PHOTO and len(upload.content) > PHOTO_LIMIT:
        raise BadRequest(f"file of size {len(upload.content)} bytes is too big for a photo")
    if not upload.content:
        raise BadRequest("file must be non-empty")
    return Attachment(kind, exchange.files.keep(upload.name, upload.content, kind.folder))


def _reply_to(exchange: Exchange, chat: ChatUser, parameters: Parameters) -> int | None:
    reply = parameters.object("reply_parameters")
    if not reply:
        return None
    if exchange.chats.find(chat.id, int(reply["message_id"])):
        return int(reply["message_id"])
    if reply.get("allow_sending_without_reply"):
        return None
    raise BadRequest("message to be replied not found")


def _deliver(exchange: Exchange, method: str, message: Message) -> dict[str, Any]:
    kept = exchange.chats.deliver(method, message)
    exchange.typing.pop(kept.chat.id, None)
    replied = exchange.chats.find(kept.chat.id, kept.reply_to) if kept.reply_to else None
    return message_json(kept, replied)
