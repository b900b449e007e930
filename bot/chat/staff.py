"""The office's people in chat: binding, their milestones, and what they do about these."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession
from telegram.error import TelegramError

from bot.chat.audiences import Audience, Callback, MenuLine, Reader
from bot.chat.menus import renewed_menu
from bot.chat.staff_people import FORMS, PEOPLE
from bot.chat.staff_views import VIEW_WORDS, VIEWS, calendar, picture, ways
from bot.chat.turn import Turn
from handlers import milestone_acts, milestone_lists, milestone_screens
from handlers.baskets import SentFile
from handlers.dialogues import await_text, awaiting
from handlers.milestone_steps import Deed, Evidence
from handlers.officials import Official, official_by_chat
from handlers.outbox import Button
from handlers.refusals import Refusal
from handlers.rules.reminder_answers import Act, Answer, Wish, read_answers
from handlers.screens import HOME, Press, Screen, press_data, read_press
from handlers.staff import bind
from handlers.wording import say

AWAITED: Final = "staff"  # the first word of Dialogue.awaiting, as in staff.done.42


async def link(turn: Turn) -> None:
    """Bind this chat by the code of a deep link, or of a typed /start bind_CODE."""
    code = turn.incoming.rest.partition("_")[2]
    async with turn.transaction() as session:
        colleague = await bind(session, turn.chat_id, code, turn.now, turn.parts.policy)
        await await_text(session, turn.chat_id, None, turn.now)
    await turn.show_commands(colleague.role)
    text = say("staff_bound.html", colleague=colleague)
    await turn.say(Screen(text, [[Button("📌 我的待办", press_data("m", "home"))], [HOME]]))


def opens(key: str) -> Callback:
    """Return the callback that shows a list."""

    async def show(turn: Turn) -> None:
        await turn.show(await _shown(turn, Press("list", (key, "0"))))

    return show


async def press(turn: Turn) -> None:
    """Take a button about milestones; who presses is looked up every time."""
    wanted = read_press(turn.incoming.press)
    verb = VERBS.get(wanted.verb) if wanted else None
    if wanted is None or verb is None:
        await renewed_menu(turn)
        return
    await turn.show(await verb(turn, wanted))


async def _shown(turn: Turn, wanted: Press) -> Screen:
    """Show the lists, one of them, a milestone, or why it is brought up; then a day may be typed."""
    now, policy = turn.now, turn.parts.policy
    async with turn.reading() as session:
        official = await official_by_chat(session, turn.chat_id)
        waits, waiting = await awaiting(session, turn.chat_id) is not None, None
        if wanted.verb == "card":
            screen = await milestone_screens.card(session, official, wanted.number(), now, policy)
        elif wanted.verb == "why":
            screen = await milestone_screens.why(session, official, wanted.number(), now, policy)
            waiting = f"{AWAITED}.why.{wanted.number()}"
        else:
            found = await _listed(session, official, wanted, turn)
            screen = found or await milestone_lists.home(session, official, now, policy)
    if waits or waiting:
        async with turn.transaction() as session:
            await await_text(session, turn.chat_id, waiting, now)
    return screen


async def _why_day(turn: Turn, number: int, text: str) -> Screen:
    """Explain the day that was typed behind 为什么."""
    async with turn.reading() as session:
        official = await official_by_chat(session, turn.chat_id)
        return await milestone_screens.why_day(session, official, number, text, turn.now, turn.parts.policy)


async def _listed(session: AsyncSession, official: Official, wanted: Press, turn: Turn) -> Screen | None:
    """Show a list or what it can be narrowed by; None for what is neither."""
    now, policy = turn.now, turn.parts.policy
    if wanted.verb == "pick":
        return await milestone_lists.picking(session, official, wanted, now, policy)
    return await milestone_lists.listing(session, official, wanted, now, policy, turn.chat_id)


async def _ask(turn: Turn, wanted: Press) -> Screen:
    """Ask for the words or the file that an act needs; a stale button shows how things stand."""
    number = wanted.number() or 0
    async with turn.reading() as session:
        official = await official_by_chat(session, turn.chat_id)
        # The pages of colleagues carry no state; the act itself looks again.
        if wanted.state and await milestone_screens.is_stale(
            session, official, number, wanted.state, turn.now, turn.parts.policy
        ):
            card = await milestone_screens.card(session, official, number, turn.now, turn.parts.policy)
            return card.as_stale()
        choice = (
            await milestone_screens.colleagues(session, official, wanted.verb, number, wanted.number(1) or 0)
            if wanted.verb in CHOSEN
            else None
        )
    async with turn.transaction() as session:
        await await_text(session, turn.chat_id, f"{AWAITED}.{wanted.verb}.{number}", turn.now)
    return choice or milestone_screens.ask(wanted.verb, number)


async def _snooze(turn: Turn, wanted: Press) -> Screen:
    answer = Answer(Act.SNOOZE, wish=Wish(workdays=wanted.number(1) or 1))
    return await _act(turn, wanted.number() or 0, answer)


async def _percent(turn: Turn, wanted: Press) -> Screen:
    return await _act(turn, wanted.number() or 0, Answer(Act.PROGRESS, percent=wanted.number(1)))


async def _reopen(turn: Turn, wanted: Press) -> Screen:
    return await _act(turn, wanted.number() or 0, Answer(Act.REOPEN))


async def typed(turn: Turn) -> None:
    """Take the words or the file that were asked for; a word that opens a list opens it all the same."""
    shortcut = WORDS.get(turn.incoming.text)
    if shortcut is not None and turn.incoming.file is None:
        await shortcut(turn)
        return
    async with turn.reading() as session:
        await official_by_chat(session, turn.chat_id)
        waited = await awaiting(session, turn.chat_id) or ""
    _, verb, number = (*waited.split("."), "", "")[:3]
    if verb in FILLED and number.isdecimal():
        await turn.say(await FILLED[verb](turn, int(number), turn.incoming.text))
        return
    if verb not in TYPED or not number.isdecimal():
        await renewed_menu(turn)
        return
    file = await _stored(turn, turn.incoming.file) if turn.incoming.file else None
    await turn.say(await _act(turn, int(number), TYPED[verb](turn.incoming.text), file))


async def _stored(turn: Turn, file: SentFile) -> Evidence:
    """Fetch a file of evidence before anything is decided; the update is kept until then."""
    limit = turn.parts.policy.file_bytes
    if file.bytes > limit:
        raise Refusal("milestone_file_too_large", most=limit // 1_000_000)
    try:
        remote = await turn.bot.get_file(file.file_id)
        raw = bytes(await remote.download_as_bytearray())
    except TelegramError as error:
        raise Refusal("milestone_file_failed", name=file.name) from error
    if not raw:
        raise Refusal("milestone_file_failed", name=file.name)
    blob = await asyncio.to_thread(turn.parts.blobs.put, raw)
    return Evidence(file_name=file.name, blob=blob)


async def _act(turn: Turn, number: int, answer: Answer, file: Evidence | None = None) -> Screen:
    """Do an act in one transaction, with the waiting for words ended, and say what became of it."""
    async with turn.transaction() as session:
        official = await official_by_chat(session, turn.chat_id)
        deed = Deed(official, number, turn.now)
        outcome = await milestone_acts.do(session, deed, answer, file, turn.parts.policy)
        await await_text(session, turn.chat_id, None, turn.now)
    return milestone_screens.said(say("milestone_act.html", outcome=outcome), number)


def _progress(text: str) -> Answer:
    found = read_answers(f"进展 {text}")
    return found[0] if found else Answer(Act.PROGRESS, text)


def _later(text: str) -> Answer:
    found = read_answers(f"稍后 {text}")
    if not found or found[0].act is not Act.SNOOZE:
        raise Refusal("milestone_no_day")
    return found[0]


# What a typed text is made of, by the verb of the button that asked for it.
TYPED: Final[Mapping[str, Callable[[str], Answer]]] = {
    "done": lambda text: Answer(Act.DONE, text),
    "later": _later,
    "progress": _progress,
    "help": lambda text: Answer(Act.HELP, text),
    "hand": lambda text: Answer(Act.HANDOVER, text),
    "extend": lambda text: Answer(Act.EXTEND, text),
    "settle": lambda text: Answer(Act.SETTLE, text),
}
FILLED: Final[Mapping[str, Callable[[Turn, int, str], Awaitable[Screen]]]] = {**FORMS, "why": _why_day}
CHOSEN: Final = ("hand", "assign")  # what offers people to choose from
# What the buttons of cards and lists ask for.
VERBS: Final[Mapping[str, Callable[[Turn, Press], Awaitable[Screen]]]] = {
    "home": _shown,
    "list": _shown,
    "pick": _shown,
    "card": _shown,
    "why": _shown,
    **dict.fromkeys((*TYPED, "assign"), _ask),
    **PEOPLE,
    **VIEWS,
    "snooze": _snooze,
    "percent": _percent,
    "reopen": _reopen,
}
# Words that open a list, whatever else is going on.
WORDS: Final[Mapping[str, Callback]] = {
    "待办": opens("todo"),
    "我的待办": opens("todo"),
    "逾期": opens("overdue"),
    "本周": opens("week"),
    "已完成": opens("done"),
    "需协调": opens("help"),
    "待确认": opens("reported"),
    **VIEW_WORDS,
}
CALLBACKS: Final = Audience(
    presses={"m": press},
    commands={"todo": opens("todo"), "ics": calendar, "picture": picture, "ways": ways},
    words=WORDS,
    links={"bind": link},
    awaited={AWAITED: typed},
    menu=(
        MenuLine("todo", "待办节点", Reader.STAFF),
        MenuLine("picture", "节点进度图", Reader.STAFF),
        MenuLine("ics", "日历订阅", Reader.STAFF),
        MenuLine("ways", "提醒方式", Reader.STAFF),
    ),
)
