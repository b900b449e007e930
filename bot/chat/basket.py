"""Handing in by chat: choose a category, send files, look once more, confirm."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from bot.chat import file_buttons
from bot.chat.audiences import Audience
from bot.chat.basket_card import show_card
from bot.chat.menus import renewed_menu
from bot.chat.turn import Turn
from handlers import basket_files, baskets, unit_screens
from handlers.applicants import accept_notices, has_accepted
from handlers.basket_file_screens import file_list
from handlers.basket_screens import by_mail, card, check, closed, notice, sure_to_drop
from handlers.category_choice import pick_category, pick_topic
from handlers.dialogues import await_text, remember
from handlers.guide import guide_screen
from handlers.rules.applicant_unit import Field, Unit
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
        return notice(category_id, submission_id, turn.parts.policy)
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
    """Give a basket's card, and remember in which message it is shown; nothing is waited for any more."""
    if basket is None:
        return None
    if basket.is_open:
        async with turn.transaction() as session:
            if turn.incoming.may_edit:
                await remember(session, turn.chat_id, turn.now, card=turn.incoming.message_id, group=None)
            await await_text(session, turn.chat_id, None, turn.now)
    return card(basket, turn.now, turn.parts.policy)


async def _open(turn: Turn, wanted: Press) -> Screen | None:
    async with turn.transaction() as session:
        basket = await baskets.open_basket(session, turn.chat_id, wanted.number() or 0, turn.now)
    return await _card(turn, basket)


async def _check(turn: Turn, wanted: Press) -> Screen | None:
    """Show the check page of the basket as the pressed card shows it; ask first who hands in."""
    return await check_page(turn, wanted.number() or 0, wanted.state)


async def check_page(turn: Turn, submission_id: int, state: str | None = None) -> Screen | None:
    """Show a basket's check page, or ask who hands in where that is not known.

    With `state` only as it was drawn; a stale one gives the card.
    """
    now, policy = turn.now, turn.parts.policy
    async with turn.transaction() as session:
        basket = await baskets.open_basket(session, turn.chat_id, submission_id, now)
        if basket is None:
            return None
        if not basket.is_open or not basket.is_complete or state not in (None, basket.state):
            return card(basket, now, policy).as_stale()
        if not await baskets.settle_unit(session, basket, now):
            await await_text(session, turn.chat_id, f"{unit_screens.AWAITED}.{basket.id}.0", now)
            return unit_screens.ask(basket.id, Field.NAME, Unit())
        basket = await baskets.own_basket(session, turn.chat_id, submission_id)
    return check(basket, now, policy) if basket else None


async def how_it_stands(turn: Turn, submission_id: int) -> Screen | None:
    """Show a basket in place of what an old button no longer stands for; None where it is not this chat's."""
    async with turn.reading() as session:
        basket = await baskets.own_basket(session, turn.chat_id, submission_id)
    return card(basket, turn.now, turn.parts.policy).as_stale() if basket else None


async def _ok(turn: Turn, wanted: Press) -> Screen | None:
    return await _confirm(turn, wanted, later=False)


async def _later(turn: Turn, wanted: Press) -> Screen | None:
    return await _confirm(turn, wanted, later=True)


async def _confirm(turn: Turn, wanted: Press, *, later: bool) -> Screen | None:
    async with turn.transaction() as session:
        basket, happened = await baskets.confirm(
            session,
            turn.chat_id,
            wanted.number() or 0,
            wanted.state,
            turn.now,
            turn.parts.policy,
            later=later,
        )
        if not happened:
            basket = await baskets.open_basket(session, turn.chat_id, wanted.number() or 0, turn.now)
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
        basket = await basket_files.remove_file(
            session, turn.chat_id, wanted.number() or 0, wanted.number(1) or 0
        )
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


async def _mail(turn: Turn, wanted: Press) -> Screen | None:
    """Give the basket its number, and say under which subject the rest comes by mail."""
    async with turn.transaction() as session:
        basket = await baskets.open_basket(session, turn.chat_id, wanted.number() or 0, turn.now)
        if basket is None:
            return None
        if not basket.is_open or not basket.noticed:
            return card(basket, turn.now, turn.parts.policy)
        way = await basket_files.mail_way(session, basket, turn.now, turn.parts.policy)
    return by_mail(basket, way)


async def _join(turn: Turn, wanted: Press) -> Screen | None:
    async with turn.transaction() as session:
        basket = await basket_files.join(
            session,
            turn.chat_id,
            wanted.number() or 0,
            wanted.number(1) or 0,
            turn.now,
            turn.parts.policy,
        )
    return await _card(turn, basket)


async def _read(turn: Turn, wanted: Press) -> baskets.Basket | None:
    async with turn.reading() as session:
        return await baskets.own_basket(session, turn.chat_id, wanted.number() or 0)


async def take_file(turn: Turn) -> None:
    """Put a sent file into the basket, and show the card once for an album.

    A file that is refused is told at once; the card still follows where others were taken before it.
    """
    if turn.incoming.file is None:
        return
    async with turn.transaction() as session:
        added = await basket_files.add_file(
            session, turn.chat_id, turn.incoming.person, turn.incoming.file, turn.now, turn.parts.policy
        )
        await await_text(session, turn.chat_id, None, turn.now)
    turn.parts.signals.files.ring()
    if added.refusal is not None:
        await turn.refuse(added.refusal)
    if added.basket is not None and not turn.another_file_waits():
        await show_card(turn, added.basket)


# What the buttons of a basket do; each gives the screen that follows, None where nothing is this chat's.
VERBS: Final[Mapping[str, Callable[[Turn, Press], Awaitable[Screen | None]]]] = {
    "pick": _pick,
    "topic": _topic,
    "set": _set,
    "agree": _agree,
    "open": _open,
    "check": _check,
    "ok": _ok,
    "later": _later,
    "files": _files,
    "out": _out,
    "drop": _drop,
    "gone": _gone,
    "mail": _mail,
    "join": _join,
    **file_buttons.VERBS,
}

CALLBACKS = Audience(
    presses={"b": press},
    commands={"submit": submit},
    words={"提交": submit, "提交材料": submit, "申报": submit},
    any_file=take_file,
    awaited_files={file_buttons.AWAITED: file_buttons.replaced},
)
