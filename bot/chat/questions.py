"""Typed questions: answered from the guide, or handed to a person."""

from __future__ import annotations

import asyncio

from bot.chat.audiences import Audience
from bot.chat.cases import open_for_operator
from bot.chat.menus import renewed_menu
from bot.chat.submissions import look_up_receipt
from bot.chat.turn import Turn
from bot.parts import Parts
from handlers.handover import choose_office, hand_over
from handlers.questions import (
    answer_screen,
    keep_question,
    kept_question,
    leaves_open,
    no_index_screen,
)
from handlers.rules.receipts import is_receipt
from handlers.screens import HOME, Press, Screen, read_press
from handlers.search_index import book_in_force
from handlers.unanswered import note_unanswered
from handlers.wording import say
from storage.states import Channel


async def ask(turn: Turn) -> None:
    """Answer a typed question; a receipt number opens its submission."""
    text = turn.incoming.text
    if not text:
        await turn.say(Screen(say("unsupported.html"), [[HOME]]))
    elif is_receipt(text):
        if not await open_for_operator(turn, text):
            await look_up_receipt(turn, text)
    else:
        await turn.say(await _answered(turn, text, keep=True))


async def _answered(turn: Turn, question: str, *, keep: bool) -> Screen:
    async with turn.glance() as session:
        book = await book_in_force(session)
    if book is None:
        return no_index_screen()
    # Beside a thread that computes, this one waits for the interpreter at every call of the system: two
    # milliseconds here are shorter. What takes longer, or loads something first, stops nobody else.
    found = (
        book.answer(question)
        if book.is_quick
        else await turn.while_typing(asyncio.to_thread(book.answer, question))
    )
    if keep and leaves_open(found):
        async with turn.transaction(parcels=False) as session:
            await keep_question(session, turn.chat_id, question, turn.now)
            await note_unanswered(session, question, found, Channel.CHAT, turn.now)
    return answer_screen(found)


async def press(turn: Turn) -> None:
    """Take a button below an answer."""
    wanted = read_press(turn.incoming.press)
    screen = await _pressed(turn, wanted) if wanted else None
    if screen is None:
        await renewed_menu(turn)
    else:
        await turn.show(screen)


async def _pressed(turn: Turn, wanted: Press) -> Screen | None:
    key = wanted.text()
    if wanted.verb == "of":
        async with turn.reading() as session:
            question = await kept_question(session, turn.chat_id, key)
        return await _answered(turn, f"{wanted.text(1)} {question}", keep=False) if question else None
    if wanted.verb == "person":
        async with turn.reading() as session:
            return await choose_office(session, turn.chat_id, key)
    if wanted.verb == "to":
        async with turn.transaction() as session:
            return await hand_over(
                session,
                turn.chat_id,
                turn.incoming.person,
                key,
                wanted.number(1),
                turn.now,
                turn.parts.policy,
            )
    return None


async def warm_up(parts: Parts) -> None:
    """Load what the first question needs, so that nobody waits for it."""
    async with parts.database.reading() as session:
        book = await book_in_force(session)
    if book is not None:
        await asyncio.to_thread(book.answer, "预热")


CALLBACKS = Audience(presses={"q": press}, any_text=ask)
