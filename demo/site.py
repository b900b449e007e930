"""The demo page over HTTP: its files, its state, and what a visitor does there."""

from __future__ import annotations

from importlib.resources import files
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email
from starlette.applications import Starlette
from starlette.datastructures import FormData, UploadFile
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from demo.cast import BoxKind
from demo.chat_routes import REFUSALS, Unknown, download
from demo.example_files import NAMES, example_file
from demo.example_letters import automatic_headers
from demo.letter_reading import Enclosure
from demo.letter_writing import Draft, reply_to, write_letter
from demo.mail_servers import MailServers
from demo.mailboxes import StoredLetter
from demo.page_state import PageState
from demo.visitor import Sheet, Visitor

HOLD = 20.0  # seconds that a question for the next state is held
_PAGE = {
    "index.html": "text/html",
    "page.css": "text/css",
    "page.js": "text/javascript",
    "chat.js": "text/javascript",
    "mail.js": "text/javascript",
    "elements.js": "text/javascript",
}
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; frame-ancestors 'none'",
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
}


class SameOrigin:
    """Refuse what another site's page sends here from the visitor's browser."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request of this page, or of a programme that names no origin."""
        headers = dict(scope.get("headers", ()))
        origin = headers.get(b"origin")
        if origin is not None and urlsplit(origin.decode("latin-1")).netloc != headers.get(
            b"host", b""
        ).decode("latin-1"):
            await Response("只接受本页的操作。", status_code=403)(scope, receive, send)
            return
        await self._app(scope, receive, send)


class Site:
    """Answer the page."""

    def __init__(self, state: PageState, post: MailServers) -> None:
        self._state = state
        self._post = post
        self._closed = False

    def close(self) -> None:
        """Let go of questions that are held, because the server stops."""
        self._closed = True
        self._state.exchange.changes.touch()

    def app(self, further: list[Route]) -> Starlette:
        """Build the application, with further routes beside the page's own."""
        routes: list[BaseRoute] = [*self._routes(), *further]
        middleware = [
            Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"]),
            Middleware(SameOrigin),
        ]
        return Starlette(routes=routes, middleware=middleware, exception_handlers=REFUSALS)

    def _routes(self) -> list[Route]:
        return [
            Route("/", self.page),
            Route("/state", self.state),
            Route("/letter/{number:int}", self.letter),
            Route("/letter/{number:int}/original", self.original),
            Route("/letter/{number:int}/file/{index:int}", self.enclosure),
            Route("/letter/{number:int}/reply", self.reply, methods=["POST"]),
            Route("/letter/new", self.new, methods=["POST"]),
            Route("/chat/{user:int}/example", self.chat_example, methods=["POST"]),
            Route("/days/forward", self.forward, methods=["POST"]),
            Route("/days/next-reminder", self.next_reminder, methods=["POST"]),
            Route("/{name}", self.page),
        ]

    async def page(self, request: Request) -> Response:
        """Give a file of the page."""
        name = request.path_params.get("name", "index.html")
        if name not in _PAGE:
            raise Unknown
        content = files("demo").joinpath("page", name).read_bytes()
        return Response(content, media_type=_PAGE[name], headers=_HEADERS)

    async def state(self, request: Request) -> Response:
        """Give the state, held until it is later than `after`."""
        after = int(request.query_params.get("after", -1))
        if not self._closed:
            await self._state.exchange.changes.later_than(after, HOLD)
        return JSONResponse(self._state.whole(), headers={"Cache-Control": "no-store"})

    async def letter(self, request: Request) -> Response:
        """Give a letter in full, and note that it was opened."""
        stored = self._stored(request)
        self._post.mailboxes.mark_read(stored.number)
        return JSONResponse(self._state.letter(stored))

    async def original(self, request: Request) -> Response:
        """Give a letter's bytes as they came."""
        stored = self._stored(request)
        return download(f"letter-{stored.number}.eml", stored.raw)

    async def enclosure(self, request: Request) -> Response:
        """Give a file of a letter."""
        enclosures = self._state.read(self._stored(request)).enclosures
        index = request.path_params["index"]
        if index >= len(enclosures):
            raise Unknown
        return download(enclosures[index].name, enclosures[index].content)

    async def reply(self, request: Request) -> Response:
        """Answer a letter from the mailbox that it lies in."""
        stored = self._stored(request)
        box = self._state.box_of(stored)
        async with request.form() as form:
            text, enclosures = str(form.get("text", "")).strip(), await _uploads(form)
        if not text and not enclosures:
            return _sorry("请先写几个字，或者加一个附件。")
        if box.kind is BoxKind.INTAKE:
            return _sorry("收件邮箱由程序处理，不从这里回信。")
        name = box.label if box.kind is BoxKind.DEPARTMENT else stored.mailbox.partition("@")[0]
        draft = reply_to(self._state.read(stored), name, stored.mailbox, text, enclosures)
        return await self._send(draft, stored.mailbox)

    async def new(self, request: Request) -> Response:
        """Send a new letter to the desk from a form, with uploads and example files."""
        async with request.form() as form:
            words = {name: value for name, value in form.items() if isinstance(value, str)}
            chosen = [str(name) for name in form.getlist("example_files") if name in NAMES]
            enclosures = await _uploads(form)
        try:
            sender = validate_email(
                words.get("sender", ""), check_deliverability=False, test_environment=True
            )
        except EmailNotValidError:
            return _sorry("请检查发件人的邮箱，例如 name@example.org。")
        headers = automatic_headers(words.get("example", ""))
        draft = Draft(
            words.get("sender_name", ""),
            sender.normalized,
            self._state.desk,
            words.get("subject", ""),
            words.get("text", ""),
            [*(Enclosure(name, "", example_file(name)) for name in chosen), *enclosures],
            headers,
        )
        # Automatic mail travels with the null return path (RFC 3834 section 3.3).
        return await self._send(draft, "" if headers else draft.sender)

    async def chat_example(self, request: Request) -> Response:
        """Hand in example files in chat: {"names"}, several as an album."""
        body = await request.json()
        user = self._state.exchange.chats.user(request.path_params["user"])
        if user is None:
            raise Unknown
        sheets = [Sheet(str(name), example_file(str(name))) for name in body["names"]]
        visitor = Visitor(self._state.exchange, user)
        if len(sheets) == 1:
            visitor.send_document(sheets[0])
        else:
            visitor.send_album(sheets)
        return JSONResponse({"ok": True})

    async def forward(self, request: Request) -> Response:
        """Move some days on: {"days"}."""
        body = await request.json()
        if self._state.days.moving:
            return _sorry("正在前进，请稍候。")
        await self._state.days.forward(min(max(int(body["days"]), 1), 31))
        return JSONResponse({"ok": True})

    async def next_reminder(self, _request: Request) -> Response:
        """Move on to the next day on which something goes out."""
        if self._state.days.moving:
            return _sorry("正在前进，请稍候。")
        await self._state.days.to_next_reminder()
        return JSONResponse({"ok": True})

    def _stored(self, request: Request) -> StoredLetter:
        found = self._post.mailboxes.letter(request.path_params["number"])
        if found is None:
            raise Unknown
        return found

    async def _send(self, draft: Draft, envelope: str) -> Response:
        if not draft.recipient:
            return _sorry("这封信没有写明回给谁。")
        raw = write_letter(draft, self._state.days.now())
        await self._post.send(raw, envelope, draft.recipient)
        return JSONResponse({"ok": True, "recipient": draft.recipient})


def _sorry(sentence: str) -> Response:
    return JSONResponse({"error": sentence}, status_code=400)


async def _uploads(form: FormData) -> list[Enclosure]:
    return [
        Enclosure(each.filename or "附件", each.content_type or "", await each.read())
        for each in form.getlist("files")
        if isinstance(each, UploadFile) and each.filename
    ]
