"""A local Bot API over HTTP that a bot polls as it polls Telegram."""

from __future__ import annotations

import inspect
import json
import mimetypes
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.clock import Clock, SystemClock
from bot.local_server import HOST, LocalServer
from demo.bot_api_errors import BotApiError, NotFound, Unauthorized
from demo.bot_api_methods import BY_NAME
from demo.chat_routes import REFUSALS, chat_routes
from demo.exchange import Exchange
from demo.messages import ChatUser
from demo.parameters import Parameters, Upload
from demo.visitor import Visitor

TOKEN = "1000000001:only-for-this-machine-no-secret"  # noqa: S105 - opens nothing but a loopback port
BOT = ChatUser(1_000_000_001, "申报台", username="shenbao_demo_bot", language_code=None, is_bot=True)
_LARGEST_FIELD = 8 * 1024 * 1024


def bot_api_routes(exchange: Exchange, token: str) -> list[Route]:
    """Give the two addresses of a Bot API: methods and files."""

    async def method(request: Request) -> Response:
        try:
            _check(request.path_params["token"], token)
            result = await _call(exchange, request)
        except BotApiError as error:
            return JSONResponse(error.as_json(), status_code=error.code)
        return JSONResponse({"ok": True, "result": result})

    async def file(request: Request) -> Response:
        try:
            _check(request.path_params["token"], token)
            return _file(exchange, request.path_params["path"])
        except BotApiError as error:
            return JSONResponse(error.as_json(), status_code=error.code)

    return [
        Route("/file/bot{token}/{path:path}", file),
        Route("/bot{token}/{method}", method, methods=["GET", "POST"]),
    ]


def _check(given: str, token: str) -> None:
    # Clients write the token's colon as it is or as %3A.
    if unquote(given) != token:
        raise Unauthorized


def _file(exchange: Exchange, path: str) -> Response:
    found = exchange.files.by_path(path)
    if found is None:
        raise NotFound(None)
    return Response(found.content, media_type="application/octet-stream")


async def _call(exchange: Exchange, request: Request) -> Any:
    name, method = BY_NAME.get(request.path_params["method"].lower(), (None, None))
    if name is None or method is None:
        raise NotFound
    exchange.calls.append(name)
    parameters = await _parameters(request)
    waiting = exchange.failures[name.lower()]
    if waiting:
        raise waiting.popleft()
    result = method(exchange, parameters)
    return await result if inspect.isawaitable(result) else result


async def _parameters(request: Request) -> Parameters:
    if request.method == "GET":
        return Parameters(dict(request.query_params))
    if request.headers.get("content-type", "").startswith("application/json"):
        return Parameters(_as_text(await request.json()))
    values: dict[str, str] = {}
    uploads: dict[str, Upload] = {}
    async with request.form(max_part_size=_LARGEST_FIELD) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                uploads[name] = Upload(value.filename or _unnamed(value), await value.read())
            else:
                values[name] = value
    return Parameters(values, uploads)


def _as_text(body: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in body.items()
        if value is not None
    }


def _unnamed(upload: UploadFile) -> str:
    return "file" + (mimetypes.guess_extension(upload.content_type or "") or "")


class LocalBotApi:
    """A Bot API on a free loopback port, with the people who chat; `async with` starts and stops it."""

    def __init__(
        self, *, clock: Clock | None = None, token: str = TOKEN, port: int = 0, first_id: int = 1
    ) -> None:
        self.token = token
        self.exchange = Exchange(BOT, (clock or SystemClock()).now, first_id=first_id)
        routes = [*bot_api_routes(self.exchange, token), *chat_routes(self.exchange)]
        self._server = LocalServer(
            Starlette(routes=routes, exception_handlers=REFUSALS), port, self.exchange.updates.close
        )

    @property
    def address(self) -> str:
        """Give the server's address, http://127.0.0.1:PORT."""
        return f"http://{HOST}:{self._server.port}"

    @property
    def base_url(self) -> str:
        """Give what python-telegram-bot takes as base_url."""
        return f"{self.address}/bot"

    @property
    def base_file_url(self) -> str:
        """Give what python-telegram-bot takes as base_file_url."""
        return f"{self.address}/file/bot"

    async def start(self) -> None:
        """Take connections, on the same port after a stop."""
        self.exchange.updates.open()
        await self._server.start()

    async def stop(self) -> None:
        """Be out of reach; chats and waiting updates are kept."""
        await self._server.stop()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def visitor(self, user_id: int, first_name: str, username: str | None = None) -> Visitor:
        """Give somebody a Telegram account; they have not written to the bot yet."""
        return Visitor.enter(self.exchange, ChatUser(user_id, first_name, username=username))
