"""我们能报什么, answered by a few buttons."""

from __future__ import annotations

from typing import Final

from bot.chat.audiences import Audience, MenuLine
from bot.chat.menus import renewed_menu
from bot.chat.turn import Turn
from handlers.editions import guide_in_force
from handlers.eligibility_screens import PREFIX, eligibility_screen
from handlers.questions import no_index_screen
from handlers.screens import Press, Screen, read_press


async def press(turn: Turn) -> None:
    """Take a button of the choice."""
    wanted = read_press(turn.incoming.press)
    screen = await _shown(turn, wanted) if wanted else None
    if screen is None:
        await renewed_menu(turn)
    else:
        await turn.show(screen)


async def begin(turn: Turn) -> None:
    """Begin with the kind of applicant."""
    await turn.show(await _shown(turn, Press("kinds")) or no_index_screen())


async def _shown(turn: Turn, wanted: Press) -> Screen | None:
    async with turn.reading() as session:
        found = await guide_in_force(session)
    return eligibility_screen(found, wanted) if found else no_index_screen()


# Whole messages that open the choice; what says more is a question.
WORDS: Final = (
    "我们能报什么",
    "我能报什么",
    "能报什么",
    "可以报什么",
    "能申报什么",
    "可以申报什么",
    "我们能申报什么",
    "我们可以申报什么",
)
CALLBACKS: Final = Audience(
    presses={PREFIX: press},
    commands={"fit": begin},
    words=dict.fromkeys(WORDS, begin),
    menu=(MenuLine("fit", "我们能报什么"),),
)
