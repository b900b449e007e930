"""What operators change about a category during the year, in chat."""

from __future__ import annotations

from typing import Final

from bot.chat.audiences import Audience, MenuLine, Reader
from bot.chat.menus import renewed_menu
from bot.chat.turn import Turn
from handlers.category_settings import put_setting
from handlers.dialogues import await_text, awaiting
from handlers.imports import actor_in
from handlers.office import require_operator
from handlers.rules.settings import Field, Setting
from handlers.screens import Press, Screen, read_press
from handlers.setting_screens import PREFIX, setting_screen

AWAITED: Final = "setting"  # the first word of Dialogue.awaiting, as in setting.closes.2.1


async def press(turn: Turn) -> None:
    """Take a button of the settings; only of a bound operator, checked at every press."""
    wanted = read_press(turn.incoming.press)
    if wanted is None:
        await renewed_menu(turn)
    elif wanted.verb == "clear" and wanted.text(1) in set(Field):
        await _show(turn, await _put(turn, Setting(wanted.text(), Field(wanted.text(1)), "")))
    else:
        await _show(turn, await _opened(turn, wanted))


async def _show(turn: Turn, screen: Screen | None) -> None:
    if screen is None:
        await renewed_menu(turn)
    else:
        await turn.show(screen)


async def _opened(turn: Turn, wanted: Press) -> Screen | None:
    """Show a screen; the one that asks for a value waits for it, every other ends the waiting."""
    async with turn.transaction() as session:
        await require_operator(session, turn.chat_id)
        screen = await setting_screen(session, wanted)
        asks = wanted.verb == "ask" and screen is not None
        waits = f"{AWAITED}.{wanted.text(1)}.{wanted.text()}" if asks else None
        await await_text(session, turn.chat_id, waits, turn.now)
    return screen


async def _put(turn: Turn, setting: Setting) -> Screen | None:
    async with turn.transaction() as session:
        await require_operator(session, turn.chat_id)
        await put_setting(session, setting, turn.now, turn.parts.policy, actor_in(turn.chat_id))
        await await_text(session, turn.chat_id, None, turn.now)
        return await setting_screen(session, Press("show", (setting.category,)))


async def typed(turn: Turn) -> None:
    """Take the value that was asked for; one that cannot be is refused, and asked for still."""
    async with turn.reading() as session:
        await require_operator(session, turn.chat_id)
        _, _, waited = (await awaiting(session, turn.chat_id) or "").partition(".")
    field, _, category = waited.partition(".")
    if field not in set(Field) or not turn.incoming.text:
        await renewed_menu(turn)
        return
    screen = await _put(turn, Setting(category, Field(field), turn.incoming.text))
    if screen is not None:
        await turn.say(screen)


async def begin(turn: Turn) -> None:
    """Show the categories."""
    await _show(turn, await _opened(turn, Press("list", ("0",))))


CALLBACKS: Final = Audience(
    presses={PREFIX: press},
    commands={"settings": begin},
    words={"设置": begin, "类别设置": begin},
    awaited={AWAITED: typed},
    menu=(MenuLine("settings", "类别的开放时间和联系人", Reader.OPERATOR),),
)
