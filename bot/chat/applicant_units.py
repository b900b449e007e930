"""Who hands in: asked by text, one field a message or all at once, changed by buttons."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from bot.chat import menus, submissions
from bot.chat.audiences import Audience, Callback
from bot.chat.basket import check_page, how_it_stands, take_file
from bot.chat.menus import renewed_menu
from bot.chat.turn import Turn
from handlers import applicant_units, unit_screens
from handlers.applicant_units import ORDER, REMEMBERED
from handlers.dialogues import await_text, awaiting
from handlers.rules.applicant_unit import Field
from handlers.screens import Press, Screen, read_press
from handlers.unit_screens import AWAITED, PREFIX

ALONE: Final = "alone"  # the last word of what is awaited, where no other field is asked afterwards


async def press(turn: Turn) -> None:
    """Take a button about the unit."""
    wanted = read_press(turn.incoming.press)
    verb = VERBS.get(wanted.verb) if wanted else None
    screen = await verb(turn, wanted) if wanted and verb else None
    if screen is None and wanted is not None:
        screen = await how_it_stands(turn, wanted.number() or REMEMBERED)
    if screen is None:
        await renewed_menu(turn)
    else:
        await turn.show(screen)


async def show(turn: Turn) -> None:
    """Show what is remembered."""
    await turn.show(await _show(turn, Press("show", (str(REMEMBERED),))) or unit_screens.forgotten())


async def _show(turn: Turn, wanted: Press) -> Screen | None:
    """Show what was said; nothing is waited for any more."""
    async with turn.transaction() as session:
        await await_text(session, turn.chat_id, None, turn.now)
    return await _summary(turn, wanted.number() or REMEMBERED)


async def _summary(turn: Turn, place: int) -> Screen | None:
    async with turn.reading() as session:
        unit = await applicant_units.unit_at(session, turn.chat_id, place)
        remembered = await applicant_units.remembered_unit(session, turn.chat_id)
    if unit is None:
        return None
    return unit_screens.summary(place, unit, is_remembered=remembered is not None)


def _field(number: int | None) -> Field | None:
    return ORDER[number] if number is not None and number < len(ORDER) else None


async def _edit(turn: Turn, wanted: Press) -> Screen | None:
    return await _ask(turn, wanted.number() or REMEMBERED, _field(wanted.number(1)), alone=True)


async def _ask(turn: Turn, place: int, field: Field | None, *, alone: bool = False) -> Screen | None:
    async with turn.transaction() as session:
        unit = await applicant_units.unit_at(session, turn.chat_id, place)
        if unit is None or field is None:
            return None
        awaited = f"{AWAITED}.{place}.{ORDER.index(field)}{f'.{ALONE}' if alone else ''}"
        await await_text(session, turn.chat_id, awaited, turn.now)
    return unit_screens.ask(place, field, unit, alone=alone)


async def _skip(turn: Turn, wanted: Press) -> Screen | None:
    """Leave a field out and go on with the next."""
    place, field = wanted.number() or REMEMBERED, _field(wanted.number(1))
    async with turn.reading() as session:
        unit = await applicant_units.unit_at(session, turn.chat_id, place)
    if unit is None or field is None:
        return None
    following = applicant_units.field_after(unit, field)
    return await _ask(turn, place, following) if following else await _show(turn, wanted)


async def _none(turn: Turn, wanted: Press) -> Screen | None:
    """Go on without the unit, this once."""
    place = wanted.number() or REMEMBERED
    async with turn.transaction() as session:
        happened = await applicant_units.leave_out(session, turn.chat_id, place, turn.now)
        await await_text(session, turn.chat_id, None, turn.now)
    return await check_page(turn, place) if happened else None


async def _keep(turn: Turn, wanted: Press) -> Screen | None:
    """Remember the unit, as its applicant agrees, and go on."""
    place = wanted.number() or REMEMBERED
    async with turn.transaction() as session:
        await applicant_units.remember_unit(session, turn.chat_id, place, turn.now)
        await await_text(session, turn.chat_id, None, turn.now)
    return await check_page(turn, place)


async def _once(turn: Turn, wanted: Press) -> Screen | None:
    async with turn.transaction() as session:
        await await_text(session, turn.chat_id, None, turn.now)
    return await check_page(turn, wanted.number() or REMEMBERED)


async def _forget(turn: Turn, _wanted: Press) -> Screen | None:
    async with turn.transaction() as session:
        await applicant_units.forget_unit(session, turn.chat_id)
    return unit_screens.forgotten()


async def typed(turn: Turn) -> None:
    """Take what was typed about the unit; a word that opens a screen opens it all the same."""
    shortcut = SHORTCUTS.get(turn.incoming.text)
    async with turn.reading() as session:
        waited = (await awaiting(session, turn.chat_id) or "").split(".")
    place, field = _awaited(waited)
    if shortcut is not None or field is None:
        async with turn.transaction() as session:
            await await_text(session, turn.chat_id, None, turn.now)
        await (shortcut or renewed_menu)(turn)
        return
    screen = await _take(turn, place, field, alone=waited[-1] == ALONE)
    if screen is None:
        await renewed_menu(turn)
    else:
        await turn.say(screen)


def _awaited(waited: list[str]) -> tuple[int, Field | None]:
    numbers = [int(each) for each in waited[1:3] if each.isdecimal()]
    return (numbers[0], _field(numbers[1])) if len(numbers) == 2 else (REMEMBERED, None)  # noqa: PLR2004


async def _take(turn: Turn, place: int, field: Field, *, alone: bool) -> Screen | None:
    """Write down what was said, and ask for what is wanted next."""
    async with turn.transaction() as session:
        taken = await applicant_units.take_words(
            session, turn.chat_id, turn.incoming.person, place, field, turn.incoming.text, turn.now
        )
        if taken is None:
            await await_text(session, turn.chat_id, None, turn.now)
            return None
        following = None if alone and not taken.wrong else taken.following
        awaited = f"{AWAITED}.{place}.{ORDER.index(following)}" if following else None
        again = f".{ALONE}" if alone and awaited else ""
        await await_text(session, turn.chat_id, f"{awaited}{again}" if awaited else None, turn.now)
    if following is None:
        return await _summary(turn, place)
    return unit_screens.ask(place, following, taken.unit, taken.wrong, alone=alone)


# What the buttons do; each gives the screen that follows, None where nothing is this chat's.
VERBS: Final[Mapping[str, Callable[[Turn, Press], Awaitable[Screen | None]]]] = {
    "show": _show,
    "edit": _edit,
    "skip": _skip,
    "none": _none,
    "keep": _keep,
    "once": _once,
    "forget": _forget,
}
# Words that open a screen, whatever was asked.
SHORTCUTS: Final[Mapping[str, Callback]] = {**menus.CALLBACKS.words, **submissions.CALLBACKS.words}
CALLBACKS: Final = Audience(
    presses={PREFIX: press},
    commands={"unit": show},
    words={"单位信息": show, "我的单位": show},
    awaited={AWAITED: typed},
    awaited_files={AWAITED: take_file},
)
