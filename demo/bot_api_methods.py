"""The table of Bot API methods that the local server speaks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from demo.bot_api_errors import BadRequest
from demo.bot_api_types import chat_json, file_json, message_json, user_json
from demo.bot_profile import Command, read_commands
from demo.editing import (
    answer_query,
    delete_message,
    edit_caption,
    edit_keyboard,
    edit_text,
    pin_message,
)
from demo.exchange import Exchange
from demo.files import DOWNLOAD_LIMIT
from demo.parameters import Parameters
from demo.sending import send_chat_action, send_document, send_media_group, send_message, send_photo
from demo.update_queue import LARGEST_BATCH

Method = Callable[[Exchange, Parameters], Any | Awaitable[Any]]


def get_me(exchange: Exchange, _parameters: Parameters) -> dict[str, Any]:
    """Answer getMe."""
    return user_json(exchange.bot) | {
        "can_join_groups": False,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
    }


async def get_updates(exchange: Exchange, parameters: Parameters) -> list[dict[str, Any]]:
    """Answer getUpdates, holding it while nothing waits."""
    kinds = parameters.object("allowed_updates")
    if kinds is not None:
        exchange.updates.allow(kinds)
    limit = parameters.integer("limit") or LARGEST_BATCH
    return await exchange.updates.take(
        parameters.integer("offset") or 0, min(limit, LARGEST_BATCH), parameters.integer("timeout") or 0
    )


def set_webhook(exchange: Exchange, parameters: Parameters) -> bool:
    """Refuse setWebhook: this server is polled; an empty address means deleteWebhook."""
    if parameters.text("url"):
        raise BadRequest("bad webhook: An HTTPS URL must be provided for webhook")
    return delete_webhook(exchange, parameters)


def delete_webhook(exchange: Exchange, parameters: Parameters) -> bool:
    """Answer deleteWebhook; there never is one."""
    if parameters.flag("drop_pending_updates"):
        exchange.updates.forget_all()
    return True


def get_webhook_info(exchange: Exchange, _parameters: Parameters) -> dict[str, Any]:
    """Answer getWebhookInfo."""
    return {"url": "", "has_custom_certificate": False, "pending_update_count": len(exchange.updates)}


def get_file(exchange: Exchange, parameters: Parameters) -> dict[str, Any]:
    """Answer getFile."""
    file = exchange.files.by_id(parameters.required_text("file_id"))
    if file is None:
        raise BadRequest("wrong file_id or the file is temporarily unavailable")
    if file.size > DOWNLOAD_LIMIT:
        raise BadRequest("file is too big")
    return file_json(file)


def get_chat(exchange: Exchange, parameters: Parameters) -> dict[str, Any]:
    """Answer getChat."""
    user = exchange.chats.open_to_bot(parameters.chat_id())
    gifts = (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    )
    pinned = [message for message in exchange.chats.of(user.id) if message.pinned]
    body = chat_json(user) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }
    return body | ({"pinned_message": message_json(pinned[-1])} if pinned else {})


def set_commands(exchange: Exchange, parameters: Parameters) -> bool:
    """Answer setMyCommands."""
    commands = read_commands(parameters.object("commands"))
    exchange.profile.set_commands(commands, parameters.object("scope"), _language(parameters))
    exchange.changes.touch()
    return True


def get_commands(exchange: Exchange, parameters: Parameters) -> list[dict[str, str]]:
    """Answer getMyCommands."""
    found = exchange.profile.get_commands(parameters.object("scope"), _language(parameters))
    return [_command_json(each) for each in found]


def delete_commands(exchange: Exchange, parameters: Parameters) -> bool:
    """Answer deleteMyCommands."""
    exchange.profile.delete_commands(parameters.object("scope"), _language(parameters))
    exchange.changes.touch()
    return True


def set_description(exchange: Exchange, parameters: Parameters) -> bool:
    """Answer setMyDescription (at most 512 characters)."""
    exchange.profile.descriptions[_language(parameters)] = _words(parameters, "description", 512)
    return True


def set_short_description(exchange: Exchange, parameters: Parameters) -> bool:
    """Answer setMyShortDescription (at most 120 characters)."""
    exchange.profile.short_descriptions[_language(parameters)] = _words(parameters, "short_description", 120)
    return True


def set_menu_button(exchange: Exchange, parameters: Parameters) -> bool:
    """Answer setChatMenuButton."""
    button = parameters.object("menu_button") or {"type": "default"}
    exchange.profile.menu_buttons[parameters.integer("chat_id")] = button
    return True


def _language(parameters: Parameters) -> str:
    return parameters.text("language_code") or ""


def _words(parameters: Parameters, name: str, limit: int) -> str:
    words = parameters.text(name) or ""
    if len(words) > limit:
        raise BadRequest(f"{name} is too long")
    return words


def _command_json(command: Command) -> dict[str, str]:
    return {"command": command.command, "description": command.description}


METHODS: Mapping[str, Method] = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "sendMessage": send_message,
    "sendDocument": send_document,
    "sendPhoto": send_photo,
    "sendMediaGroup": send_media_group,
    "sendChatAction": send_chat_action,
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageReplyMarkup": edit_keyboard,
    "deleteMessage": delete_message,
    "pinChatMessage": pin_message,
    "answerCallbackQuery": answer_query,
    "getFile": get_file,
    "getChat": get_chat,
    "setMyCommands": set_commands,
    "getMyCommands": get_commands,
    "deleteMyCommands": delete_commands,
    "setMyDescription": set_description,
    "setMyShortDescription": set_short_description,
    "setChatMenuButton": set_menu_button,
}
# Telegram does not mind the case of a method's name.
BY_NAME: Mapping[str, tuple[str, Method]] = {name.lower(): (name, method) for name, method in METHODS.items()}
