"""What a member of staff sees of one milestone in chat, and what can be done about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.business import business_of
from handlers.milestone_lists import Found, told_of
from handlers.milestone_news import ONGOING
from handlers.milestone_proposals import AWAITED
from handlers.milestone_values import member_value, milestone_value, person_value
from handlers.officials import Official
from handlers.outbox import Button
from handlers.policy import Policy
from handlers.refusals import Refusal
from handlers.reminder_cards import PREFIX, act_buttons
from handlers.reminder_situation import moment_of
from handlers.reminder_texts import ACT_WORDS, can_wait
from handlers.rules.days_typed import read_day
from handlers.rules.explanations import day_text
from handlers.rules.nudges import Moment
from handlers.rules.recipients import Duty, folded, roster
from handlers.rules.schedule import PlannedReminder, plan
from handlers.rules.workdays import calendar_for
from handlers.screens import HOME, Screen, back, label, page_of, pager, press_data
from handlers.wording import say
from storage.queries.assignments import open_proposals, owners_by_milestone
from storage.queries.milestones import entries_of_milestones, snooze_of
from storage.queries.staff import members_by_id, present_members
from storage.states import MilestoneState
from storage.tables import Milestone, MilestoneEntry, StaffMember

AHEAD: Final = timedelta(days=366)  # how far the next reminders are looked for
NEXT: Final = 3  # of them are explained
HISTORY: Final = 5  # entries that a card shows


async def card(
    session: AsyncSession, official: Official, milestone_id: int | None, now: datetime, policy: Policy
) -> Screen:
    """Show one milestone with its history; refuses an unknown one and another unit's in the same words."""
    row, duty = await _found(session, official, milestone_id, now, policy)
    moment = moment_of(now, policy)
    number = row.id or 0
    entries = await entries_of_milestones(session, [number])
    snooze = await snooze_of(session, number, official.key)
    put_off = snooze if snooze and snooze.until > moment.today and snooze.due == row.due else None
    text = say(
        "milestone_card.html",
        told=told_of(Found(row, duty), moment),
        row=row,
        units=row.units,
        history=[_remembered(each, moment) for each in entries[-HISTORY:]],
        put_off=day_text(put_off.until, moment.today.year) if put_off else "",
        times=snooze.times if snooze else 0,
        owners=await _owner_names(session, number),
        moved_from=day_text(row.moved_from, moment.today.year) if row.moved_from else "",
        period_done=day_text(row.period_done, moment.today.year) if row.period_done else "",
        waiting=[AWAITED[each.kind] for each in await open_proposals(session, number)],
    )
    acts = act_buttons(number, duty, row.state, *_by_day(row, moment))
    return Screen(text, [*acts, back(press_data(PREFIX, "list", "todo", 0))])


def _by_day(row: Milestone, moment: Moment) -> tuple[list[str], list[str]]:
    """Return the acts that a milestone's state allows and its day does not, and the other way round."""
    also = {
        "settle": row.help_wanted and row.state in ONGOING,
        "reopen": row.period_done is not None and row.period_done >= moment.today,
    }
    without = [] if can_wait(milestone_value(row), moment) else ["later"]
    return without, [verb for verb, wanted in also.items() if wanted]


async def _owner_names(session: AsyncSession, number: int) -> list[str]:
    keys = (await owners_by_milestone(session, [number])).get(number, ())
    people = await members_by_id(session, [int(each) for each in keys])
    return [people[int(each)].name for each in keys if int(each) in people]


async def _found(
    session: AsyncSession, official: Official, milestone_id: int | None, now: datetime, policy: Policy
) -> tuple[Milestone, Duty]:
    row = await session.get(Milestone, milestone_id) if milestone_id is not None else None
    today = now.astimezone(policy.zone).date()
    business = await business_of(session, official, today, [milestone_id or 0])
    duty = business.duty(row) if row else None
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


async def is_stale(
    session: AsyncSession,
    official: Official,
    milestone_id: int | None,
    state: str,
    now: datetime,
    policy: Policy,
) -> bool:
    """Tell whether a button was drawn when its milestone was in another state."""
    row, _duty = await _found(session, official, milestone_id, now, policy)
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
    row, duty = await _found(session, official, milestone_id, now, policy)
    moment = moment_of(now, policy)
    mine = await _planned(session, official, row, moment, (moment.today, moment.today + AHEAD))
    reasons = [f"{day_text(each.planned, moment.today.year)}：{each.why}" for each in mine[:NEXT]]
    text = say("milestone_why.html", row=row, told=told_of(Found(row, duty), moment), reasons=reasons)
    return Screen(text, [back(press_data(PREFIX, "card", row.id))])


async def why_day(
    session: AsyncSession, official: Official, milestone_id: int, typed: str, now: datetime, policy: Policy
) -> Screen:
    """Explain in a sentence why there is a reminder on a day, or why there is none."""
    row, duty = await _found(session, official, milestone_id, now, policy)
    moment = moment_of(now, policy)
    day = read_day(typed, moment.today.year)
    if day is None:
        raise Refusal("milestone_no_day")
    # Days of another year need that year's calendar.
    days = calendar_for({day.year, moment.today.year}, dict(policy.special_days))
    moment = replace(moment, calendar=days)
    mine = await _planned(session, official, row, moment, (day, day))
    words = day_text(day, moment.today.year)
    if mine:
        reason = f"{words}：{mine[-1].why}"
    elif not days.is_workday(day):
        reason = (
            f"{words}是休息日，休息日不提醒；此前最后一个工作日是{day_text(days.previous_workday(day))}。"
        )
    else:
        later = await _planned(session, official, row, moment, (day, day + AHEAD))
        reason = f"{words}没有这个节点的提醒" + (
            f"；下一次是{day_text(later[0].planned, moment.today.year)}，{later[0].why}" if later else "。"
        )
    text = say("milestone_why.html", row=row, told=told_of(Found(row, duty), moment), reasons=[reason])
    return Screen(text, [back(press_data(PREFIX, "card", row.id))])


async def _planned(
    session: AsyncSession, official: Official, row: Milestone, moment: Moment, span: tuple[date, date]
) -> list[PlannedReminder]:
    """Return this person's reminders of a milestone between two days; of what is closed there are none."""
    if row.state is not MilestoneState.OPEN:
        return []
    owners = (await owners_by_milestone(session, [row.id or 0])).get(row.id or 0, ())
    people = roster(member_value(each) for each in await present_members(session))
    planned = plan([milestone_value(row, owners)], people, moment.calendar, moment.policy, *span)
    return [each for each in planned if any(told.key == official.key for told in each.told)]


async def colleagues(
    session: AsyncSession, official: Official, verb: str, milestone_id: int, page: int
) -> Screen:
    """Ask whom a milestone should go to: the people of its units first, then everybody else."""
    row = await session.get(Milestone, milestone_id)
    if row is None:
        raise Refusal("milestone_unknown")
    units = {folded(each) for each in (row.lead_unit or "", *row.units)}
    people = [each for each in await present_members(session) if _can_have(each, official, verb)]
    people.sort(key=lambda each: folded(person_value(each).unit) not in units)
    shown = page_of(len(people), page)
    press = {"hand": "offer", "assign": "give"}[verb]
    buttons = [
        [Button(label(f"{each.name} · {each.unit}"), press_data(PREFIX, press, milestone_id, each.id))]
        for each in people[shown.start : shown.stop]
    ]
    turns = [press_data(PREFIX, verb, milestone_id, shown.number + step) for step in (-1, 1)]
    if verb == "assign":
        buttons.append([Button("🏛 由责任单位办理", press_data(PREFIX, "give", milestone_id, 0))])
    cancel = [Button("✖️ 取消", press_data(PREFIX, "card", milestone_id))]
    return Screen(say("milestone_ask.html", verb=verb), [*buttons, pager(shown, turns), cancel])


def _can_have(member: StaffMember, official: Official, verb: str) -> bool:
    """Tell whether somebody can be given a milestone: reachable, and nobody passes it on to themselves."""
    if verb == "hand" and str(member.id) == official.key:
        return False
    return member.chat_id is not None or bool(member.email)


def said(text: str, milestone_id: int) -> Screen:
    """Show what became of an act, with the way back to the milestone and to the list."""
    card_button = Button("📌 查看节点", press_data(PREFIX, "card", milestone_id))
    todo = Button("📋 全部待办", press_data(PREFIX, "list", "todo", 0))
    return Screen(text, [[card_button, todo], [HOME]])
