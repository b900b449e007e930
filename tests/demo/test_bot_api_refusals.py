"""The local Bot API refuses what Telegram refuses, with the same code."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest

from demo.bot_api import LocalBotApi
from demo.bot_api_errors import TooManyRequests
from demo.visitor import Sheet, Visitor

USER = 501
LONG = "字" * 4097
_BUTTON = {"text": "完成", "callback_data": "done:1"}


def keyboard(*rows: list[dict[str, str]]) -> str:
    return json.dumps({"inline_keyboard": rows})


@pytest.fixture
def visitor(api: LocalBotApi) -> Visitor:
    somebody = api.visitor(USER, "陈一")
    somebody.start()
    return somebody


async def refusal(client: httpx.AsyncClient, method: str, **parameters: Any) -> tuple[int, str]:
    answer = await client.post(method, data=parameters)
    body = answer.json()
    assert body["ok"] is False
    assert body["error_code"] == answer.status_code
    return answer.status_code, body["description"]


@pytest.mark.parametrize(
    ("method", "parameters", "code", "words"),
    [
        ("sendMessage", {"chat_id": USER, "text": " \n "}, 400, "message text is empty"),
        ("sendMessage", {"chat_id": USER, "text": LONG}, 400, "message is too long"),
        ("sendMessage", {"chat_id": 999, "text": "您好"}, 400, "chat not found"),
        ("sendMessage", {"chat_id": "@nobody", "text": "您好"}, 400, "chat not found"),
        ("sendMessage", {"text": "您好"}, 400, "chat_id is empty"),
        ("sendMessage", {"chat_id": USER, "text": "*a*", "parse_mode": "Markdown"}, 400, "unsupported"),
        (
            "sendMessage",
            {
                "chat_id": USER,
                "text": "x",
                "reply_markup": keyboard([{"text": "x", "callback_data": "键" * 22}]),
            },
            400,
            "BUTTON_DATA_INVALID",
        ),
        (
            "sendMessage",
            {"chat_id": USER, "text": "x", "reply_markup": keyboard([_BUTTON] * 9)},
            400,
            "too long",
        ),
        ("sendMessage", {"chat_id": USER, "text": "x", "reply_markup": "{"}, 400, "can't parse"),
        (
            "sendMessage",
            {"chat_id": USER, "text": "x", "reply_markup": keyboard([{"text": "x"}])},
            400,
            "unallowed",
        ),
        (
            "sendMessage",
            {"chat_id": USER, "text": "x", "reply_parameters": json.dumps({"message_id": 77})},
            400,
            "replied not found",
        ),
        ("sendDocument", {"chat_id": USER, "document": "no-such-id"}, 400, "wrong remote file"),
        ("sendMediaGroup", {"chat_id": USER, "media": "[]"}, 400, "2-10 items"),
        ("sendChatAction", {"chat_id": USER, "action": "dancing"}, 400, "wrong parameter action"),
        ("editMessageText", {"chat_id": USER, "message_id": 77, "text": "x"}, 400, "edit not found"),
        ("editMessageText", {"chat_id": USER, "message_id": 1, "text": "x"}, 400, "can't be edited"),
        ("deleteMessage", {"chat_id": USER, "message_id": 77}, 400, "delete not found"),
        ("answerCallbackQuery", {"callback_query_id": "77"}, 400, "query is too old"),
        ("getFile", {"file_id": "no-such-id"}, 400, "wrong file_id"),
        ("setWebhook", {"url": "http://example.org"}, 400, "bad webhook"),
        (
            "setMyCommands",
            {"commands": json.dumps([{"command": "查询", "description": "x"}])},
            400,
            "COMMAND_INVALID",
        ),
        ("noSuchMethod", {}, 404, "method not found"),
    ],
)
@pytest.mark.usefixtures("visitor")
async def test_wrong_call_is_refused(
    client: httpx.AsyncClient, method: str, parameters: dict[str, Any], code: int, words: str
) -> None:
    given, description = await refusal(client, method, **parameters)
    assert given == code
    assert words in description


@pytest.mark.parametrize(
    "source",
    ["<b>粗", "粗</b>", "<b><i>x</b></i>", "<p>段</p>", "a < b", "<span>x</span>", '<script src="x">'],
)
@pytest.mark.usefixtures("visitor")
async def test_broken_html_is_refused(client: httpx.AsyncClient, source: str) -> None:
    code, description = await refusal(client, "sendMessage", chat_id=USER, text=source, parse_mode="HTML")
    assert (code, description[:34]) == (400, "Bad Request: can't parse entities:")


async def test_wrong_token_is_unauthorized(api: LocalBotApi) -> None:
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"{api.base_url}1:other/getMe")
    assert (answer.status_code, answer.json()["error_code"]) == (401, 401)


async def test_same_edit_twice_is_not_modified(client: httpx.AsyncClient, visitor: Visitor) -> None:
    sent = await client.post("sendMessage", data={"chat_id": USER, "text": "一"})
    number = sent.json()["result"]["message_id"]
    edit = {"chat_id": USER, "message_id": number, "text": "<b>二</b>", "parse_mode": "HTML"}
    assert (await client.post("editMessageText", data=edit)).status_code == 200
    code, description = await refusal(client, "editMessageText", **edit)
    assert code == 400
    assert "message is not modified" in description
    assert visitor.messages[-1].text == "二"


async def test_callback_is_answered_once(client: httpx.AsyncClient, visitor: Visitor) -> None:
    await client.post("sendMessage", data={"chat_id": USER, "text": "x", "reply_markup": keyboard([_BUTTON])})
    query = visitor.press("完成")
    answer = {"callback_query_id": query, "text": "好的"}
    assert (await client.post("answerCallbackQuery", data=answer)).json()["result"] is True
    code, description = await refusal(client, "answerCallbackQuery", **answer)
    assert (code, "query is too old" in description) == (400, True)
    assert (await refusal(client, "answerCallbackQuery", callback_query_id="1", text="长" * 201))[0] == 400


async def test_blocked_bot_is_forbidden_until_unblocked(client: httpx.AsyncClient, visitor: Visitor) -> None:
    visitor.block()
    code, description = await refusal(client, "sendMessage", chat_id=USER, text="x")
    assert (code, description) == (403, "Forbidden: bot was blocked by the user")
    visitor.unblock()
    assert (await client.post("sendMessage", data={"chat_id": USER, "text": "x"})).status_code == 200


async def test_file_over_20_mb_cannot_be_fetched(client: httpx.AsyncClient, visitor: Visitor) -> None:
    sent = visitor.send_document(Sheet("大.zip", b"x", size=20 * 1024 * 1024 + 1))
    assert sent.attachment is not None
    code, description = await refusal(client, "getFile", file_id=sent.attachment.file.id)
    assert (code, description) == (400, "Bad Request: file is too big")


async def test_second_poll_ends_the_first(client: httpx.AsyncClient, visitor: Visitor) -> None:
    confirmed = {"timeout": 20, "offset": 2}
    first = asyncio.create_task(client.get("getUpdates", params=confirmed))
    await visitor.exchange.updates.held()
    second = asyncio.create_task(client.get("getUpdates", params=confirmed))
    assert (await first).status_code == 409
    visitor.write("还在吗")
    assert [each["message"]["text"] for each in (await second).json()["result"]] == ["还在吗"]


async def test_asked_for_failures_come_once_each(
    api: LocalBotApi, client: httpx.AsyncClient, visitor: Visitor
) -> None:
    api.exchange.fail_next("sendMessage", TooManyRequests(7))
    answer = await client.post("sendMessage", data={"chat_id": USER, "text": "x"})
    assert (answer.status_code, answer.json()["parameters"]) == (429, {"retry_after": 7})
    body = {"method": "sendMessage", "code": 502, "times": 1}
    await client.post(f"{api.address}/demo/fail", json=body)
    assert (await refusal(client, "sendMessage", chat_id=USER, text="x"))[0] == 502
    assert (await client.post("sendMessage", data={"chat_id": USER, "text": "x"})).status_code == 200
    assert [message.text for message in visitor.messages] == ["/start", "x"]
