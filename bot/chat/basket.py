"""Handing in by chat: choose a category, send files, look once more, confirm."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from bot.chat.audiences import Audience
from bot.chat.menus import renewed_menu
from bot.chat.turn import Turn
from handlers import baskets
from handlers.applicants import accept_notices, has_accepted
from handlers.basket_screens import (
    card,
    check,
    closed,
    file_list,
    notice,
    pick_category,
    pick_topic,
    sure_to_drop,
)
from handlers.dialogues import remember, remembered
from handlers.guide import guide_screen
from handlers.refusals import Refusal
from handlers.screens import Press, Screen, read_press


async def press(turn: Turn) -> None:
    """Take a button of a basket."""
    wanted = read_press(turn.incoming.press)
    callback = VERBS.get(wanted.verb) if wanted else None
    if wanted is None or callback is None:
        await renewed_menu(turn)
        return
    screen = await callback(turn, wanted)
    if screen is None:
        await renewed_menu(turn)
    else:
        await turn.show(screen)


async def submit(turn: Turn) -> None:
    """Begin with the choice of a topic."""
    async with turn.reading() as session:
        screen = await pick_topic(session, None)
    await turn.show(screen)


async def _pick(turn: Turn, wanted: Press) -> Screen | None:
    async with turn.reading() as session:
        return await pick_topic(session, wanted.number())


async def _topic(turn: Turn, wanted: Press) -> Screen | None:
    number = wanted.number(1)
    async with turn.reading() as session:
        return None if number is None else await pick_category(session, wanted.number(), number)


async def _set(turn: Turn, wanted: Press) -> Screen | None:
    """Take the choice of a category: for a new basket, or for one that has files already.

    A button of another edition only shows what the category is now.
    """
    category_id, submission_id = wanted.text(1), wanted.number()
    async with turn.reading() as session:
        shown = await guide_screen(session, Press("c", (category_id,), wanted.state))
        accepted = await has_accepted(session, turn.chat_id)
    if shown is None or shown.stale:
        return shown
    if not accepted:
        return notice(category_id, submission_id)
    return await _begin(turn, category_id, submission_id)


async def _begin(turn: Turn, category_id: str, submission_id: int | None) -> Screen | None:
    person = turn.incoming.person
    async with turn.transaction() as session:
        if submission_id is None:
            basket = await baskets.begin(session, turn.chat_id, person, category_id, turn.now)
        else:
            basket = await baskets.choose_category(
                session, turn.chat_id, submission_id, category_id, turn.now
            )
    return await _card(turn, basket)


async def _agree(turn: Turn, wanted: Press) -> Screen | None:
    """Write down that the notices were accepted, and go on where they stood in the way."""
    category_id, submission_id = wanted.text(), wanted.number(1)
    async with turn.transaction() as session:
        await accept_notices(session, turn.chat_id, turn.incoming.person, turn.now)
        if submission_id is not None:
            basket = await baskets.open_basket(session, turn.chat_id, submission_id, turn.now)
            if basket is not None and category_id != "-":
                basket = await baskets.choose_category(
                    session, turn.chat_id, submission_id, category_id, turn.now
                )
        else:
            person = turn.incoming.person
            basket = await baskets.begin(session, turn.chat_id, person, category_id, turn.now)
    turn.parts.signals.files.ring()
    return await _card(turn, basket)


async def _card(turn: Turn, basket: baskets.Basket | None) -> Screen | None:
    """Give a basket's card, and remember in which message it is shown."""
    if basket is None:
        return None
    if basket.is_open and turn.incoming.may_edit:
        async with turn.transaction() as session:
            await remember(session, turn.chat_id, turn.now, card=turn.incoming.message_id, group=None)
    return card(basket, turn.now, turn.parts.policy)


async def _open(turn: Turn, wanted: Press) -> Screen | None:
    async with turn.transaction() as session:
        basket = await baskets.open_basket(session, turn.chat_id, wanted.number() or 0, turn.now)
    return await _card(turn, basket)


async def _check(turn: Turn, wanted: Press) -> Screen | None:
    basket = await _read(turn, wanted)
    if basket is None:
        return None
    if not basket.is_open or basket.state != wanted.state:
        return card(basket, turn.now, turn.parts.policy).as_stale()
    return check(basket, turn.now, turn.parts.policy)


async def _ok(turn: Turn, wanted: Press) -> Screen | None:
    async with turn.transaction() as session:
        basket, happened = await baskets.confirm(
            session, turn.chat_id, wanted.number() or 0, wanted.state, turn.now, turn.parts.policy
        )
    if basket is None:
        return None
    screen = card(basket, turn.now, turn.parts.policy)
    return screen if happened else screen.as_stale()


async def _files(turn: Turn, wanted: Press) -> Screen | None:
    basket = await _read(turn, wanted)
    if basket is None:
        return None
    if not basket.is_open:
        return closed(basket).as_stale()
    return file_list(basket, wanted.number(1) or 0)


async def _out(turn: Turn, wanted: Press) -> Screen | None:
    async with turn.transaction() as session:
        basket = await baskets.remove_file(session, turn.chat_id, wanted.number() or 0, wanted.number(1) or 0)
    if basket is None:
        return None
    if not basket.is_open:
        return closed(basket).as_stale()
    return (
        file_list(basket, wanted.number(2) or 0)
        if basket.files
        else card(basket, turn.now, turn.parts.policy)
    )


async def _drop(turn: Turn, wanted: Press) -> Screen | None:
    basket = await _read(turn, wanted)
    if basket is None:
        return None
    return sure_to_drop(basket) if basket.is_open else closed(basket).as_stale()


async def _gone(turn: Turn, wanted: Press) -> Screen | None:
    async with turn.transaction() as session:
        happened = await baskets.give_up(session, turn.chat_id, wanted.number() or 0, turn.now)
    basket = await _read(turn, wanted)
    if basket is None:
        return None
    return closed(basket) if happened else closed(basket).as_stale()


async def _read(turn: Turn, wanted: Press) -> baskets.Basket | None:
    async with turn.reading() as session:
        return await baskets.own_basket(session, turn.chat_id, wanted.number() or 0)


async def take_file(turn: Turn) -> None:
    """Put a sent file into the basket, and show the card once for an album.

    A file that is refused is told at once; the card still follows where others were taken before it.
    """
    try:
        basket = await _add(turn)
    except Refusal as refusal:
        await turn.refuse(refusal)
        async with turn.reading() as session:
            basket = await baskets.current_basket(session, turn.chat_id)
    if basket is None or turn.another_file_waits():
        return
    async with turn.reading() as session:
        shown = await remembered(session, turn.chat_id)
    await _renew_card(turn, card(basket, turn.now, turn.parts.policy), shown.get("card"), shown.get("group"))


async def _add(turn: Turn) -> baskets.Basket | None:
    if turn.incoming.file is None:
        return None
    async with turn.transaction() as session:
        basket = await baskets.add_file(
            session, turn.chat_id, turn.incoming.person, turn.incoming.file, turn.now, turn.parts.policy
        )
    turn.parts.signals.files.ring()
    return basket


async def _renew_card(turn: Turn, screen: Screen, shown: int | None, group: str | None) -> None:
    """Change the card that an album's earlier file brought; else send it below and take the old one away."""
    own_group = turn.incoming.file.group if turn.incoming.file else None
    if shown is not None and own_group is not None and own_group == group:
        number = await turn.change(shown, screen)
    else:
        number = await turn.say(screen)
        if shown is not None and number is not None:
            await turn.remove(shown)
    async with turn.transaction() as session:
        await remember(session, turn.chat_id, turn.now, card=number, group=own_group)


# What the buttons of a basket do; each gives the screen that follows, None where nothing is this chat's.
VERBS: Final[Mapping[str, Callable[[Turn, Press], Awaitable[Screen | None]]]] = {
    "pick": _pick,
    "topic": _topic,
    "set": _set,
    "agree": _agree,
    "open": _open,
    "check": _check,
    "ok": _ok,
    "files": _files,
    "out": _out,
    "drop": _drop,
    "gone": _gone,
}

CALLBACKS = Audience(
    presses={"b": press},
    commands={"submit": submit},
    words={"提交": submit, "提交材料": submit, "申报": submit},
    any_file=take_file,
)
