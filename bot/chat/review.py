"""The operators' review queue in chat."""

from __future__ import annotations

from typing import Final

from bot.chat.audiences import Audience, MenuLine, Reader
from bot.chat.turn import Turn
from handlers.audit import Actor
from handlers.editions import guide_in_force
from handlers.office import require_operator
from handlers.refusals import Refusal
from handlers.review import accept, discard, list_open, show
from handlers.review_items import card, categories, queue
from handlers.screens import Press, Screen, read_press


async def press(turn: Turn) -> None:
    """Do what a button of a card asks for; only for a bound operator, checked at every press."""
    pressed = read_press(turn.incoming.press)
    verb = VERBS.get(pressed.verb) if pressed else None
    if pressed is None or verb is None:
        raise Refusal("review_stale")
    await turn.show(await verb(turn, pressed))


async def open_queue(turn: Turn) -> None:
    """Show the queue."""
    await turn.show(await _list(turn, Press("list")))


async def _list(turn: Turn, pressed: Press) -> Screen:
    async with turn.reading() as session:
        await require_operator(session, turn.chat_id)
        return queue(await list_open(session), pressed.number() or 0)


async def _show(turn: Turn, pressed: Press) -> Screen:
    async with turn.reading() as session:
        await require_operator(session, turn.chat_id)
        return await card(session, await show(session, pressed.number() or 0))


async def _other(turn: Turn, pressed: Press) -> Screen:
    async with turn.reading() as session:
        await require_operator(session, turn.chat_id)
        item, found = await show(session, pressed.number() or 0), await guide_in_force(session)
        if found is None:
            return await card(session, item)
        return categories(found, item, pressed.number(1) or 0)


async def _to(turn: Turn, pressed: Press) -> Screen:
    async with turn.transaction() as session:
        await require_operator(session, turn.chat_id)
        item = await accept(
            session, pressed.number() or 0, pressed.text(1), turn.now, turn.parts.policy, _actor(turn)
        )
        return await card(session, item)


async def _drop(turn: Turn, pressed: Press) -> Screen:
    async with turn.transaction() as session:
        await require_operator(session, turn.chat_id)
        item = await discard(session, pressed.number() or 0, turn.now, turn.parts.policy, _actor(turn))
        return await card(session, item)


def _actor(turn: Turn) -> Actor:
    return Actor(f"chat:{turn.chat_id}", "chat")


VERBS: Final = {"list": _list, "home": _list, "show": _show, "other": _other, "to": _to, "drop": _drop}
CALLBACKS: Final = Audience(
    presses={"v": press},
    commands={"review": open_queue},
    words={"待审": open_queue},
    menu=(MenuLine("review", "待审", Reader.OPERATOR),),
)
