"""The operators' review queue in chat."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.audiences import Audience, MenuLine, Reader
from bot.chat.turn import Turn
from bot.mail.reading import parsed
from handlers.audit import Actor
from handlers.editions import guide_in_force
from handlers.office import require_operator
from handlers.policy import Policy
from handlers.refusals import Refusal
from handlers.releasing import release_item
from handlers.resending import resend_item
from handlers.review import accept, discard, list_open, show
from handlers.review_asks import ask_sender
from handlers.review_items import Item, card, categories, queue
from handlers.review_previews import send_preview
from handlers.review_replies import forward_reply, join_reply, letter_blob
from handlers.rules.mime import ParsedMail
from handlers.screens import Press, Screen, read_press

Verb = Callable[[Turn, Press], Awaitable[Screen]]
Act = Callable[[AsyncSession, int, datetime, Policy, Actor], Awaitable[Item]]
LetterAct = Callable[[AsyncSession, int, ParsedMail, datetime, Policy, Actor], Awaitable[Item]]


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


def _closing(why: str | None) -> Verb:
    """Return the verb that closes an item without sending anything on."""

    async def close(turn: Turn, pressed: Press) -> Screen:
        async with turn.transaction() as session:
            await require_operator(session, turn.chat_id)
            number = pressed.number() or 0
            item = await discard(session, number, turn.now, turn.parts.policy, _actor(turn), why)
            return await card(session, item)

    return close


def _deciding(act: Act) -> Verb:
    """Return the verb that does an act which needs nothing but the item."""

    async def do(turn: Turn, pressed: Press) -> Screen:
        async with turn.transaction() as session:
            await require_operator(session, turn.chat_id)
            item = await act(session, pressed.number() or 0, turn.now, turn.parts.policy, _actor(turn))
            return await card(session, item)

    return do


def _reading(act: LetterAct) -> Verb:
    """Return the verb that does an act which needs the letter's text and files."""

    async def do(turn: Turn, pressed: Press) -> Screen:
        number = pressed.number() or 0
        async with turn.reading() as session:
            await require_operator(session, turn.chat_id)
            blob = await letter_blob(session, number)
        mail = await parsed(turn.parts, blob)
        async with turn.transaction() as session:
            await require_operator(session, turn.chat_id)
            item = await act(session, number, mail, turn.now, turn.parts.policy, _actor(turn))
            return await card(session, item)

    return do


async def _look(turn: Turn, pressed: Press) -> Screen:
    """Send the text and the files as messages of their own; the card stays as it is."""
    number = pressed.number() or 0
    async with turn.reading() as session:
        await require_operator(session, turn.chat_id)
        blob = await letter_blob(session, number)
    mail = await parsed(turn.parts, blob)
    async with turn.transaction() as session:
        await require_operator(session, turn.chat_id)
        return await card(session, await send_preview(session, turn.chat_id, number, mail, turn.now))


def _actor(turn: Turn) -> Actor:
    return Actor(f"chat:{turn.chat_id}", "chat")


VERBS: Final[Mapping[str, Verb]] = {
    "list": _list,
    "home": _list,
    "show": _show,
    "other": _other,
    "to": _to,
    "look": _look,
    "ask": _deciding(ask_sender),
    "resend": _deciding(resend_item),
    "release": _deciding(release_item),
    "forward": _reading(forward_reply),
    "join": _reading(join_reply),
    "advert": _closing("advert"),
    "drop": _closing(None),
}
CALLBACKS: Final = Audience(
    presses={"v": press},
    commands={"review": open_queue},
    words={"待审": open_queue},
    menu=(MenuLine("review", "待审", Reader.OPERATOR),),
)
