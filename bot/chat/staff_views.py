"""What the office's people set and take away in chat: how they hear, the table as a picture, a calendar."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from bot.chat.audiences import Callback
from bot.chat.staff_units import UNITS
from bot.chat.turn import Turn
from bot.pictures import drawn_pages
from bot.table_papers import write_papers
from handlers import calendars
from handlers.milestone_table import overview
from handlers.officials import official_by_chat
from handlers.outbox import Button
from handlers.reminder_ways import ways_of, wish_for
from handlers.screens import Press, Screen, back, press_data
from handlers.wording import say


async def _calendar(turn: Turn, _wanted: Press) -> Screen:
    """Say what a calendar's feed is, and offer to make one or to end it."""
    async with turn.reading() as session:
        official = await official_by_chat(session, turn.chat_id)
        exists = await calendars.has_feed(session, official)
    rows = [[Button("🔗 换一个链接" if exists else "🔗 获取链接", press_data("m", "icsnew"))]]
    if exists:
        rows.append([Button("⏹ 作废链接", press_data("m", "icsoff"))])
    available = bool(turn.parts.policy.web_address)
    text = say("calendar.html", exists=exists, available=available)
    return Screen(text, [*(rows if available else rows[1:]), back(press_data("m", "home"))])


async def _new_calendar(turn: Turn, _wanted: Press) -> Screen:
    policy = turn.parts.policy
    async with turn.transaction() as session:
        official = await official_by_chat(session, turn.chat_id)
        secret = await calendars.new_feed(session, official, turn.now, policy)
    link = f"{policy.web_address.rstrip('/')}/ics/{secret}.ics"
    text = say("calendar_link.html", link=link)
    return Screen(text, [[Button("⏹ 作废链接", press_data("m", "icsoff"))], back(press_data("m", "home"))])


async def _end_calendar(turn: Turn, _wanted: Press) -> Screen:
    async with turn.transaction() as session:
        official = await official_by_chat(session, turn.chat_id)
        ended = await calendars.revoke_feeds(session, official, turn.now, turn.parts.policy)
    return Screen(say("calendar_ended.html", ended=ended), [back(press_data("m", "home"))])


async def _picture(turn: Turn, _wanted: Press) -> Screen:
    """Draw the reader's part of the table in a process of its own; it arrives as files."""
    async with turn.reading() as session:
        official = await official_by_chat(session, turn.chat_id)
        table = await overview(session, official, turn.now, turn.parts.policy)
    pages = await turn.while_typing(drawn_pages(table))
    papers = await asyncio.to_thread(write_papers, turn.parts.blobs, table, pages.files)
    async with turn.transaction() as session:
        key = f"picture:{turn.incoming.key}"
        await papers.send_to_chat(session, turn.chat_id, key, turn.now)
    text = say("table_overview.html", table=table, missing=pages.missing, drawn=bool(pages.files))
    return Screen(text, [back(press_data("m", "home"))])


async def _ways(turn: Turn, _wanted: Press) -> Screen:
    """Say on which channels the reader is reminded, and offer the other way."""
    async with turn.reading() as session:
        official = await official_by_chat(session, turn.chat_id)
        both = await ways_of(session, official)
    mailbox = bool(official.person.email)
    other = Button("💬 只发聊天", press_data("m", "waysone"))
    if not both:
        other = Button("📧 聊天和邮件都发", press_data("m", "waysboth"))
    text = say("reminder_ways.html", both=both, mailbox=mailbox)
    return Screen(text, [*([[other]] if both or mailbox else []), back(press_data("m", "home"))])


async def _change_ways(turn: Turn, wanted: Press) -> Screen:
    async with turn.transaction() as session:
        official = await official_by_chat(session, turn.chat_id)
        both = wanted.verb == "waysboth"
        await wish_for(session, official, turn.now, turn.parts.policy, both=both)
    return await _ways(turn, wanted)


def _opens(verb: Callable[[Turn, Press], Awaitable[Screen]]) -> Callback:
    async def show(turn: Turn) -> None:
        await turn.show(await verb(turn, Press("")))

    return show


calendar: Final = _opens(_calendar)
picture: Final = _opens(_picture)
ways: Final = _opens(_ways)
# What the buttons of these screens ask for.
VIEWS: Final[Mapping[str, Callable[[Turn, Press], Awaitable[Screen]]]] = {
    "ics": _calendar,
    "icsnew": _new_calendar,
    "icsoff": _end_calendar,
    "picture": _picture,
    "ways": _ways,
    "waysboth": _change_ways,
    "waysone": _change_ways,
    **UNITS,
}
# Words that open them.
VIEW_WORDS: Final[Mapping[str, Callback]] = {
    "进度图": picture,
    "日历": calendar,
    "日历订阅": calendar,
    "提醒方式": ways,
}
