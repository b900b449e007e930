"""What a reminder says, before it is worded for chat or mail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from handlers.milestone_values import milestone_value, progress_of
from handlers.rules.digest import Digest
from handlers.rules.explanations import day_text
from handlers.rules.milestone_lines import Line, line_of
from handlers.rules.milestones import OpenMilestone
from handlers.rules.nudges import SNOOZE_RULE, Moment, Nudge
from handlers.rules.plan_policy import Audience
from handlers.rules.recipients import Duty
from handlers.rules.snooze import snooze_until
from storage.states import MilestoneState
from storage.tables import Milestone, MilestoneEntry, Reminder

EXPIRED_WORD: Final = "🕰 已过期"  # what had passed when its table was applied; nobody is chased for it


def standing_line(row: Milestone, moment: Moment) -> Line:
    """Word how a milestone stands; what had passed before is not called overdue."""
    line = line_of(row.id or 0, milestone_value(row), moment, progress_of(row))
    return replace(line, colour=EXPIRED_WORD) if row.state is MilestoneState.EXPIRED else line


OWNERS = (Duty.LEAD, Duty.SUPPORT)  # whose having been told a report names


def can_wait(milestone: OpenMilestone, moment: Moment) -> bool:
    """Tell whether a nudge of today can be put off at all; on the due date it cannot."""
    tomorrow = moment.calendar.add_workdays(moment.today, 1)
    due = milestone.due or milestone.period_to_do(moment.today)
    return snooze_until(tomorrow, moment.today, due, moment.calendar, moment.policy) is not None


@dataclass(frozen=True, slots=True)
class Told:
    """One milestone in a reminder: how it stands, the reader's duty, and what a leader wants to know.

    `why` explains the day; `late` tells that its day went by while nothing could be sent; `told_on`
    is when the owners last heard of it, `answer` what they last said. `orphan` tells an operator that
    nobody of the unit can be reached; `away` names in whose stead the reader hears it;
    `postponements` counts how often the owners put their nudges off; `can_wait` tells whether the reader
    still may.
    """

    line: Line
    duty: str
    why: str = ""
    late: bool = False
    postponed: bool = False
    orphan: bool = False
    told_on: str = ""
    answer: str = ""
    away: str = ""
    postponements: int = 0
    can_wait: bool = True


@dataclass(frozen=True, slots=True)
class DigestText:
    """The parts of a digest, each with its lines."""

    due_today: tuple[Told, ...]
    reached: tuple[Told, ...]
    overdue: tuple[Told, ...]
    reported: tuple[Told, ...]
    waiting: int

    @property
    def lines(self) -> tuple[Told, ...]:
        """Return all lines in their order."""
        return (*self.due_today, *self.reached, *self.overdue, *self.reported)

    @property
    def urgent(self) -> bool:
        """Tell whether it is to be heard, not only seen."""
        return bool(self.due_today or self.overdue or self.reported)


@dataclass(frozen=True, slots=True)
class Known:
    """What the rows say about the milestones of a batch of reminders."""

    moment: Moment
    milestones: Mapping[int, Milestone]
    reminders: Mapping[int, list[Reminder]] = field(default_factory=dict)
    entries: Mapping[int, list[MilestoneEntry]] = field(default_factory=dict)

    def told(self, nudge: Nudge) -> Told:
        """Say what a nudge says."""
        number = int(nudge.key.milestone)
        row = self.milestones[number]
        duty = nudge.recipient.duty if nudge.recipient.member else Duty.OPERATOR
        return Told(
            line=line_of(number, nudge.reminder.milestone, self.moment, progress_of(row), nudge.reminder.due),
            duty=duty,
            why=nudge.reminder.why,
            late=nudge.late,
            postponed=nudge.reminder.rule == SNOOZE_RULE,
            orphan=duty is Duty.OPERATOR and nudge.reminder.audience in {Audience.ALL, Audience.LEAD},
            told_on=self._told_on(number),
            answer=self._answer(number),
            away=nudge.away,
            postponements=sum(each.act == "snooze" for each in self.entries.get(number, ())),
            can_wait=can_wait(nudge.reminder.milestone, self.moment),
        )

    def digest(self, digest: Digest) -> DigestText:
        """Say what a digest says."""
        return DigestText(
            self._each(digest.due_today),
            self._each(digest.reached),
            self._each(digest.overdue),
            self._each(digest.reported),
            digest.waiting,
        )

    def standing(self, number: int, duty: str) -> Told:
        """Say how a milestone stands, without a nudge."""
        return Told(standing_line(self.milestones[number], self.moment), duty)

    def _each(self, nudges: Iterable[Nudge]) -> tuple[Told, ...]:
        return tuple(self.told(each) for each in nudges)

    def _told_on(self, number: int) -> str:
        days = [each.planned_day for each in self.reminders.get(number, ()) if each.duty in OWNERS]
        return day_text(max(days), self.moment.today.year) if days else ""

    def _answer(self, number: int) -> str:
        entries = self.entries.get(number, ())
        if not entries:
            return ""
        last = entries[-1]
        day = day_text(last.at.astimezone(self.moment.policy.zone).date(), self.moment.today.year)
        return f"{day} {last.name}：{ACT_WORDS[last.act]}{f'，{last.note}' if last.note else ''}"


# What an entry's act is called.
ACT_WORDS: Mapping[str, str] = {
    "done": "登记完成",
    "progress": "报告进展",
    "snooze": "推迟提醒",
    "help": "提出需协调",
    "handover": "提出转办",
    "takeover": "接受转办",
    "decline": "没有接受转办",
    "assign": "指派责任人",
    "extend": "申请延期",
    "extended": "同意延期",
    "kept": "没有同意延期",
    "report": "登记完成，待确认",
    "confirm": "确认完成",
    "return": "退回完成登记",
    "settle": "协调完毕",
    "reopen": "重新打开",
}
