"""The operators' page: one view a subject, read-only."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.page.answers import file, shown
from bot.page.gate import closed, for_operators, gate_routes
from bot.page.pictures import TablePictures
from bot.parts import Parts
from handlers.daybook import mails_of_today, week_at, week_lines
from handlers.desk_state import age_text, desk_state, moment_text
from handlers.parcel_words import STATES, recipient_of, subject_of
from handlers.parcels import list_undelivered, list_waiting
from handlers.pausing import MEANWHILE
from handlers.review import list_open
from handlers.review_items import KINDS
from handlers.wording import FOLDER, desk_page
from storage.states import ParcelState

View = Callable[[Parts], Awaitable[Mapping[str, Any]]]
# What the pages need besides themselves; everybody may have it.
BESIDE: Final = {"page.css": "text/css", "icon.svg": "image/svg+xml"}
# What the page's tabs are called, in their order; each is a template and a view.
TABS: Final = {
    "state": "状态",
    "mails": "来信",
    "review": "待审",
    "outbox": "发件箱",
    "reminders": "提醒",
    "table": "任务表",
}


def page_routes(parts: Parts) -> list[Route]:
    """Return the routes of the page."""
    pictures = TablePictures(parts)
    views: dict[str, View] = {**VIEWS, "table": lambda _parts: _table(pictures)}

    async def tab(name: str, _request: Request, reader: str) -> Response:
        values = await views[name](parts)
        words = {"desk": parts.policy.desk_name, "reader": reader, "tabs": TABS, "tab": name}
        return shown(desk_page(name, **words, **values, **_words(parts)))

    async def picture(request: Request, _reader: str) -> Response:
        raw = pictures.drawn(int(request.path_params["number"]))
        return file(raw, "image/png") if raw else closed(parts)

    async def beside(name: str, _request: Request) -> Response:
        return file(await asyncio.to_thread((FOLDER / "page" / name).read_bytes), BESIDE[name])

    return [
        *gate_routes(parts),
        *(Route(f"/page/{name}", partial(beside, name)) for name in BESIDE),
        Route("/page", for_operators(parts, partial(tab, "state"))),
        *(Route(f"/page/{name}", for_operators(parts, partial(tab, name))) for name in TABS),
        Route("/page/table/{number:int}.png", for_operators(parts, picture)),
    ]


def _words(parts: Parts) -> dict[str, Any]:
    """Return what every template may call."""
    return {"moment": lambda at: moment_text(at, parts.policy), "age": age_text}


async def _state(parts: Parts) -> Mapping[str, Any]:
    async with parts.database.reading() as session:
        state = await desk_state(session, parts.clock.now(), parts.policy)
    return {"state": state, "waiting": state.backlog, "meanwhile": MEANWHILE}


async def _mails(parts: Parts) -> Mapping[str, Any]:
    async with parts.database.reading() as session:
        now = parts.clock.now()
        state = await desk_state(session, now, parts.policy)
        return {"mails": await mails_of_today(session, now, parts.policy), "counts": state.mails}


async def _review(parts: Parts) -> Mapping[str, Any]:
    async with parts.database.reading() as session:
        return {"items": await list_open(session), "kinds": KINDS, "now": parts.clock.now()}


async def _outbox(parts: Parts) -> Mapping[str, Any]:
    async with parts.database.reading() as session:
        failed = await list_undelivered(session)
        known = {each.id for each in failed}
        queued = [each for each in await list_waiting(session) if each.id not in known]
    states = {each.value: word for each, word in STATES.items()}
    return {
        "failed": failed,
        "queued": queued,
        "states": states,
        "ready": ParcelState.READY.value,
        "subject": subject_of,
        "recipient": recipient_of,
    }


async def _reminders(parts: Parts) -> Mapping[str, Any]:
    async with parts.database.reading() as session:
        week = await week_at(session, parts.clock.now(), parts.policy)
    return {"lines": await asyncio.to_thread(week_lines, week), "today": week.moment.today}


async def _table(pictures: TablePictures) -> Mapping[str, Any]:
    table, pages = await pictures.current()
    return {"table": table, "pictures": len(pages.files), "missing": pages.missing}


VIEWS: Final[Mapping[str, View]] = {
    "state": _state,
    "mails": _mails,
    "review": _review,
    "outbox": _outbox,
    "reminders": _reminders,
}
