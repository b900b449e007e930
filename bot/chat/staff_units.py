"""Operators match units in chat: other names are confirmed or refused."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from bot.chat.turn import Turn
from handlers import units
from handlers.office import require_operator
from handlers.officials import official_by_chat
from handlers.screens import Press, Screen, back, press_data
from handlers.wording import say


async def _matching(turn: Turn, _wanted: Press) -> Screen:
    """Show which units nobody stands for, and what is proposed."""
    async with turn.transaction() as session:
        await require_operator(session, turn.chat_id)
        matching = await units.match_units(session, turn.now, turn.parts.policy)
        names = [each for each in await units.other_names(session) if each.confirmed]
    text = say("units.html", matching=matching, shown=units.SHOWN)
    known = say("unit_aliases.html", names=names)
    rows = [*units.buttons_of(matching.proposed), back(press_data("m", "home"))]
    return Screen(f"{text}\n\n{known}", rows)


async def _yes(turn: Turn, wanted: Press) -> Screen:
    policy = turn.parts.policy
    async with turn.transaction() as session:
        await require_operator(session, turn.chat_id)
        actor = (await official_by_chat(session, turn.chat_id)).actor
        name = await units.name_marked(session, wanted.text())
        done = await units.confirm_name(session, name.alias, name.unit, turn.now, policy, actor)
    return Screen(say("unit_alias_added.html", name=done), [back(press_data("m", "units", 0))])


async def _no(turn: Turn, wanted: Press) -> Screen:
    policy = turn.parts.policy
    async with turn.transaction() as session:
        await require_operator(session, turn.chat_id)
        actor = (await official_by_chat(session, turn.chat_id)).actor
        name = await units.name_marked(session, wanted.text())
        await units.refuse_name(session, name.alias, turn.now, policy, actor)
    return Screen(say("unit_alias_removed.html", alias=name.alias), [back(press_data("m", "units", 0))])


# What the buttons of these screens ask for.
UNITS: Final[Mapping[str, Callable[[Turn, Press], Awaitable[Screen]]]] = {
    "units": _matching,
    "unityes": _yes,
    "unitno": _no,
}
