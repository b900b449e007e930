"""What the local Bot API answers has the shape that Telegram and aiogram state."""

from __future__ import annotations

import json
from importlib import import_module
from typing import Any

import httpx
import pytest
from pydantic import TypeAdapter

from demo.bot_api import LocalBotApi
from demo.bot_api_methods import METHODS
from demo.visitor import Sheet

USER = 601
MARKUP = json.dumps({"inline_keyboard": [[{"text": "完成", "callback_data": "done"}]]})
COMMANDS = json.dumps([{"command": "help", "description": "帮助"}])
MEDIA = json.dumps([{"type": "document", "media": "attach://a"}, {"type": "document", "media": "attach://b"}])
FILES = {"a": ("一.txt", b"1"), "b": ("二.txt", b"2")}

# A call of each method that succeeds after `prepare`; MESSAGE, FILE, QUERY and PAPER stand for ids.
CALLS: dict[str, dict[str, Any]] = {
    "getMe": {},
    "getUpdates": {"timeout": 0, "offset": 0, "limit": 100, "allowed_updates": "[]"},
    "setWebhook": {"url": ""},
    "deleteWebhook": {"drop_pending_updates": "false"},
    "getWebhookInfo": {},
    "sendMessage": {
        "chat_id": USER,
        "text": '<b>您好</b> <a href="https://example.org">网页</a> /help',
        "parse_mode": "HTML",
        "reply_markup": MARKUP,
        "disable_notification": "true",
        "reply_parameters": json.dumps({"message_id": 1}),
    },
    "sendDocument": {"chat_id": USER, "caption": "材料", "document": "attach://a"},
    "sendPhoto": {"chat_id": USER, "photo": "attach://a"},
    "sendMediaGroup": {"chat_id": USER, "media": MEDIA},
    "sendChatAction": {"chat_id": USER, "action": "typing"},
    "editMessageText": {"chat_id": USER, "message_id": "MESSAGE", "text": "新"},
    "editMessageCaption": {"chat_id": USER, "message_id": "PAPER", "caption": "新"},
    "editMessageReplyMarkup": {"chat_id": USER, "message_id": "MESSAGE"},
    "deleteMessage": {"chat_id": USER, "message_id": "MESSAGE"},
    "pinChatMessage": {"chat_id": USER, "message_id": "MESSAGE", "disable_notification": "true"},
    "answerCallbackQuery": {"callback_query_id": "QUERY", "text": "好", "show_alert": "true"},
    "getFile": {"file_id": "FILE"},
    "getChat": {"chat_id": USER},
    "setMyCommands": {
        "commands": COMMANDS,
        "scope": json.dumps({"type": "all_private_chats"}),
        "language_code": "zh",
    },
    "getMyCommands": {"scope": json.dumps({"type": "all_private_chats"}), "language_code": "zh"},
    "deleteMyCommands": {"scope": json.dumps({"type": "chat", "chat_id": USER})},
    "setMyDescription": {"description": "申报台"},
    "setMyShortDescription": {"short_description": "申报台"},
    "setChatMenuButton": {"chat_id": USER, "menu_button": json.dumps({"type": "commands"})},
}


def of_aiogram(module: str, name: str) -> Any:
    """Take a type of aiogram; loading it takes seconds, in which no other test needs to wait."""
    return getattr(import_module(f"aiogram.{module}"), name)


@pytest.fixture
async def ids(api: LocalBotApi, client: httpx.AsyncClient) -> dict[str, str]:
    visitor = api.visitor(USER, "陈一", "chenyi")
    visitor.start("r_1")
    paper = visitor.send_document(Sheet("申报书.pdf", b"%PDF"), "申报书")
    sent = await client.post("sendMessage", data={"chat_id": USER, "text": "旧", "reply_markup": MARKUP})
    with_file = await client.post("sendDocument", data={"chat_id": USER}, files={"document": FILES["a"]})
    assert paper.attachment is not None
    return {
        "MESSAGE": str(sent.json()["result"]["message_id"]),
        "PAPER": str(with_file.json()["result"]["message_id"]),
        "FILE": paper.attachment.file.id,
        "QUERY": visitor.press("完成"),
    }


def test_every_method_is_tried_out() -> None:
    assert CALLS.keys() == METHODS.keys()


@pytest.mark.parametrize("method", METHODS)
async def test_result_is_of_the_stated_type(
    client: httpx.AsyncClient, ids: dict[str, str], bot_api_data: dict[str, Any], method: str
) -> None:
    parameters = {name: ids.get(str(value), value) for name, value in CALLS[method].items()}
    answer = await client.post(method, data=parameters, files=FILES if "attach:" in str(parameters) else None)
    assert answer.status_code == 200, answer.text
    result = answer.json()["result"]
    returned = of_aiogram("methods", method[0].upper() + method[1:]).__returning__
    TypeAdapter(returned).validate_python(result)
    assert_shape(bot_api_data, bot_api_data["methods"][method]["returns"], result)


@pytest.mark.parametrize("method", METHODS)
def test_method_and_parameters_are_telegrams(bot_api_data: dict[str, Any], method: str) -> None:
    stated = {each["name"]: each for each in bot_api_data["methods"][method].get("fields", [])}
    assert CALLS[method].keys() <= stated.keys()
    assert {name for name, each in stated.items() if each["required"]} <= CALLS[method].keys()


async def test_every_kind_of_update_is_of_the_stated_type(
    client: httpx.AsyncClient, api: LocalBotApi, bot_api_data: dict[str, Any]
) -> None:
    visitor = api.visitor(USER, "陈一")
    visitor.start("bind_7K")
    visitor.send_album([Sheet("一.pdf", b"1"), Sheet("二.pdf", b"2")], "两份")
    visitor.send_photo(Sheet("IMG.jpg", b"\xff\xd8"))
    sent = await client.post("sendMessage", data={"chat_id": USER, "text": "旧", "reply_markup": MARKUP})
    visitor.press("完成")
    gone = visitor.messages[-1]
    await client.post("deleteMessage", data={"chat_id": USER, "message_id": gone.id})
    visitor.press_data(gone, "done")
    visitor.block()
    updates = (await client.get("getUpdates")).json()["result"]
    for update in updates:
        of_aiogram("types", "Update").model_validate(update)
        assert_shape(bot_api_data, ["Update"], update)
    kinds = [next(kind for kind in update if kind != "update_id") for update in updates]
    assert kinds == ["message"] * 4 + ["callback_query"] * 2 + ["my_chat_member"]
    assert len({updates[1]["message"]["media_group_id"], updates[2]["message"]["media_group_id"]}) == 1
    assert updates[4]["callback_query"]["message"]["message_id"] == sent.json()["result"]["message_id"]
    assert updates[5]["callback_query"]["message"]["date"] == 0


async def test_reply_keyboard_never_comes_back(client: httpx.AsyncClient, api: LocalBotApi) -> None:
    api.visitor(USER, "陈一").start()
    markup = json.dumps({"keyboard": [[{"text": "查询"}]]})
    answer = await client.post("sendMessage", data={"chat_id": USER, "text": "x", "reply_markup": markup})
    assert "reply_markup" not in answer.json()["result"]


async def test_command_is_marked_in_utf16_units(client: httpx.AsyncClient, api: LocalBotApi) -> None:
    api.visitor(USER, "陈一").write("😀 /help 看看")
    update = (await client.get("getUpdates")).json()["result"][0]
    assert update["message"]["entities"] == [{"type": "bot_command", "offset": 3, "length": 5}]


async def test_html_becomes_text_and_entities(client: httpx.AsyncClient, api: LocalBotApi) -> None:
    api.visitor(USER, "陈一").start()
    source = "\n<b>😀 一 &amp; <i>二</i></b> &copy; <code>&lt;x&gt;</code> "
    answer = await client.post("sendMessage", data={"chat_id": USER, "text": source, "parse_mode": "HTML"})
    assert answer.json()["result"]["text"] == "😀 一 & 二 &copy; <x>"
    assert answer.json()["result"]["entities"] == [
        {"type": "bold", "offset": 0, "length": 8},
        {"type": "italic", "offset": 7, "length": 1},
        {"type": "code", "offset": 16, "length": 3},
    ]


def assert_shape(data: dict[str, Any], types: list[str], value: Any) -> None:
    """Hold a JSON value against the Bot API's data: no field it does not know, none missing, types right."""
    assert any(_fits(data, stated, value) for stated in types), (types, value)


def _fits(data: dict[str, Any], stated: str, value: Any) -> bool:
    plain = {"Integer": int, "String": str, "Boolean": bool, "True": bool, "Float": float}
    if stated.startswith("Array of "):
        return isinstance(value, list) and all(_fits(data, stated[9:], each) for each in value)
    if stated in plain:
        return type(value) is plain[stated]
    subtypes = data["types"][stated].get("subtypes")
    if subtypes:
        return any(_fits(data, each, value) for each in subtypes)
    fields = {each["name"]: each for each in data["types"][stated].get("fields", [])}
    return (
        isinstance(value, dict)
        and value.keys() <= fields.keys()
        and all(name in value for name, each in fields.items() if each["required"])
        and all(any(_fits(data, each, value[name]) for each in fields[name]["types"]) for name in value)
    )
