"""What the office's people decide about each other in chat: 转办, 指派, 延期, 确认, 代办, 整体交接."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.turn import Turn
from handlers import absences, assignments, milestone_acts, milestone_decisions, milestone_screens
from handlers.dialogues import await_text
from handlers.milestone_lists import WORDS
from handlers.milestone_steps import Deed
from handlers.office import require_operator
from handlers.officials import Official, official_by_chat
from handlers.outbox import Button
from handlers.refusals import Refusal
from handlers.rules.days_typed import read_day
from handlers.rules.people import Role
from handlers.screens import HOME, Press, Screen, back, press_data
from handlers.staff import find_colleague
from handlers.wording import say
from storage.queries.staff import members_by_id

PARTS: Final = re.compile(r"[、,，;；\s]+")
LEAVE_WORDS: Final = 3  # a deputy and two days; four with somebody else's name before them


async def _decide(turn: Turn, wanted: Press, *, agreed: bool) -> Screen:
    async with turn.transaction() as session:
        deed = Deed(await official_by_chat(session, turn.chat_id), 0, turn.now)
        outcome = await milestone_decisions.decide(
            session, deed, wanted.number() or 0, "", turn.parts.policy, agreed=agreed
        )
    return milestone_screens.said(say("milestone_act.html", outcome=outcome), outcome.line.number)


async def _agree(turn: Turn, wanted: Press) -> Screen:
    return await _decide(turn, wanted, agreed=True)


async def _deny(turn: Turn, wanted: Press) -> Screen:
    return await _decide(turn, wanted, agreed=False)


async def _offer(turn: Turn, wanted: Press) -> Screen:
    """Ask the chosen colleague to take a milestone over."""
    async with turn.transaction() as session:
        deed = await _deed(session, turn, wanted.number() or 0)
        outcome = await milestone_acts.offer(session, deed, wanted.text(1) or "0", turn.parts.policy)
        await await_text(session, turn.chat_id, None, turn.now)
    return milestone_screens.said(say("milestone_act.html", outcome=outcome), deed.milestone_id)


async def _give(turn: Turn, wanted: Press) -> Screen:
    """Assign a milestone to the chosen colleague; 0 gives it back to its unit."""
    async with turn.transaction() as session:
        deed = await _deed(session, turn, wanted.number() or 0)
        people = await members_by_id(session, [wanted.number(1) or 0])
        given = await assignments.assign(session, deed, list(people.values()), turn.parts.policy)
        await await_text(session, turn.chat_id, None, turn.now)
    return milestone_screens.said(say("milestone_given.html", given=given), deed.milestone_id)


async def _deed(session: AsyncSession, turn: Turn, number: int) -> Deed:
    return Deed(await official_by_chat(session, turn.chat_id), number, turn.now)


async def _give_names(turn: Turn, number: int, text: str) -> Screen:
    """Assign a milestone to the people named in a text."""
    async with turn.transaction() as session:
        deed = await _deed(session, turn, number)
        names = [name for name in PARTS.split(text.strip()) if name]
        people = [await find_colleague(session, name, turn.parts.policy) for name in names]
        given = await assignments.assign(session, deed, people, turn.parts.policy)
        await await_text(session, turn.chat_id, None, turn.now)
    return milestone_screens.said(say("milestone_given.html", given=given), number)


async def _form(turn: Turn, wanted: Press) -> Screen:
    """Ask for what a form needs; the next typed text fills it in."""
    async with turn.transaction() as session:
        official = await official_by_chat(session, turn.chat_id)
        if wanted.verb == "handall":
            await require_operator(session, turn.chat_id)
        today = turn.now.astimezone(turn.parts.policy.zone).date()
        away = await absences.leaves(session, today) if wanted.verb == "leave" else []
        await await_text(session, turn.chat_id, f"staff.{wanted.verb}.0", turn.now)
    operator = official.person.role is Role.OPERATOR
    mine = [each for each in away if operator or official.name in (each.name, each.deputy)]
    text = say(f"staff_{wanted.verb}.html", operator=operator, leaves=mine)
    stop = [[Button("⏹ 结束我的代办", press_data("m", "return"))]] if wanted.verb == "leave" else []
    return Screen(text, [*stop, back(press_data("m", "home"))])


async def _find(turn: Turn, _number: int, text: str) -> Screen:
    """Show what holds the typed words."""
    from handlers.milestone_lists import listing

    words = " ".join(text.split())[:60]
    async with turn.transaction() as session:
        await await_text(session, turn.chat_id, None, turn.now, **{WORDS: words})
        official = await official_by_chat(session, turn.chat_id)
        press = Press("list", ("find", "0"))
        screen = await listing(session, official, press, turn.now, turn.parts.policy, turn.chat_id)
    return screen or Screen(say("milestone_unknown.html"), [[HOME]])


async def _leave(turn: Turn, _number: int, text: str) -> Screen:
    """Note a leave: 演示乙 7月1日 7月10日, with a name before them where an operator notes another's."""
    words = [word for word in re.split(r"[、,，;；\s至到]+", text.strip()) if word]
    policy = turn.parts.policy
    async with turn.transaction() as session:
        official = await official_by_chat(session, turn.chat_id)
        operator = official.person.role is Role.OPERATOR
        if len(words) != LEAVE_WORDS + (operator and len(words) > LEAVE_WORDS):
            raise Refusal("leave_unread", operator=operator)
        days = _days(words[-2:], turn)
        deputy = await find_colleague(session, words[-3], policy)
        away = words[0] if len(words) > LEAVE_WORDS else official.person.email or official.name
        absent = await find_colleague(session, away, policy)
        leave = await absences.note_leave(session, absent, deputy, days, turn.now, policy, official.actor)
        await await_text(session, turn.chat_id, None, turn.now)
    return Screen(say("leave_noted.html", leave=leave), [back(press_data("m", "home"))])


def _days(words: list[str], turn: Turn) -> tuple[date, date]:
    """Read two days; the second may lie in the next year."""
    today = turn.now.astimezone(turn.parts.policy.zone).date()
    first, last = (read_day(word, today.year) for word in words)
    if first is None or last is None:
        raise Refusal("leave_unread", operator=False)
    if last < first and not re.search(r"\d{4}", words[1]):
        last = read_day(words[1], first.year + 1) or last
    return first, last


async def _return(turn: Turn, _wanted: Press) -> Screen:
    """End one's own leave."""
    policy = turn.parts.policy
    async with turn.transaction() as session:
        official = await official_by_chat(session, turn.chat_id)
        absent = (await members_by_id(session, [int(official.key)])).get(int(official.key))
        ended = absent is not None and await absences.end_leave(
            session, absent, turn.now, policy, official.actor
        )
        await await_text(session, turn.chat_id, None, turn.now)
    text = say("leave_ended.html", name=official.name) if ended else say("leave_none.html")
    return Screen(text, [back(press_data("m", "home"))])


async def _hand_all(turn: Turn, _number: int, text: str) -> Screen:
    """Hand everything of a leaver to somebody else: 演示甲 演示乙."""
    names = [name for name in re.split(r"[、,，;；\s]+|交给|→", text.strip()) if name]
    async with turn.transaction() as session:
        await require_operator(session, turn.chat_id)
        official: Official = await official_by_chat(session, turn.chat_id)
        if len(names) != 2:  # noqa: PLR2004 - from whom, to whom
            raise Refusal("handall_unread")
        policy = turn.parts.policy
        leaver = await find_colleague(session, names[0], policy, gone=True)
        successor = await find_colleague(session, names[1], policy)
        count = await assignments.hand_over_all(session, official, leaver, successor, turn.now, policy)
        await await_text(session, turn.chat_id, None, turn.now)
    text = say("staff_handall_done.html", leaver=leaver.name, successor=successor.name, count=count)
    return Screen(text, [back(press_data("m", "home"))])


# What the buttons of these screens ask for.
PEOPLE: Final[Mapping[str, Callable[[Turn, Press], Awaitable[Screen]]]] = {
    "agree": _agree,
    "deny": _deny,
    "offer": _offer,
    "give": _give,
    "find": _form,
    "leave": _form,
    "handall": _form,
    "return": _return,
}
# What a typed text fills in, by the verb that asked for it.
FORMS: Final[Mapping[str, Callable[[Turn, int, str], Awaitable[Screen]]]] = {
    "assign": _give_names,
    "find": _find,
    "leave": _leave,
    "handall": _hand_all,
}
