"""The Bot API methods that change or remove what stands in a chat, or answer a press."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from demo.bot_api_errors import BadRequest
from demo.bot_api_types import message_json
from demo.exchange import Exchange
from demo.keyboards import read_keyboard
from demo.message_html import utf16_length
from demo.messages import Message
from demo.parameters import Parameters
from demo.sending import read_text

TOAST_LENGTH = 200
DELETABLE_FOR = 48 * 3600  # seconds
_SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


def edit_text(exchange: Exchange, parameters: Parameters) -> dict[str, Any]:
    """Answer editMessageText; without reply_markup the keyboard goes."""
    message = _own(exchange, parameters, "edit")
    if message.attachment is not None:
        raise BadRequest("there is no text in the message to edit")
    body = read_text(parameters, "text", "entities")
    keyboard = read_keyboard(parameters.object("reply_markup"))
    return _change(exchange, message, replace(message, body=body, keyboard=keyboard))


def edit_caption(exchange: Exchange, parameters: Parameters) -> dict[str, Any]:
    """Answer editMessageCaption; without reply_markup the keyboard goes."""
    message = _own(exchange, parameters, "edit")
    if message.attachment is None:
        raise BadRequest("there is no caption in the message to edit")
    body = read_text(parameters, "caption", "caption_entities")
    keyboard = read_keyboard(parameters.object("reply_markup"))
    return _change(exchange, message, replace(message, body=body, keyboard=keyboard))


def edit_keyboard(exchange: Exchange, parameters: Parameters) -> dict[str, Any]:
    """Answer editMessageReplyMarkup; without reply_markup the keyboard goes."""
    message = _own(exchange, parameters, "edit")
    keyboard = read_keyboard(parameters.object("reply_markup"))
    return _change(exchange, message, replace(message, keyboard=keyboard))


def delete_message(exchange: Exchange, parameters: Parameters) -> bool:
    """Answer deleteMessage; in a private chat the bot may delete either side's for 48 hours."""
    message = _message(exchange, parameters, "delete")
    if exchange.date() - message.date > DELETABLE_FOR:
        raise BadRequest("message can't be deleted for everyone")
    exchange.chats.remove(message)
    return True


def pin_message(exchange: Exchange, parameters: Parameters) -> bool:
    """Answer pinChatMessage."""
    message = _message(exchange, parameters, "pin")
    exchange.chats.change(replace(message, pinned=True))
    return True


def answer_query(exchange: Exchange, parameters: Parameters) -> bool:
    """Answer answerCallbackQuery."""
    text = parameters.text("text") or ""
    if utf16_length(text) > TOAST_LENGTH:
        raise BadRequest("MESSAGE_TOO_LONG")
    query_id = parameters.required_text("callback_query_id")
    exchange.queries.answer(query_id, text, alert=parameters.flag("show_alert"))
    return True


def _message(exchange: Exchange, parameters: Parameters, verb: str) -> Message:
    if parameters.text("inline_message_id"):
        raise BadRequest("MESSAGE_ID_INVALID")
    chat = exchange.chats.open_to_bot(parameters.chat_id())
    message = exchange.chats.find(chat.id, parameters.required_integer("message_id"))
    if message is None:
        raise BadRequest(f"message to {verb} not found")
    return message


def _own(exchange: Exchange, parameters: Parameters, verb: str) -> Message:
    message = _message(exchange, parameters, verb)
    if not message.from_bot:
        raise BadRequest(f"message can't be {verb}ed")
    return message


def _change(exchange: Exchange, former: Message, message: Message) -> dict[str, Any]:
    if message == former:
        raise BadRequest(_SAME)
    return message_json(exchange.chats.change(replace(message, edited=exchange.date())))
