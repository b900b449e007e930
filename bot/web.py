"""The small web server: how the service is, the operators' page, and people's calendars."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.exposition import MEDIA_TYPE, exposition
from bot.local_server import LocalServer
from bot.page.routes import page_routes
from bot.parts import Parts
from bot.ready import look
from handlers.calendars import feed

READY, NOT_READY, NOT_FOUND = 200, 503, 404


def web_application(parts: Parts) -> Starlette:
    """Answer /healthz (alive), /readyz (can it work), /metrics, /ics/SECRET.ics and /page."""

    async def alive(_request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def ready(_request: Request) -> Response:
        found = await look(parts)
        return JSONResponse(found.told, READY if found.ready else NOT_READY)

    async def metrics(_request: Request) -> Response:
        return Response(await exposition(parts), media_type=MEDIA_TYPE)

    async def calendar(request: Request) -> Response:
        secret = str(request.path_params["secret"])
        async with parts.database.reading() as session:
            text = await feed(session, secret, parts.clock.now(), parts.policy)
        if text is None:
            return PlainTextResponse("not found\n", NOT_FOUND)
        return Response(text, media_type="text/calendar", headers={"Cache-Control": "private, no-store"})

    return Starlette(
        routes=[
            Route("/healthz", alive),
            Route("/readyz", ready),
            Route("/metrics", metrics),
            Route("/ics/{secret}.ics", calendar),
            *page_routes(parts),
        ]
    )


@asynccontextmanager
async def web_page(parts: Parts) -> AsyncIterator[LocalServer]:
    """Serve the pages for the length of a block; raises OSError where the port is in use."""
    web = parts.config.web
    server = LocalServer(web_application(parts), web.port, host=web.host)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()
