"""Inline keyboards: read from a call, refused where Telegram refuses."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from demo.bot_api_errors import BadRequest
from demo.messages import Button, Keyboard

DATA_BYTES = 64
ROW_BUTTONS = 8
ALL_BUTTONS = 100
_WITHOUT_TRACE = frozenset({"keyboard", "remove_keyboard", "force_reply"})  # never comes back in a message


def read_keyboard(markup: Any) -> Keyboard:
    """Read a reply_markup; reply keyboards are accepted and leave nothing, as in Telegram's answers."""
    if markup is None:
        return ()
    if not isinstance(markup, dict):
        raise BadRequest("object expected as reply markup")
    if _WITHOUT_TRACE & markup.keys():
        return ()
    rows = markup.get("inline_keyboard", [])
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise BadRequest('field "inline_keyboard" must be of type Array')
    keyboard = tuple(tuple(_button(each) for each in row) for row in rows if row)
    if sum(map(len, keyboard)) > ALL_BUTTONS or any(len(row) > ROW_BUTTONS for row in keyboard):
        raise BadRequest("reply markup is too long")
    return keyboard


def _button(raw: Any) -> Button:
    if not isinstance(raw, dict) or not str(raw.get("text", "")).strip():
        raise BadRequest("can't parse inline keyboard button: Text buttons must be non-empty")
    data, url = raw.get("callback_data"), raw.get("url")
    if (data is None) == (url is None):
        raise BadRequest(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if data is not None and not 1 <= len(str(data).encode()) <= DATA_BYTES:
        raise BadRequest("BUTTON_DATA_INVALID")
    if url is not None and urlsplit(str(url)).scheme not in {"http", "https", "tg"}:
        raise BadRequest(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    return Button(str(raw["text"]), data, url, raw.get("style"))


def keyboard_json(keyboard: Keyboard) -> dict[str, Any]:
    """Write a keyboard as an InlineKeyboardMarkup."""
    return {"inline_keyboard": [[_button_json(button) for button in row] for row in keyboard]}


def _button_json(button: Button) -> dict[str, str]:
    fields = {"text": button.text, "callback_data": button.data, "url": button.url, "style": button.style}
    return {name: value for name, value in fields.items() if value is not None}
