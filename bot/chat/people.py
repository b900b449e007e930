"""The people of the office, as operators look after them in chat."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from bot.chat.audiences import Audience
from bot.chat.menus import renewed_menu
from bot.chat.turn import Turn
from handlers.binding_letters import send_code
from handlers.desk_state import moment_text
from handlers.imports import actor_in
from handlers.office import require_operator
from handlers.people_screens import ACTS, PREFIX, people_screen, person_screen
from handlers.screens import Press, Screen, read_press
from handlers.staff import revoke
from storage.queries.staff import members_by_id


async def press(turn: Turn) -> None:
    """Take a button about people; only of a bound operator, checked at every press."""
    wanted = read_press(turn.incoming.press)
    verb = VERBS.get(wanted.verb) if wanted else None
    screen = await verb(turn, wanted) if wanted and verb else None
    if screen is None:
        await renewed_menu(turn)
    else:
        await turn.show(screen)


async def begin(turn: Turn) -> None:
    """Show everybody."""
    await turn.show(await _list(turn, Press("list")))


async def _list(turn: Turn, wanted: Press) -> Screen:
    async with turn.reading() as session:
        await require_operator(session, turn.chat_id)
        return await people_screen(session, wanted.number() or 0)


async def _show(turn: Turn, wanted: Press) -> Screen | None:
    async with turn.reading() as session:
        await require_operator(session, turn.chat_id)
        return await person_screen(session, wanted.number() or 0)


async def _sure(turn: Turn, wanted: Press) -> Screen | None:
    async with turn.reading() as session:
        await require_operator(session, turn.chat_id)
        act = wanted.text()
        return await person_screen(session, wanted.number(1) or 0, act) if act in ACTS else None


async def _invite(turn: Turn, wanted: Press) -> Screen | None:
    number, policy = wanted.number() or 0, turn.parts.policy
    async with turn.transaction() as session:
        await require_operator(session, turn.chat_id)
        row = (await members_by_id(session, [number])).get(number)
        if row is None:
            return None
        _, until = await send_code(session, row.email or row.name, turn.now, policy, actor_in(turn.chat_id))
        done = f"绑定码已发往他的邮箱，{moment_text(until, policy)} 前有效。"
        return await person_screen(session, number, done=done)


async def _revoke(turn: Turn, wanted: Press) -> Screen | None:
    number, policy = wanted.number() or 0, turn.parts.policy
    async with turn.transaction() as session:
        await require_operator(session, turn.chat_id)
        row = (await members_by_id(session, [number])).get(number)
        if row is None:
            return None
        actor = actor_in(turn.chat_id)
        _, revoked = await revoke(session, row.email or row.name, turn.now, policy, actor)
        return await person_screen(session, number, done="绑定已解除。" if revoked else "他没有绑定。")


VERBS: Final[Mapping[str, Callable[[Turn, Press], Awaitable[Screen | None]]]] = {
    "home": _list,
    "list": _list,
    "show": _show,
    "sure": _sure,
    "invite": _invite,
    "revoke": _revoke,
}
CALLBACKS: Final = Audience(presses={PREFIX: press}, words={"人员": begin})
