"""群发: an operator writes to all who follow something, sees it first, and confirms."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from bot.chat.audiences import Audience
from bot.chat.menus import renewed_menu
from bot.chat.turn import Turn
from handlers import broadcast_screens
from handlers.broadcast_screens import PREFIX
from handlers.broadcasts import (
    Drafted,
    draft_broadcast,
    drop_broadcast,
    followers,
    own_broadcast,
    send_broadcast,
)
from handlers.dialogues import await_text
from handlers.imports import actor_in
from handlers.office import require_operator
from handlers.screens import Press, Screen, read_press
from storage.states import BroadcastState

AWAITED: Final = "broadcast"  # Dialogue.awaiting, while the text is asked for


async def press(turn: Turn) -> None:
    """Take a button of a broadcast; only of a bound operator, and only of the one who wrote it."""
    wanted = read_press(turn.incoming.press)
    verb = VERBS.get(wanted.verb) if wanted else None
    screen = await verb(turn, wanted) if wanted and verb else None
    if screen is None:
        await renewed_menu(turn)
    else:
        await turn.show(screen)


async def begin(turn: Turn) -> None:
    """Ask for the text."""
    await turn.show(await _ask(turn, Press("home")))


async def _ask(turn: Turn, _wanted: Press) -> Screen:
    async with turn.transaction() as session:
        await require_operator(session, turn.chat_id)
        reached = await followers(session)
        await await_text(session, turn.chat_id, AWAITED if reached.count else None, turn.now)
    return broadcast_screens.ask_screen(reached)


async def typed(turn: Turn) -> None:
    """Take the text, and show it as followers will see it; one that cannot be is asked for again."""
    async with turn.transaction() as session:
        await require_operator(session, turn.chat_id)
        drafted = await draft_broadcast(
            session, turn.chat_id, turn.incoming.text, turn.now, turn.parts.policy
        )
        await await_text(session, turn.chat_id, None, turn.now)
    await turn.say(broadcast_screens.card(drafted, turn.parts.policy))


async def _send(turn: Turn, wanted: Press) -> Screen | None:
    """Write it to everybody, where the card that was pressed shows what is so now."""
    policy = turn.parts.policy
    async with turn.transaction() as session:
        await require_operator(session, turn.chat_id)
        drafted = await own_broadcast(session, turn.chat_id, wanted.number() or 0, turn.now, policy)
        if drafted is None:
            return None
        fresh = drafted.state is BroadcastState.DRAFT and drafted.mark == wanted.state
        if fresh:
            await send_broadcast(session, drafted, turn.now, policy, actor_in(turn.chat_id))
        after = await own_broadcast(session, turn.chat_id, drafted.id, turn.now, policy) or drafted
    screen = broadcast_screens.card(after, policy)
    return screen if fresh else screen.as_stale()


async def _drop(turn: Turn, wanted: Press) -> Screen | None:
    drafted = await _dropped(turn, wanted)
    return broadcast_screens.card(drafted, turn.parts.policy) if drafted else None


async def _again(turn: Turn, wanted: Press) -> Screen | None:
    if await _dropped(turn, wanted) is None:
        return None
    return await _ask(turn, wanted)


async def _dropped(turn: Turn, wanted: Press) -> Drafted | None:
    """Give a draft up, and return what is left of it; None for another's."""
    policy, number = turn.parts.policy, wanted.number() or 0
    async with turn.transaction() as session:
        await require_operator(session, turn.chat_id)
        drafted = await own_broadcast(session, turn.chat_id, number, turn.now, policy)
        if drafted is not None:
            await drop_broadcast(session, drafted)
        return await own_broadcast(session, turn.chat_id, number, turn.now, policy)


VERBS: Final[Mapping[str, Callable[[Turn, Press], Awaitable[Screen | None]]]] = {
    "home": _ask,
    "send": _send,
    "again": _again,
    "drop": _drop,
}
CALLBACKS: Final = Audience(
    presses={PREFIX: press}, words={"群发": begin, "群发通知": begin}, awaited={AWAITED: typed}
)
