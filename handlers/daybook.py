"""What the operators' page shows of a day and a week: mails with their outcomes, reminders by day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.backlog import midnight
from handlers.desk_state import OUTCOMES
from handlers.milestone_values import member_value, milestone_value
from handlers.policy import Policy
from handlers.reminder_situation import deputies_on, moment_of
from handlers.rules.explanations import day_text
from handlers.rules.milestones import OpenMilestone
from handlers.rules.nudges import Moment
from handlers.rules.recipients import Roster, roster
from handlers.rules.schedule import plan
from handlers.rules.workdays import DAY, calendar_for
from handlers.special_days import with_special_days
from storage.queries.assignments import owners_by_milestone
from storage.queries.daybook import letters_since, reminders_between
from storage.queries.milestones import milestones_in
from storage.queries.staff import members_by_id, present_members
from storage.states import LetterState, MilestoneState, ParcelState

SHOWN: Final = 200  # mails of a day
UNDECIDED: Final = {LetterState.STORED: "等待处理", LetterState.ASIDE: "出错，待人工处理"}
# A rule's name in words; the first that fits, with the number that it holds.
RULES: Final = (
    (re.compile(r"lead-(\d+)"), "提前 {} 个工作日"),
    (re.compile(r"progress-(\d+)"), "时间还剩 {}%"),
    (re.compile(r"due()"), "到期当天"),
    (re.compile(r"overdue-(\d+)"), "逾期第 {} 个工作日"),
    (re.compile(r"weekly-(\d+)"), "逾期后第 {} 周"),
    (re.compile(r"escalation-(\d+)"), "上报领导"),
    (re.compile(r"recurring()"), "定期工作"),
    (re.compile(r"snooze()"), "稍后再提醒"),
    (re.compile(r"expired()"), "过期询问"),
)
STATES: Final = {
    ParcelState.SENT: "已发出",
    ParcelState.DEAD: "没有送达",
    ParcelState.DROPPED: "已撤下",
    None: "并入其他提醒",
}


@dataclass(frozen=True, slots=True)
class MailLine:
    """A mail of today and what became of it."""

    at: str
    sender: str
    subject: str
    outcome: str
    reasons: tuple[str, ...]
    receipt: str | None


@dataclass(frozen=True, slots=True)
class ReminderLine:
    """A reminder of this week: sent, waiting, or planned."""

    day: date
    place: str
    text: str
    rule: str
    person: str
    state: str

    @property
    def when(self) -> str:
        """Return the day in words."""
        return day_text(self.day)


@dataclass(frozen=True, slots=True)
class Week:
    """What has been decided this week, and all that the rest of it is planned from."""

    decided: tuple[ReminderLine, ...]
    milestones: tuple[OpenMilestone, ...]
    people: Roster
    moment: Moment
    sunday: date


async def mails_of_today(session: AsyncSession, now: datetime, policy: Policy) -> tuple[MailLine, ...]:
    """Return the mails of today, newest first."""
    return tuple(
        MailLine(
            at=f"{letter.received_at.astimezone(policy.zone):%H:%M}",
            sender=letter.sender or "",
            subject=letter.subject or "（没有主题）",
            outcome=OUTCOMES.get(letter.outcome or "") or UNDECIDED.get(letter.state, "已删除"),
            reasons=tuple(letter.reasons),
            receipt=receipt,
        )
        for letter, receipt in await letters_since(session, midnight(now, policy), SHOWN)
    )


async def week_at(session: AsyncSession, now: datetime, policy: Policy) -> Week:
    """Read the week of a moment, from Monday to Sunday."""
    policy = await with_special_days(session, policy)
    moment = moment_of(now, policy)
    monday = moment.today - moment.today.weekday() * DAY
    sunday = monday + timedelta(days=6)
    owners = await owners_by_milestone(session)
    rows = await milestones_in(session, {MilestoneState.OPEN})
    years = {monday.year, sunday.year} | {row.due.year for row in rows if row.due}
    calendar = calendar_for(years, dict(policy.special_days))
    members = [member_value(row) for row in await present_members(session)]
    return Week(
        decided=await _decided(session, monday, sunday),
        milestones=tuple(milestone_value(row, owners.get(row.id or 0, ())) for row in rows),
        people=roster(members, await deputies_on(session, moment.today)),
        moment=Moment(moment.today, calendar, moment.policy),
        sunday=sunday,
    )


async def _decided(session: AsyncSession, first: date, last: date) -> tuple[ReminderLine, ...]:
    rows = await reminders_between(session, first, last)
    numbers = {int(row.person) for row, _, _ in rows if row.person.isdecimal()}
    names = {str(number): member.name for number, member in (await members_by_id(session, numbers)).items()}
    return tuple(
        ReminderLine(
            row.planned_day,
            f"{milestone.task}（{milestone.number or milestone.position}）",
            milestone.text,
            rule_word(row.rule),
            names.get(row.person) or row.person.removeprefix("unit:"),
            STATES.get(state, "等待发出"),
        )
        for row, milestone, state in rows
    )


def week_lines(week: Week) -> Sequence[ReminderLine]:
    """Return what was decided and what is planned for the rest of the week; slow for a very large table."""
    tomorrow = week.moment.today + DAY
    if tomorrow > week.sunday:
        return week.decided
    planned = plan(
        week.milestones, week.people, week.moment.calendar, week.moment.policy, tomorrow, week.sunday
    )
    return [
        *week.decided,
        *(
            ReminderLine(
                each.planned,
                f"{each.milestone.task}（{each.milestone.number or each.milestone.position}）",
                each.milestone.text,
                rule_word(each.rule),
                "、".join(each.recipients),
                "计划",
            )
            for each in sorted(planned, key=lambda each: each.planned)
        ),
    ]


def rule_word(rule: str) -> str:
    """Return a rule's name in words; one that is not known stays as it is."""
    for pattern, word in RULES:
        if found := pattern.fullmatch(rule):
            return word.format(found[1])
    return rule
