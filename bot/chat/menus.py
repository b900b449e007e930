"""The main menu, the help and the guide, as applicants walk through them."""

from __future__ import annotations

from bot.chat.audiences import Audience, MenuLine
from bot.chat.turn import Turn
from handlers.baskets import forget_meant
from handlers.dialogues import await_text, awaiting, dialogue_of
from handlers.guide import guide_screen
from handlers.menus import help_screen, main_menu
from handlers.screens import HOME, Press, Screen, read_press
from handlers.wording import say


async def home(turn: Turn) -> None:
    """Show the main menu; whatever was being asked for is forgotten, and which basket was meant."""
    async with turn.glance() as session:
        waiting, kept = await dialogue_of(session, turn.chat_id)
        screen = await main_menu(session, turn.chat_id, turn.parts.policy)
    if waiting is not None or kept.get("draft") is not None:
        async with turn.transaction(parcels=False) as session:
            await await_text(session, turn.chat_id, None, turn.now)
            await forget_meant(session, turn.chat_id, turn.now)
    await turn.show(screen)


async def _forget(turn: Turn) -> bool:
    async with turn.glance() as session:
        waiting = await awaiting(session, turn.chat_id) is not None
    if waiting:
        async with turn.transaction() as session:
            await await_text(session, turn.chat_id, None, turn.now)
    return waiting


async def renewed_menu(turn: Turn) -> None:
    """Show the main menu in place of what a button no longer stands for."""
    async with turn.reading() as session:
        screen = await main_menu(session, turn.chat_id, turn.parts.policy)
    await turn.show(screen.as_stale())


async def show_help(turn: Turn) -> None:
    """Show the help."""
    await turn.show(help_screen(turn.parts.policy))


async def cancel(turn: Turn) -> None:
    """Stop whatever the chat is in the middle of; an unfinished basket stays."""
    was_waiting = await _forget(turn)
    async with turn.reading() as session:
        menu = await main_menu(session, turn.chat_id, turn.parts.policy)
    draft = any(button.text.startswith("✏️") for row in menu.buttons for button in row)
    await turn.say(Screen(say("cancelled.html", was_waiting=was_waiting, draft=draft), [[HOME]]))


async def topics(turn: Turn) -> None:
    """Show the guide's topics."""
    await _guide(turn, Press("topics"))


async def press(turn: Turn) -> None:
    """Take a button of the menu or the guide."""
    wanted = read_press(turn.incoming.press)
    if wanted is None:
        await renewed_menu(turn)
    elif wanted.verb == "home":
        await home(turn)
    elif wanted.verb == "help":
        await show_help(turn)
    else:
        await _guide(turn, wanted)


async def _guide(turn: Turn, wanted: Press) -> None:
    async with turn.glance() as session:
        screen = await guide_screen(session, wanted)
    if screen is None:
        await renewed_menu(turn)
    else:
        await turn.show(screen)


CALLBACKS = Audience(
    presses={"g": press},
    commands={"start": home, "menu": home, "help": show_help, "cancel": cancel, "guide": topics},
    words={
        "菜单": home,
        "主菜单": home,
        "开始": home,
        "帮助": show_help,
        "取消": cancel,
        "查询": topics,
        "指南": topics,
        "申报指南": topics,
    },
    menu=(
        MenuLine("start", "主菜单"),
        MenuLine("guide", "申报指南"),
        MenuLine("submit", "提交材料"),
        MenuLine("my", "我的申报"),
        MenuLine("help", "帮助"),
        MenuLine("cancel", "取消正在进行的操作"),
    ),
    any_press=renewed_menu,
)
