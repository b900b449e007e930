"""The one card that counts a basket's files."""

from __future__ import annotations

from bot.chat.turn import Turn
from handlers.basket_screens import card
from handlers.baskets import Basket
from handlers.dialogues import remember, remembered
from handlers.screens import Screen


async def show_card(turn: Turn, basket: Basket) -> None:
    """Show a basket's card below a sent file."""
    async with turn.reading() as session:
        shown = await remembered(session, turn.chat_id)
    await _renew_card(turn, card(basket, turn.now, turn.parts.policy), shown.get("card"), shown.get("group"))


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
