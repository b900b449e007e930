"""The people's side of the local Bot API over HTTP, for a page and for other processes."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from urllib.parse import quote

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from demo.bot_api_errors import BotApiError, Forbidden, ServerFault, TooManyRequests
from demo.exchange import Exchange
from demo.keyboards import keyboard_json
from demo.messages import AttachmentKind, ChatUser, Message
from demo.visitor import Sheet, Visitor


class Unknown(Exception):  # noqa: N818 - it names what the caller asked for
    """There is no such user, message or file."""


class ChatRoutes:
    """Answer what a page or a test asks of the people's side."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def routes(self) -> list[Route]:
        """Give the table of addresses."""
        return [
            Route("/demo/chat/{user:int}", self.show),
            Route("/demo/chat/{user:int}/enter", self.enter, methods=["POST"]),
            Route("/demo/chat/{user:int}/text", self.text, methods=["POST"]),
            Route("/demo/chat/{user:int}/files", self.files, methods=["POST"]),
            Route("/demo/chat/{user:int}/press", self.press, methods=["POST"]),
            Route("/demo/chat/{user:int}/block", self.block, methods=["POST"]),
            Route("/demo/chat/{user:int}/unblock", self.unblock, methods=["POST"]),
            Route("/demo/chat-file/{file}", self.file),
            Route("/demo/journal", self.journal),
            Route("/demo/fail", self.fail, methods=["POST"]),
        ]

    def _visitor(self, request: Request) -> Visitor:
        user = self._exchange.chats.user(request.path_params["user"])
        if user is None:
            raise Unknown
        return Visitor(self._exchange, user)

    async def show(self, request: Request) -> Response:
        """Give a chat as its user sees it."""
        return JSONResponse(chat_state(self._exchange, self._visitor(request).user))

    async def enter(self, request: Request) -> Response:
        """Give somebody an account: {"first_name"}."""
        body = await request.json()
        Visitor.enter(self._exchange, ChatUser(request.path_params["user"], str(body["first_name"])))
        return JSONResponse({"ok": True})

    async def text(self, request: Request) -> Response:
        """Write a text: {"text", "reply_to"}."""
        body = await request.json()
        visitor = self._visitor(request)
        text = str(body["text"]).strip()
        if not text:
            return JSONResponse({"error": "请先写点内容。"}, status_code=400)
        answered = self._exchange.chats.find(visitor.user.id, int(body.get("reply_to") or 0))
        return _sent(visitor.write(text, answered))

    async def files(self, request: Request) -> Response:
        """Send the files of a form, several as an album; `kind` is document or photo."""
        visitor = self._visitor(request)
        async with request.form() as form:
            sheets = [
                Sheet(each.filename or "file", await each.read())
                for each in form.getlist("files")
                if isinstance(each, UploadFile)
            ]
            kind = AttachmentKind(str(form.get("kind", "document")))
            caption = str(form.get("caption", ""))
        if not sheets or not all(sheet.content for sheet in sheets):
            return JSONResponse({"error": "请选择不为空的文件。"}, status_code=400)
        return _sent(*_send_files(visitor, sheets, caption, kind))

    async def press(self, request: Request) -> Response:
        """Press a button: {"message_id", "data"}."""
        body = await request.json()
        visitor = self._visitor(request)
        message = self._exchange.chats.find(visitor.user.id, int(body["message_id"]))
        if message is None:
            raise Unknown
        return JSONResponse({"query": visitor.press_data(message, str(body["data"]))})

    async def block(self, request: Request) -> Response:
        """Block the bot."""
        self._visitor(request).block()
        return JSONResponse({"ok": True})

    async def unblock(self, request: Request) -> Response:
        """Take the block back."""
        self._visitor(request).unblock()
        return JSONResponse({"ok": True})

    async def file(self, request: Request) -> Response:
        """Give a file of a chat, as a download and never as a page of this site."""
        found = self._exchange.files.by_id(request.path_params["file"])
        if found is None:
            raise Unknown
        return download(found.name, found.content)

    async def journal(self, _request: Request) -> Response:
        """Give every message that the bot ever sent, and every call it made."""
        sent = [
            {"method": each.method, **message_state(each.message)} for each in self._exchange.chats.journal
        ]
        return JSONResponse({"sent": sent, "calls": self._exchange.calls})

    async def fail(self, request: Request) -> Response:
        """Refuse the next calls of a method: {"method", "code", "retry_after", "times"}."""
        body = await request.json()
        error = _failure(int(body["code"]), int(body.get("retry_after", 1)))
        self._exchange.fail_next(str(body["method"]), error, int(body.get("times", 1)))
        return JSONResponse({"ok": True})


async def refuse(_request: Request, error: Exception) -> Response:
    """Answer a request that names what is not there, or is malformed."""
    if isinstance(error, Unknown):
        return JSONResponse({"error": "没有找到，页面可能已过时，请刷新。"}, status_code=404)
    return JSONResponse({"error": "请求的内容不完整。"}, status_code=400)


REFUSALS = {Unknown: refuse, KeyError: refuse, ValueError: refuse}


def chat_routes(exchange: Exchange) -> list[Route]:
    """Give the addresses of the people's side."""
    return ChatRoutes(exchange).routes()


def _send_files(
    visitor: Visitor, sheets: list[Sheet], caption: str, kind: AttachmentKind
) -> tuple[Message, ...]:
    if len(sheets) > 1:
        return visitor.send_album(sheets, caption, kind)
    if kind is AttachmentKind.PHOTO:
        return (visitor.send_photo(sheets[0], caption),)
    return (visitor.send_document(sheets[0], caption),)


def _failure(code: int, retry_after: int) -> BotApiError:
    if code == TooManyRequests.code:
        return TooManyRequests(retry_after)
    return Forbidden() if code == Forbidden.code else ServerFault(code)


def _sent(*messages: Message) -> Response:
    return JSONResponse({"messages": [message_state(message) for message in messages]})


def download(name: str, content: bytes) -> Response:
    """Answer with bytes that the browser saves and does not show."""
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, media_type="application/octet-stream", headers=headers)


def chat_state(exchange: Exchange, user: ChatUser) -> dict[str, Any]:
    """Describe a chat for the page: messages, commands, the newest toast, whether the bot is typing."""
    toast = exchange.queries.toast(user.id)
    commands = exchange.profile.commands_seen_by(user.id, user.language_code or "")
    return {
        "user": user.id,
        "name": user.first_name,
        "blocked": exchange.chats.is_blocked(user.id),
        "typing": user.id in exchange.typing,
        "toast": asdict(toast) if toast else None,
        "commands": [asdict(each) for each in commands],
        "messages": [message_state(message) for message in exchange.chats.of(user.id)],
    }


def message_state(message: Message) -> dict[str, Any]:
    """Describe a message for the page."""
    file = message.attachment.file if message.attachment else None
    return {
        "id": message.id,
        "chat": message.chat.id,
        "from_bot": message.from_bot,
        "date": message.date,
        "edited": message.edited,
        "revision": message.revision,
        "text": message.body.text,
        "entities": [asdict(entity) for entity in message.body.entities],
        "file": {"id": file.id, "name": file.name, "bytes": file.size} if file else None,
        "kind": message.attachment.kind if message.attachment else None,
        "rows": keyboard_json(message.keyboard)["inline_keyboard"],
        "group": message.group,
        "reply_to": message.reply_to,
        "silent": message.silent,
        "pinned": message.pinned,
    }
