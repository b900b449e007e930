"""What a member of staff sees of the task table in chat: lists, one milestone, and what can be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.milestone_values import member_value, milestone_value, progress_of
from handlers.officials import Official
from handlers.outbox import Button
from handlers.policy import Policy
from handlers.refusals import Refusal
from handlers.reminder_cards import PREFIX, act_buttons
from handlers.reminder_situation import moment_of
from handlers.reminder_texts import ACT_WORDS, Told
from handlers.rules.explanations import day_text
from handlers.rules.milestone_lines import line_of
from handlers.rules.milestone_rights import duty_of
from handlers.rules.nudges import Moment
from handlers.rules.recipients import Duty, roster
from handlers.rules.schedule import plan
from handlers.screens import HOME, Screen, back, label, page_of, pager, press_data
from handlers.wording import say
from storage.queries.milestones import entries_of_milestones, milestones_in, snooze_of
from storage.queries.staff import present_members
from storage.states import MilestoneState
from storage.tables import Milestone, MilestoneEntry

UNDONE: Final = frozenset({MilestoneState.OPEN, MilestoneState.EXPIRED})
DONE: Final = frozenset({MilestoneState.DONE})
AHEAD: Final = timedelta(days=366)  # how far the next reminders are looked for
NEXT: Final = 3  # of them are explained
HISTORY: Final = 5  # entries that a card shows


@dataclass(frozen=True, slots=True)
class List:
    """A list of milestones: its name, whose states it shows, and which of them on a day."""

    key: str
    title: str
    states: frozenset[MilestoneState]
    fits: Callable[[date | None, date], bool]


def _is_this_week(due: date | None, today: date) -> bool:
    return due is not None and today <= due <= today + timedelta(days=6 - today.weekday())


LISTS: Final = (
    List("todo", "📌 待办", UNDONE, lambda _due, _today: True),
    List("overdue", "🔴 逾期", UNDONE, lambda due, today: due is not None and due < today),
    List("week", "📅 本周", UNDONE, _is_this_week),
    List("done", "✅ 已完成", DONE, lambda _due, _today: True),
)
BY_KEY: Final = {each.key: each for each in LISTS}


async def home(session: AsyncSession, official: Official, now: datetime, policy: Policy) -> Screen:
    """Show the lists with how much is in each."""
    moment = moment_of(now, policy)
    counts = {each.key: len(await _rows(session, official, each, moment)) for each in LISTS}
    buttons = [
        Button(f"{each.title}（{counts[each.key]}）", press_data(PREFIX, "list", each.key, 0))
        for each in LISTS
    ]
    text = say("milestone_home.html", official=official, today=day_text(moment.today))
    return Screen(text, [buttons[:2], buttons[2:], back()])


async def listing(
    session: AsyncSession, official: Official, key: str, number: int, now: datetime, policy: Policy
) -> Screen | None:
    """Show a page of a list; None for a list that there is not."""
    wanted = BY_KEY.get(key)
    if wanted is None:
        return None
    moment = moment_of(now, policy)
    rows = await _rows(session, official, wanted, moment)
    page = page_of(len(rows), number)
    told = [_told(row, duty, moment) for row, duty in rows[page.start : page.stop]]
    buttons = [[_opener(each)] for each in told]
    turns = [press_data(PREFIX, "list", key, page.number + step) for step in (-1, 1)]
    text = say("milestone_list.html", title=wanted.title, lines=told, count=len(rows))
    return Screen(text, [*buttons, pager(page, turns), back(press_data(PREFIX, "home"))])


async def _rows(
    session: AsyncSession, official: Official, wanted: List, moment: Moment
) -> list[tuple[Milestone, Duty]]:
    """Return the milestones of a list that are this person's business; what was closed last comes first."""
    found = [
        (row, duty)
        for row in await milestones_in(session, wanted.states)
        if (duty := duty_of(official.person, row.lead_unit, tuple(row.units)))
        and wanted.fits(row.due, moment.today)
    ]
    if wanted.states == DONE:
        found.sort(key=lambda each: each[0].closed_at or each[0].applied_on, reverse=True)
    return found


def _told(row: Milestone, duty: str, moment: Moment) -> Told:
    return Told(line_of(row.id or 0, milestone_value(row), moment, progress_of(row)), duty)


def _opener(told: Told) -> Button:
    text = label(f"{told.line.colour[0]} {told.line.place} {told.line.text}")
    return Button(text, press_data(PREFIX, "card", told.line.number))


async def card(
    session: AsyncSession, official: Official, milestone_id: int | None, now: datetime, policy: Policy
) -> Screen:
    """Show one milestone with its history; refuses an unknown one and another unit's in the same words."""
    row, duty = await _found(session, official, milestone_id)
    moment = moment_of(now, policy)
    number = row.id or 0
    entries = await entries_of_milestones(session, [number])
    snooze = await snooze_of(session, number, official.key)
    put_off = snooze if snooze and snooze.until > moment.today and snooze.due == row.due else None
    text = say(
        "milestone_card.html",
        told=_told(row, duty, moment),
        row=row,
        units=row.units,
        history=[_remembered(each, moment) for each in entries[-HISTORY:]],
        put_off=day_text(put_off.until, moment.today.year) if put_off else "",
        times=snooze.times if snooze else 0,
    )
    return Screen(text, [*act_buttons(number, duty, row.state), back(press_data(PREFIX, "list", "todo", 0))])


async def _found(
    session: AsyncSession, official: Official, milestone_id: int | None
) -> tuple[Milestone, Duty]:
    row = await session.get(Milestone, milestone_id) if milestone_id is not None else None
    duty = duty_of(official.person, row.lead_unit, tuple(row.units)) if row else None
    if row is None or duty is None or row.state is MilestoneState.GONE:
        raise Refusal("milestone_unknown")
    return row, duty


def _remembered(entry: MilestoneEntry, moment: Moment) -> str:
    day = day_text(entry.at.astimezone(moment.policy.zone).date(), moment.today.year)
    said = "，".join(
        each
        for each in (f"{entry.percent}%" if entry.percent is not None else "", entry.note, entry.file_name)
        if each
    )
    return f"{day} {entry.name} {ACT_WORDS[entry.act]}{f'：{said}' if said else ''}"


async def is_stale(session: AsyncSession, official: Official, milestone_id: int | None, state: str) -> bool:
    """Tell whether a button was drawn when its milestone was in another state."""
    row, _duty = await _found(session, official, milestone_id)
    return row.state != state


def ask(verb: str, milestone_id: int) -> Screen:
    """Ask for what the next typed text, or a file, is to say."""
    cancel = [Button("✖️ 取消", press_data(PREFIX, "card", milestone_id))]
    return Screen(say("milestone_ask.html", verb=verb), [*_shortcuts(verb, milestone_id), cancel])


def _shortcuts(verb: str, milestone_id: int) -> list[list[Button]]:
    """Return answers that need no typing."""
    if verb == "progress":
        return [
            [
                Button(f"{each}%", press_data(PREFIX, "percent", milestone_id, each))
                for each in (20, 50, 80, 100)
            ]
        ]
    if verb == "later":
        return [
            [
                Button("明早", press_data(PREFIX, "snooze", milestone_id, 1)),
                Button("3 个工作日", press_data(PREFIX, "snooze", milestone_id, 3)),
            ]
        ]
    return []


async def why(
    session: AsyncSession, official: Official, milestone_id: int | None, now: datetime, policy: Policy
) -> Screen:
    """Explain the next reminders of this person about a milestone."""
    row, duty = await _found(session, official, milestone_id)
    moment = moment_of(now, policy)
    people = roster(member_value(each) for each in await present_members(session))
    planned = plan(
        [milestone_value(row)], people, moment.calendar, moment.policy, moment.today, moment.today + AHEAD
    )
    mine = [each for each in planned if any(told.key == official.key for told in each.told)]
    reasons: Sequence[str] = [
        f"{day_text(each.planned, moment.today.year)}：{each.why}" for each in mine[:NEXT]
    ]
    text = say("milestone_why.html", told=_told(row, duty, moment), reasons=reasons)
    return Screen(text, [back(press_data(PREFIX, "card", row.id))])


def said(text: str, milestone_id: int) -> Screen:
    """Show what became of an act, with the way back to the milestone and to the list."""
    card_button = Button("📌 查看节点", press_data(PREFIX, "card", milestone_id))
    todo = Button("📋 全部待办", press_data(PREFIX, "list", "todo", 0))
    return Screen(text, [[card_button, todo], [HOME]])
