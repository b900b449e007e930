"""Single files of a basket in chat: looked at, ticked to an item, replaced."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from bot.chat.basket_card import show_card
from bot.chat.menus import renewed_menu
from bot.chat.turn import Turn
from handlers import baskets
from handlers.basket_file_screens import one_file, sort_list, wanted_instead
from handlers.basket_files import replace_file, tick_files
from handlers.basket_screens import card, closed
from handlers.dialogues import await_text, awaiting
from handlers.screens import Press, Screen

AWAITED: Final = "basket"  # the first word of Dialogue.awaiting, as in basket.swap.42.7
OTHER: Final = "o"  # stands in a button for 其他证明材料


async def _sort(turn: Turn, wanted: Press) -> Screen | None:
    basket = await _read(turn, wanted)
    if basket is None:
        return None
    return sort_list(basket, wanted.number(1) or 0) if basket.is_open else closed(basket).as_stale()


async def _file(turn: Turn, wanted: Press) -> Screen | None:
    """Show one file; nothing is waited for any more."""
    async with turn.transaction() as session:
        basket = await baskets.open_basket(session, turn.chat_id, wanted.number() or 0, turn.now)
        await await_text(session, turn.chat_id, None, turn.now)
    return _shown(basket, wanted)


def _shown(basket: baskets.Basket | None, wanted: Press) -> Screen | None:
    if basket is None:
        return None
    if not basket.is_open:
        return closed(basket).as_stale()
    file = basket.file(wanted.number(1))
    return one_file(basket, file) if file else sort_list(basket, 0).as_stale()


async def _tick(turn: Turn, wanted: Press) -> Screen | None:
    place = None if wanted.text(2) == OTHER else wanted.number(2)
    if place is None and wanted.text(2) != OTHER:
        return None
    async with turn.transaction() as session:
        basket, happened = await tick_files(
            session, turn.chat_id, wanted.number() or 0, wanted.number(1) or 0, place, wanted.state
        )
    screen = _shown(basket, wanted)
    return screen if happened or screen is None else screen.as_stale()


async def _loose(turn: Turn, wanted: Press) -> Screen | None:
    """Tick every file that stands for nothing yet."""
    async with turn.transaction() as session:
        basket, happened = await tick_files(
            session, turn.chat_id, wanted.number() or 0, None, wanted.number(1) or 0, wanted.state
        )
    if basket is None:
        return None
    screen = card(basket, turn.now, turn.parts.policy)
    return screen if happened else screen.as_stale()


async def _swap(turn: Turn, wanted: Press) -> Screen | None:
    """Ask for the file that takes another's place."""
    async with turn.transaction() as session:
        basket = await baskets.open_basket(session, turn.chat_id, wanted.number() or 0, turn.now)
        file = basket.file(wanted.number(1)) if basket and basket.is_open else None
        if basket is None or file is None:
            return _shown(basket, wanted)
        await await_text(session, turn.chat_id, f"{AWAITED}.swap.{basket.id}.{file.id}", turn.now)
    return wanted_instead(basket, file, turn.parts.policy)


async def replaced(turn: Turn) -> None:
    """Put the sent file in the place of the one that was chosen."""
    async with turn.reading() as session:
        waited = (await awaiting(session, turn.chat_id) or "").split(".")
    numbers = [int(each) for each in waited[2:] if each.isdecimal()]
    if len(numbers) != 2 or turn.incoming.file is None:  # noqa: PLR2004 - basket and file
        await renewed_menu(turn)
        return
    async with turn.transaction() as session:
        basket = await replace_file(
            session, turn.chat_id, numbers[0], numbers[1], turn.incoming.file, turn.parts.policy
        )
        await await_text(session, turn.chat_id, None, turn.now)
    turn.parts.signals.files.ring()
    if basket is None:
        await renewed_menu(turn)
    else:
        await show_card(turn, basket)


async def _read(turn: Turn, wanted: Press) -> baskets.Basket | None:
    async with turn.reading() as session:
        return await baskets.own_basket(session, turn.chat_id, wanted.number() or 0)


# What the buttons about single files do; they belong to the basket's.
VERBS: Final[Mapping[str, Callable[[Turn, Press], Awaitable[Screen | None]]]] = {
    "sort": _sort,
    "file": _file,
    "tick": _tick,
    "loose": _loose,
    "swap": _swap,
}
