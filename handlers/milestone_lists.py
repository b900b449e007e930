"""The lists of milestones that a member of staff sees in chat, narrowed by unit, task or words."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.business import Business, business_of
from handlers.dialogues import remembered
from handlers.milestone_values import milestone_value
from handlers.officials import Official
from handlers.outbox import Button, Rows
from handlers.policy import Policy
from handlers.reminder_cards import PREFIX
from handlers.reminder_situation import moment_of
from handlers.reminder_texts import Told, standing_line
from handlers.rules.explanations import day_text
from handlers.rules.nudges import Moment
from handlers.rules.people import Role
from handlers.rules.recipients import Duty, folded, leading_unit
from handlers.screens import Press, Screen, back, label, page_of, pager, press_data
from handlers.wording import say
from storage.queries.milestones import milestones_in
from storage.states import MilestoneState
from storage.tables import Milestone

UNDONE: Final = frozenset({MilestoneState.OPEN, MilestoneState.EXPIRED})
DONE: Final = frozenset({MilestoneState.DONE})
WAITING: Final = frozenset({MilestoneState.REPORTED})
ANY: Final = UNDONE | DONE | WAITING
WORDS: Final = "milestone_words"  # under which a chat's search is remembered
PICKS: Final = {"t": "任务", "u": "单位"}


@dataclass(frozen=True, slots=True)
class List:
    """A list of milestones: its name, whose states it shows, and which of them on a day."""

    key: str
    title: str
    states: frozenset[MilestoneState]
    fits: Callable[[Milestone, date], bool] = lambda _row, _today: True


def _is_overdue(row: Milestone, today: date) -> bool:
    return row.due is not None and row.due < today


def _is_this_week(row: Milestone, today: date) -> bool:
    due = row.due or milestone_value(row).period_to_do(today)
    return due is not None and today <= due <= today + timedelta(days=6 - today.weekday())


LISTS: Final = (
    List("todo", "📌 待办", UNDONE),
    List("overdue", "🔴 逾期", UNDONE, _is_overdue),
    List("week", "📅 本周", UNDONE, _is_this_week),
    List("done", "✅ 已完成", DONE),
    List("help", "🙋 需协调", UNDONE, lambda row, _today: row.help_wanted),
    List("reported", "🕓 待确认", WAITING),
)
FOUND: Final = List("find", "🔎 查找", ANY)
BY_KEY: Final = {each.key: each for each in (*LISTS, FOUND)}
ALWAYS: Final = ("todo", "overdue", "week", "done")  # shown though nothing is in them


@dataclass(frozen=True, slots=True)
class Found:
    """A milestone of a list with the reader's duty in it."""

    row: Milestone
    duty: Duty


async def home(session: AsyncSession, official: Official, now: datetime, policy: Policy) -> Screen:
    """Show the lists with how much is in each, and what else can be done here."""
    moment = moment_of(now, policy)
    business = await business_of(session, official, moment.today)
    counts = {each.key: len(await _rows(session, business, each, moment)) for each in LISTS}
    shown = [each for each in LISTS if counts[each.key] or each.key in ALWAYS]
    buttons = [
        Button(f"{each.title}（{counts[each.key]}）", press_data(PREFIX, "list", each.key, 0))
        for each in shown
    ]
    rows = [buttons[start : start + 2] for start in range(0, len(buttons), 2)]
    text = say("milestone_home.html", official=official, today=day_text(moment.today))
    return Screen(text, [*rows, *_services(official), back()])


def _services(official: Official) -> Rows:
    """Return what can be done besides looking at lists."""
    rows = [
        [Button("🔎 查找", press_data(PREFIX, "find", 0)), Button("📆 日历订阅", press_data(PREFIX, "ics"))],
        [Button("🔔 提醒方式", press_data(PREFIX, "ways"))],
        [
            Button("🏖 代办", press_data(PREFIX, "leave", 0)),
            Button("📊 进度图", press_data(PREFIX, "picture")),
        ],
    ]
    if official.person.role is Role.OPERATOR:
        rows.append(
            [
                Button("🔁 整体交接", press_data(PREFIX, "handall", 0)),
                Button("🏛 单位别称", press_data(PREFIX, "units", 0)),
            ]
        )
    return rows


async def listing(
    session: AsyncSession, official: Official, wanted: Press, now: datetime, policy: Policy, chat_id: int
) -> Screen | None:
    """Show a page of a list, as in list:todo:0:t17 for the task of milestone 17; None for no such list."""
    chosen = BY_KEY.get(wanted.text())
    if chosen is None:
        return None
    moment = moment_of(now, policy)
    business = await business_of(session, official, moment.today)
    words = str((await remembered(session, chat_id)).get(WORDS, "")) if chosen is FOUND else ""
    rows, narrowed = _narrowed(await _rows(session, business, chosen, moment), wanted.text(2))
    rows = [each for each in rows if fits_words(each.row, words)]
    page = page_of(len(rows), wanted.number(1) or 0)
    told = [told_of(each, moment) for each in rows[page.start : page.stop]]
    turns = [press_data(PREFIX, "list", chosen.key, page.number + step, wanted.text(2)) for step in (-1, 1)]
    title = "".join((chosen.title, f"“{words}”" if words else "", f" · {narrowed}" if narrowed else ""))
    text = say("milestone_list.html", title=title, lines=told, count=len(rows))
    buttons = [[_opener(each)] for each in told]
    picks = _picks(chosen, wanted) if rows or wanted.text(2) or chosen is FOUND else []
    return Screen(text, [*buttons, pager(page, turns), picks, back(press_data(PREFIX, "home"))])


def _picks(chosen: List, wanted: Press) -> list[Button]:
    """Return the buttons that narrow a list, or that one that shows the whole again."""
    if wanted.text(2):
        return [Button("↩️ 全部", press_data(PREFIX, "list", chosen.key, 0))]
    if chosen is FOUND:
        return [Button("🔎 换个词", press_data(PREFIX, "find", 0))]
    return [
        Button(f"按{name}筛选", press_data(PREFIX, "pick", chosen.key, kind, 0))
        for kind, name in PICKS.items()
    ]


async def picking(
    session: AsyncSession, official: Official, wanted: Press, now: datetime, policy: Policy
) -> Screen | None:
    """Show the tasks or units of a list, to choose one; None for no such list."""
    chosen, kind = BY_KEY.get(wanted.text()), wanted.text(1)
    if chosen is None or kind not in PICKS:
        return None
    moment = moment_of(now, policy)
    business = await business_of(session, official, moment.today)
    groups: dict[str, list[Milestone]] = {}
    for each in await _rows(session, business, chosen, moment):
        groups.setdefault(_group(kind, each.row), []).append(each.row)
    names = sorted(groups, key=lambda name: milestone_value(groups[name][0]).order if kind == "t" else name)
    page = page_of(len(names), wanted.number(2) or 0)
    buttons = [
        [
            Button(
                label(f"{_name(kind, groups[name][0])}（{len(groups[name])}）"),
                press_data(PREFIX, "list", chosen.key, 0, f"{kind}{groups[name][0].id}"),
            )
        ]
        for name in names[page.start : page.stop]
    ]
    turns = [press_data(PREFIX, "pick", chosen.key, kind, page.number + step) for step in (-1, 1)]
    text = say("milestone_pick.html", title=chosen.title, what=PICKS[kind], count=len(names))
    return Screen(text, [*buttons, pager(page, turns), back(press_data(PREFIX, "list", chosen.key, 0))])


def _group(kind: str, row: Milestone) -> str:
    return f"{row.year}/{row.task}" if kind == "t" else folded(_unit(row))


def _name(kind: str, row: Milestone) -> str:
    return f"任务 {row.task} {row.task_text}" if kind == "t" else _unit(row)


def _unit(row: Milestone) -> str:
    return leading_unit(row.lead_unit, tuple(row.units)) or "责任单位未列明"


def _narrowed(rows: list[Found], choice: str) -> tuple[list[Found], str]:
    """Keep what has the task (t17) or the unit (u17) of a milestone, and say which that is."""
    kind, number = choice[:1], choice[1:]
    like = next((each.row for each in rows if str(each.row.id) == number), None)
    if kind not in PICKS or like is None:
        return (rows, "") if not choice else ([], "")
    name = _name(kind, like) if kind == "u" else f"任务 {like.task}"
    return [each for each in rows if _group(kind, each.row) == _group(kind, like)], name


def fits_words(row: Milestone, words: str) -> bool:
    """Tell whether a milestone holds every word: in its text, its task, its units or its number."""
    own = _plain(
        f"{row.task}（{row.number or row.position}） {row.task_text} {row.text} {''.join(row.units)}"
    )
    own += _plain(row.lead_unit or "")
    return all(word in own for word in _plain(words, keep_blanks=True).split())


def _plain(text: str, *, keep_blanks: bool = False) -> str:
    folded_text = unicodedata.normalize("NFKC", text).casefold()
    return folded_text if keep_blanks else "".join(folded_text.split())


async def _rows(session: AsyncSession, business: Business, wanted: List, moment: Moment) -> list[Found]:
    """Return the milestones of a list that are this person's business; what was closed last comes first."""
    found = [
        Found(row, duty)
        for row in await milestones_in(session, wanted.states)
        if wanted.fits(row, moment.today) and (duty := business.duty(row))
    ]
    if wanted.states == DONE:
        found.sort(key=_closed, reverse=True)
    return found


def _closed(found: Found) -> tuple[str, int]:
    closed = found.row.closed_at
    return (closed.isoformat() if closed else "", found.row.id or 0)


def told_of(found: Found, moment: Moment) -> Told:
    """Word a milestone of a list."""
    return Told(standing_line(found.row, moment), found.duty)


def _opener(told: Told) -> Button:
    text = label(f"{told.line.colour.partition(' ')[0]} {told.line.place} {told.line.text}")
    return Button(text, press_data(PREFIX, "card", told.line.number))
