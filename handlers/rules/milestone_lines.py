"""How a milestone stands, in the words that reminders and lists share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from handlers.rules.explanations import day_text
from handlers.rules.labels import Colour
from handlers.rules.milestones import OpenMilestone
from handlers.rules.nudges import Moment
from handlers.rules.recipients import leading_unit
from handlers.rules.workdays import Calendar

NEAR_DAYS: Final = 7  # working days before the due date from which a milestone is 临近
LATE_DAYS: Final = 3  # from which it is 滞后, unless half of it is reported done
HALF: Final = 50  # percent


@dataclass(frozen=True, slots=True)
class Progress:
    """What was last reported about a milestone."""

    percent: int | None = None
    note: str | None = None

    @property
    def words(self) -> str:
        """Return it in words, empty where nothing was reported."""
        percent = f"{self.percent}%" if self.percent is not None else ""
        return "，".join(each for each in (percent, self.note) if each)


NOTHING_REPORTED: Final = Progress()


@dataclass(frozen=True, slots=True)
class Line:
    """A milestone as people read it.

    `number` is what a letter is answered with, `place` is its task and number in the table, `colour` the
    label of its state. `due` is empty where there is no date; `rest_day` says what is to be known of a due
    date on a rest day.
    """

    number: int
    place: str
    text: str
    unit: str
    colour: str
    due_word: str
    due: str
    left: str
    rest_day: str
    progress: str


def line_of(
    number: int,
    milestone: OpenMilestone,
    moment: Moment,
    progress: Progress = NOTHING_REPORTED,
    due: date | None = None,
) -> Line:
    """Word how a milestone stands today; `due` is the end of the period that is meant where it recurs."""
    day = milestone.due or due or milestone.period_to_do(moment.today)
    period = milestone.due is None
    return Line(
        number=number,
        place=place_of(milestone),
        text=milestone.text,
        unit=leading_unit(milestone.lead_unit, milestone.units) or "责任单位未列明",
        colour=moment.policy.labels.of(colour_of(day, moment, progress.percent)),
        due_word="本期截止" if period else "到期",
        due=day_text(day, moment.today.year) if day else "",
        left=time_left(day, moment.today, moment.calendar) if day else "",
        rest_day=rest_day_remark(day, moment) if day else "",
        progress=progress.words,
    )


def place_of(milestone: OpenMilestone) -> str:
    """Return task and milestone as the table numbers them, as in 203（1）."""
    return f"{milestone.task}（{milestone.number or milestone.position}）"


def colour_of(due: date | None, moment: Moment, percent: int | None) -> Colour:
    """Judge how a milestone stands today."""
    if due is None:
        return Colour.NORMAL
    if due < moment.today:
        return Colour.OVERDUE
    left = moment.calendar.workdays_between(moment.today, due)
    if left <= LATE_DAYS and (percent or 0) < HALF:
        return Colour.BEHIND
    return Colour.NEAR if left <= NEAR_DAYS else Colour.NORMAL


def time_left(due: date, today: date, calendar: Calendar) -> str:
    """Word how many working days are left until a due date, or have passed since."""
    if due == today:
        return "今天到期"
    if due < today:
        count = calendar.workdays_between(due, today)
        return f"已逾期 {count} 个工作日" if count else "已逾期"
    count = calendar.workdays_between(today, due)
    if count:
        return f"还剩 {count} 个工作日"
    return "今天是到期前最后一个工作日" if calendar.is_workday(today) else "到期前没有工作日了"


def rest_day_remark(due: date, moment: Moment) -> str:
    """Say that a due date is a rest day and which working day is the last before it; else nothing."""
    if moment.calendar.is_workday(due):
        return ""
    anchor = day_text(moment.calendar.previous_workday(due), moment.today.year)
    return f"到期日是休息日，此前最后一个工作日是{anchor}"
