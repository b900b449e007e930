"""The operators' one menu in chat: state, failed parcels, pause and resume, the way to the page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from bot.chat.audiences import Audience, MenuLine, Reader
from bot.chat.menus import renewed_menu
from bot.chat.turn import Turn
from bot.page.address import login_link
from handlers import operation_screens
from handlers.desk_state import desk_state
from handlers.dialogues import await_text
from handlers.imports import actor_in
from handlers.office import require_operator
from handlers.operation_screens import ACTS, PREFIX
from handlers.page_keys import make_link
from handlers.parcels import one_parcel
from handlers.pausing import pause, resume
from handlers.refusals import Refusal
from handlers.resending import resend, take_out
from handlers.screens import Press, Screen, read_press
from storage.states import Pausable


async def press(turn: Turn) -> None:
    """Take a button of the operators' menu; only of a bound operator, checked at every press."""
    wanted = read_press(turn.incoming.press)
    verb = VERBS.get(wanted.verb) if wanted else None
    screen = await verb(turn, wanted) if wanted and verb else None
    if screen is None:
        await renewed_menu(turn)
    else:
        await turn.show(screen)


async def begin(turn: Turn) -> None:
    """Show the state."""
    await turn.show(await _home(turn, Press("home")))


async def _home(turn: Turn, _wanted: Press) -> Screen:
    """Show the state; whatever was being asked for is forgotten."""
    async with turn.transaction() as session:
        await require_operator(session, turn.chat_id)
        await await_text(session, turn.chat_id, None, turn.now)
    async with turn.reading() as session:
        state = await desk_state(session, turn.now, turn.parts.policy)
    return operation_screens.desk_screen(state, turn.parts.policy)


async def _pauses(turn: Turn, _wanted: Press) -> Screen:
    async with turn.reading() as session:
        await require_operator(session, turn.chat_id)
        return await operation_screens.pauses_screen(session, turn.parts.policy)


async def _sure(turn: Turn, wanted: Press) -> Screen | None:
    """Ask before anything is done."""
    async with turn.reading() as session:
        await require_operator(session, turn.chat_id)
        if wanted.text() in ACTS:
            number = wanted.number(1) or 0
            return await operation_screens.parcel_screen(session, number, turn.parts.policy, wanted.text())
    part = _part(wanted.text(1))
    if part is None or wanted.text() not in ("pause", "resume"):
        return None
    return operation_screens.sure_to_change(wanted.text(), part)


def _part(text: str) -> Pausable | None:
    return Pausable(text) if text in set(Pausable) else None


async def _pause(turn: Turn, wanted: Press) -> Screen | None:
    part = _part(wanted.text())
    if part is None:
        return None
    async with turn.transaction() as session:
        member = await require_operator(session, turn.chat_id)
        actor = actor_in(turn.chat_id)
        changed = await pause(session, part, member.name, turn.now, turn.parts.policy, actor)
        screen = await operation_screens.pauses_screen(session, turn.parts.policy)
    return screen if changed else screen.as_stale()


async def _resume(turn: Turn, wanted: Press) -> Screen | None:
    part = _part(wanted.text())
    if part is None:
        return None
    async with turn.transaction() as session:
        await require_operator(session, turn.chat_id)
        changed = await resume(session, part, turn.now, turn.parts.policy, actor_in(turn.chat_id))
        screen = await operation_screens.pauses_screen(session, turn.parts.policy)
    return screen if changed else screen.as_stale()


async def _parcels(turn: Turn, wanted: Press) -> Screen:
    async with turn.reading() as session:
        await require_operator(session, turn.chat_id)
        return await operation_screens.parcels_screen(session, wanted.number() or 0)


async def _parcel(turn: Turn, wanted: Press) -> Screen | None:
    async with turn.reading() as session:
        await require_operator(session, turn.chat_id)
        return await operation_screens.parcel_screen(session, wanted.number() or 0, turn.parts.policy)


async def _retry(turn: Turn, wanted: Press) -> Screen | None:
    return await _acted(turn, wanted, resend)


async def _drop(turn: Turn, wanted: Press) -> Screen | None:
    return await _acted(turn, wanted, take_out)


async def _acted(turn: Turn, wanted: Press, act: Callable[..., Awaitable[object]]) -> Screen | None:
    """Do something to a parcel that is still in the state in which it was shown."""
    number, policy = wanted.number() or 0, turn.parts.policy
    async with turn.transaction() as session:
        await require_operator(session, turn.chat_id)
        before = await one_parcel(session, number)
        fresh = before is not None and before.state == wanted.state
        if fresh:
            await act(session, number, turn.now, policy, actor_in(turn.chat_id))
        screen = await operation_screens.parcel_screen(session, number, policy)
    return screen if fresh or screen is None else screen.as_stale()


async def _page(turn: Turn, _wanted: Press) -> Screen:
    """Give a link to the page; it is shown once, and kept nowhere."""
    web = turn.parts.config.web
    async with turn.transaction() as session:
        member = await require_operator(session, turn.chat_id)
        if not web.enabled:
            raise Refusal("page_off")
        secret = await make_link(session, member, turn.now, turn.parts.policy, actor_in(turn.chat_id))
    return operation_screens.page_screen(login_link(web, secret))


async def page(turn: Turn) -> None:
    """Give a link to the page."""
    await turn.say(await _page(turn, Press("page")))


VERBS: Final[Mapping[str, Callable[[Turn, Press], Awaitable[Screen | None]]]] = {
    "home": _home,
    "pauses": _pauses,
    "sure": _sure,
    "pause": _pause,
    "resume": _resume,
    "parcels": _parcels,
    "parcel": _parcel,
    "retry": _retry,
    "drop": _drop,
    "page": _page,
}
CALLBACKS: Final = Audience(
    presses={PREFIX: press},
    commands={"state": begin, "page": page},
    words={"管理": begin, "状态": begin, "网页": page},
    menu=(
        MenuLine("state", "管理：状态、暂停、群发", Reader.OPERATOR),
        MenuLine("page", "管理网页的登录链接", Reader.OPERATOR),
    ),
)
