"""Checks of the way to Telegram."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any, Final
from urllib.parse import urlsplit

from bot.config import TelegramConfig, read_secret
from bot.doctor.examination import Patient, Round
from bot.doctor.findings import Finding, State, Trouble
from bot.doctor.network import reach, trouble_of

PROXY, TOKEN, POLLING = "telegram-proxy", "telegram-token", "telegram-polling"
FORM: Final = re.compile(r"\d{5,}:[\w-]{20,}", re.ASCII)
WRONG_TOKEN: Final = frozenset({401, 404})  # what the Bot API answers to a token that it does not know
CROWDED: Final = 200  # updates that wait although somebody should fetch them
PORTS: Final = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}  # of a proxy that names none
OFF: Final = "没有启用聊天"
REMEDY: Final = "请向 @BotFather 核对令牌，用 SHENBAO_TELEGRAM__TOKEN 或 token_file 重新设置"


async def look(patient: Patient) -> AsyncIterator[Finding]:
    """Reach the proxy, ask who the bot is, and whether its updates can be polled."""
    settings = patient.config.telegram
    if not settings.enabled:
        for check in ROUND.checks:
            yield Finding(check, State.SKIPPED, OFF)
        return
    yield await _proxy(settings)
    told = await _ask(settings, "getMe")
    yield Finding(TOKEN, State.OK, f"令牌有效，机器人是 @{told.get('username', '')}")
    yield _polling(await _ask(settings, "getWebhookInfo"))


async def _proxy(settings: TelegramConfig) -> Finding:
    if not settings.proxy:
        return Finding(PROXY, State.SKIPPED, "没有设置代理，直接连接")
    try:
        place = urlsplit(settings.proxy)
        port = place.port or PORTS.get(place.scheme)
    except ValueError:
        port = None
    if port is None or not place.hostname:
        raise Trouble("telegram.proxy 不是完整的地址", "请写成 socks5://127.0.0.1:1080 这样")
    return await reach(PROXY, place.hostname, port, "代理")


async def _ask(settings: TelegramConfig, method: str) -> dict[str, Any]:
    """Call a method that changes nothing, by the way that the service takes."""
    import httpx

    token = _token(settings)
    place = urlsplit(settings.base_url).netloc
    try:
        async with httpx.AsyncClient(proxy=settings.proxy, trust_env=False, timeout=8) as client:
            answer = await client.get(f"{settings.base_url}{token}/{method}")
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
        raise trouble_of(error, place) from error
    return _result(answer.status_code, answer.content, place)


def _token(settings: TelegramConfig) -> str:
    try:
        token = read_secret(settings.token, settings.token_file)
    except (OSError, UnicodeDecodeError) as error:
        raise Trouble(f"读不到令牌文件 {settings.token_file}", "请检查 token_file 的路径和权限") from error
    if not token:
        raise Trouble("还没有设置令牌", REMEDY)
    if not FORM.fullmatch(token):
        raise Trouble("令牌的样子不对，应当是“数字:字母数字”", REMEDY)
    return token


def _result(status: int, content: bytes, place: str) -> dict[str, Any]:
    import json

    if status in WRONG_TOKEN:
        raise Trouble("Telegram 不认识这个令牌", REMEDY)
    try:
        body = json.loads(content)
        result = body["result"]
    except (ValueError, KeyError, TypeError) as error:
        remedy = "请检查 base_url 是不是 Bot API 的地址，代理是否正常"
        raise Trouble(f"{place} 的答复不是 Bot API 的（状态 {status}）", remedy) from error
    return result if isinstance(result, dict) else {}


def _polling(told: dict[str, Any]) -> Finding:
    if told.get("url"):
        remedy = "请确认没有别的程序在用这个机器人；申报台启动时会取消 webhook"
        return Finding(POLLING, State.FAILED, "这个机器人设了 webhook，另有程序在收它的消息", remedy)
    waiting = int(told.get("pending_update_count", 0))
    if waiting > CROWDED:
        remedy = "请确认申报台正在运行；没有运行就启动它"
        return Finding(POLLING, State.WARNING, f"有 {waiting} 条消息等着取", remedy)
    return Finding(POLLING, State.OK, f"没有 webhook，{waiting} 条消息等着取")


ROUND: Final = Round((PROXY, TOKEN, POLLING), look)
