"""An applicant's own submissions: the list, one with its history, more files, taking back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from bot.chat.audiences import Audience
from bot.chat.menus import renewed_menu
from bot.chat.turn import Turn
from handlers.basket_screens import card
from handlers.own_acts import begin_supplement, nothing_more, withdraw_in_chat
from handlers.own_submissions import detail_screen, list_screen, look_up, sure_to_withdraw
from handlers.receipt_messages import send_own_receipt, send_receipt_again
from handlers.screens import HOME, Press, Screen, read_press
from handlers.wording import say


async def my_submissions(turn: Turn) -> None:
    """Show the first page of what this chat handed in."""
    await turn.show(await _list(turn, Press("list")))


async def press(turn: Turn) -> None:
    """Take a button of the list or of one submission."""
    wanted = read_press(turn.incoming.press)
    verb = VERBS.get(wanted.verb) if wanted else None
    screen = await verb(turn, wanted) if wanted and verb else None
    if screen is None:
        await renewed_menu(turn)
    else:
        await turn.show(screen)


async def _list(turn: Turn, wanted: Press) -> Screen:
    async with turn.reading() as session:
        return await list_screen(session, turn.chat_id, turn.now, turn.parts.policy, wanted.number() or 0)


async def _show(turn: Turn, wanted: Press) -> Screen | None:
    async with turn.reading() as session:
        return await detail_screen(session, turn.chat_id, wanted.number() or 0, turn.now, turn.parts.policy)


async def _more(turn: Turn, wanted: Press) -> Screen | None:
    """Begin a supplement, or take up the one that was begun; where nothing more is taken, show why."""
    async with turn.transaction() as session:
        basket = await begin_supplement(session, turn.chat_id, wanted.number() or 0, turn.now)
    if basket is None:
        shown = await _show(turn, wanted)
        return shown.as_stale() if shown else None
    return card(basket, turn.now, turn.parts.policy)


async def _done(turn: Turn, wanted: Press) -> Screen | None:
    """Wait for nothing more of a submission that was handed in incomplete."""
    async with turn.transaction() as session:
        await nothing_more(session, turn.chat_id, wanted.number() or 0)
    return await _show(turn, wanted)


async def _back(turn: Turn, wanted: Press) -> Screen | None:
    async with turn.reading() as session:
        return await sure_to_withdraw(session, turn.chat_id, wanted.number() or 0)


async def _gone(turn: Turn, wanted: Press) -> Screen | None:
    async with turn.transaction() as session:
        return await withdraw_in_chat(
            session, turn.chat_id, wanted.number() or 0, turn.now, turn.parts.policy
        )


async def _again(turn: Turn, wanted: Press) -> Screen | None:
    """Send the receipt once more; it comes as a message of its own."""
    async with turn.transaction() as session:
        await send_own_receipt(session, turn.chat_id, wanted.number() or 0, turn.now, turn.parts.policy)
    return await _show(turn, wanted)


async def receipt(turn: Turn) -> None:
    """Show the submission of a receipt number, from a deep link."""
    await look_up_receipt(turn, turn.incoming.rest.removeprefix("r_").strip().upper())


async def receipt_again(turn: Turn) -> None:
    """Send the receipt of the number behind the command once more; without one show the list."""
    number = turn.incoming.rest.strip().upper()
    if not number:
        await my_submissions(turn)
        return
    async with turn.transaction() as session:
        found = await send_receipt_again(session, turn.chat_id, number, turn.now, turn.parts.policy)
    if not found:
        await turn.say(Screen(say("not_found.html"), [[HOME]]))


async def look_up_receipt(turn: Turn, number: str) -> None:
    """Show the submission of a receipt number where it is this chat's own."""
    async with turn.transaction() as session:
        screen = await look_up(session, turn.chat_id, number, turn.now, turn.parts.policy)
    await turn.say(screen or Screen(say("not_found.html"), [[HOME]]))


# What the buttons do; each gives the screen that follows, None where nothing is this chat's.
VERBS: Final[Mapping[str, Callable[[Turn, Press], Awaitable[Screen | None]]]] = {
    "list": _list,
    "show": _show,
    "more": _more,
    "done": _done,
    "back": _back,
    "gone": _gone,
    "again": _again,
}
CALLBACKS = Audience(
    presses={"s": press},
    commands={"my": my_submissions, "receipt": receipt_again},
    words={"我的申报": my_submissions, "进度": my_submissions, "我的材料": my_submissions},
    links={"r": receipt},
)
