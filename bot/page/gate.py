"""The way into the operators' page and out of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.page.answers import COOKIE, led_to, shown, with_session, without_session
from bot.parts import Parts
from handlers.page_keys import SESSION_LIFE, close_session, open_session, reader_of
from handlers.wording import desk_page

FORBIDDEN = 403


def gate_routes(parts: Parts) -> list[Route]:
    """Return the routes of logging in and out."""

    async def ask(request: Request) -> Response:
        """Show a button: programmes that look at links in messages must not use them up."""
        path = f"/page/login/{request.path_params['secret']}"
        return shown(desk_page("login", desk=parts.policy.desk_name, path=path))

    async def enter(request: Request) -> Response:
        secret = str(request.path_params["secret"])
        async with parts.database.transaction() as session:
            opened = await open_session(session, secret, parts.clock.now(), parts.policy)
        if opened is None:
            return closed(parts)
        seconds = int(SESSION_LIFE.total_seconds())
        return with_session(led_to("/page"), opened, seconds, parts.config.web)

    async def leave(request: Request) -> Response:
        async with parts.database.transaction() as session:
            await close_session(session, request.cookies.get(COOKIE, ""), parts.policy)
        return without_session(closed(parts, left=True))

    return [
        Route("/page/login/{secret}", ask, methods=["GET"]),
        Route("/page/login/{secret}", enter, methods=["POST"]),
        Route("/page/logout", leave, methods=["POST"]),
    ]


def closed(parts: Parts, *, left: bool = False) -> Response:
    """Say how to get in; the same for everybody who may not see the page."""
    status = 200 if left else FORBIDDEN
    return shown(desk_page("closed", desk=parts.policy.desk_name, left=left), status)


def for_operators(
    parts: Parts, answer: Callable[[Request, str], Awaitable[Response]]
) -> Callable[[Request], Awaitable[Response]]:
    """Answer only to an operator's session, asked at every request; the answer is told the name."""

    async def guarded(request: Request) -> Response:
        secret = request.cookies.get(COOKIE, "")
        async with parts.database.reading() as session:
            reader = await reader_of(session, secret, parts.clock.now(), parts.policy) if secret else None
        return await answer(request, reader.name) if reader is not None else closed(parts)

    return guarded
