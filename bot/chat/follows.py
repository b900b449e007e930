"""Following categories: a button on their card, and the list."""

from __future__ import annotations

from bot.chat.audiences import Audience
from bot.chat.menus import renewed_menu
from bot.chat.turn import Turn
from handlers.follows import follow, follow_no_more, follow_nothing, list_screen, sure_to_follow_nothing
from handlers.screens import Screen, read_press


async def press(turn: Turn) -> None:
    """Take a button about what is followed."""
    wanted = read_press(turn.incoming.press)
    screen: Screen | None = None
    if wanted is not None and wanted.verb == "on":
        async with turn.transaction() as session:
            screen = await follow(session, turn.chat_id, turn.incoming.person, wanted.text(), turn.now)
    elif wanted is not None and wanted.verb == "off":
        async with turn.transaction() as session:
            screen = await follow_no_more(session, turn.chat_id, wanted.text())
    elif wanted is not None and wanted.verb == "sure":
        screen = sure_to_follow_nothing()
    elif wanted is not None and wanted.verb == "none":
        async with turn.transaction() as session:
            screen = await follow_nothing(session, turn.chat_id)
    elif wanted is not None and wanted.verb == "list":
        async with turn.reading() as session:
            screen = await list_screen(session, turn.chat_id)
    if screen is None:
        await renewed_menu(turn)
    else:
        await turn.show(screen)


async def show(turn: Turn) -> None:
    """Show what somebody follows."""
    async with turn.reading() as session:
        screen = await list_screen(session, turn.chat_id)
    await turn.show(screen)


CALLBACKS = Audience(presses={"f": press}, words={"关注": show, "我的关注": show})
