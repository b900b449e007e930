"""An applicant's own submissions: the list, one with its history, a receipt by its number."""

from __future__ import annotations

from bot.chat.audiences import Audience
from bot.chat.menus import renewed_menu
from bot.chat.turn import Turn
from handlers.own_submissions import detail_screen, list_screen, look_up
from handlers.receipt_messages import send_receipt_again
from handlers.screens import HOME, Screen, read_press
from handlers.wording import say


async def my_submissions(turn: Turn) -> None:
    """Show the first page of what this chat handed in."""
    async with turn.reading() as session:
        screen = await list_screen(session, turn.chat_id)
    await turn.show(screen)


async def press(turn: Turn) -> None:
    """Take a button of the list or of one submission."""
    wanted = read_press(turn.incoming.press)
    screen: Screen | None = None
    async with turn.reading() as session:
        if wanted is not None and wanted.verb == "list":
            screen = await list_screen(session, turn.chat_id, wanted.number() or 0)
        elif wanted is not None and wanted.verb == "show":
            screen = await detail_screen(session, turn.chat_id, wanted.number() or 0, turn.parts.policy)
    if screen is None:
        await renewed_menu(turn)
    else:
        await turn.show(screen)


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


CALLBACKS = Audience(
    presses={"s": press},
    commands={"my": my_submissions, "receipt": receipt_again},
    words={"我的申报": my_submissions, "进度": my_submissions, "我的材料": my_submissions},
    links={"r": receipt},
)
