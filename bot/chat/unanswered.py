"""Questions that found no answer, as operators work through them in chat."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from bot.chat.audiences import Audience, MenuLine, Reader
from bot.chat.menus import renewed_menu
from bot.chat.turn import Turn
from handlers import unanswered_screens
from handlers.aliases import CategoryWord
from handlers.dialogues import await_text, awaiting
from handlers.imports import actor_in
from handlers.office import require_operator
from handlers.screens import Press, Screen, read_press
from handlers.search_index import Book, book_in_force
from handlers.unanswered import PREFIX, Question, one_question, settle, settle_with_word

AWAITED: Final = "alias"  # the first word of Dialogue.awaiting, as in alias.42.2.1


async def press(turn: Turn) -> None:
    """Take a button about such a question; only of a bound operator, checked at every press."""
    wanted = read_press(turn.incoming.press)
    verb = VERBS.get(wanted.verb) if wanted else None
    screen = await verb(turn, wanted) if wanted and verb else None
    if screen is None:
        await renewed_menu(turn)
    else:
        await turn.show(screen)


async def begin(turn: Turn) -> None:
    """Show the list."""
    await turn.show(await _list(turn, Press("list")))


async def _list(turn: Turn, wanted: Press) -> Screen:
    async with turn.reading() as session:
        await require_operator(session, turn.chat_id)
        return await unanswered_screens.queue(session, wanted.number() or 0)


async def _show(turn: Turn, wanted: Press) -> Screen:
    async with turn.reading() as session:
        await require_operator(session, turn.chat_id)
        screen = await unanswered_screens.card(session, wanted.number() or 0, turn.parts.policy)
    return screen or (await _list(turn, Press("list"))).as_stale()


async def _pick(turn: Turn, wanted: Press) -> Screen:
    async with turn.reading() as session:
        await require_operator(session, turn.chat_id)
        screen = await unanswered_screens.pick(session, wanted.number() or 0, wanted.number(1) or 0)
    return screen or (await _list(turn, Press("list"))).as_stale()


async def _word(turn: Turn, wanted: Press) -> Screen:
    """Ask for the word, and wait for it to be typed."""
    number, category = wanted.number() or 0, wanted.text(1)
    found = await _found(turn, number)
    if found is None or found[1].index.guide.category(category) is None:
        return (await _list(turn, Press("list"))).as_stale()
    async with turn.transaction() as session:
        await await_text(session, turn.chat_id, f"{AWAITED}.{number}.{category}", turn.now)
    return await asyncio.to_thread(unanswered_screens.ask_word, found[0], category, found[1])


async def _found(turn: Turn, number: int) -> tuple[Question, Book] | None:
    async with turn.reading() as session:
        await require_operator(session, turn.chat_id)
        question, book = await one_question(session, number), await book_in_force(session)
    return (question, book) if question and book else None


async def _add(turn: Turn, wanted: Press) -> Screen:
    """Take an offered word; where the words are others by now, they are shown anew."""
    found = await _found(turn, wanted.number() or 0)
    if found is None:
        return (await _list(turn, Press("list"))).as_stale()
    words = await asyncio.to_thread(unanswered_screens.proposals, *found)
    place = wanted.number(2) or 0
    if place >= len(words) or unanswered_screens.sign(words[place]) != wanted.state:
        return (await _word(turn, wanted)).as_stale()
    return await _settled(turn, found[0].id, CategoryWord(words[place], wanted.text(1)))


async def _settled(turn: Turn, number: int, word: CategoryWord) -> Screen:
    async with turn.transaction() as session:
        await require_operator(session, turn.chat_id)
        actor = actor_in(turn.chat_id)
        added = await settle_with_word(session, number, word, turn.now, turn.parts.policy, actor)
        await await_text(session, turn.chat_id, None, turn.now)
    return unanswered_screens.added(added)


async def _done(turn: Turn, wanted: Press) -> Screen:
    async with turn.transaction() as session:
        await require_operator(session, turn.chat_id)
        actor = actor_in(turn.chat_id)
        happened = await settle(session, wanted.number() or 0, turn.now, turn.parts.policy, actor)
    screen = await _list(turn, Press("list"))
    return screen if happened else screen.as_stale()


async def typed(turn: Turn) -> None:
    """Take the word that was asked for; one that cannot be is refused, and asked for still."""
    async with turn.reading() as session:
        await require_operator(session, turn.chat_id)
        _, _, waited = (await awaiting(session, turn.chat_id) or "").partition(".")
    number, _, category = waited.partition(".")
    if not number.isdecimal() or not turn.incoming.text:
        await renewed_menu(turn)
        return
    await turn.say(await _settled(turn, int(number), CategoryWord(turn.incoming.text, category)))


VERBS: Final[Mapping[str, Callable[[Turn, Press], Awaitable[Screen]]]] = {
    "list": _list,
    "home": _list,
    "show": _show,
    "pick": _pick,
    "word": _word,
    "add": _add,
    "done": _done,
}
CALLBACKS: Final = Audience(
    presses={PREFIX: press},
    commands={"unanswered": begin},
    words={"未答问题": begin},
    awaited={AWAITED: typed},
    menu=(MenuLine("unanswered", "未答问题", Reader.OPERATOR),),
)
