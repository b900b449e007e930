"""Facts about how a milestone's state is worded."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.rules.labels import LABELS, Colour
from handlers.rules.milestone_lines import Progress, colour_of, line_of, rest_day_remark, time_left
from handlers.rules.milestones import OpenMilestone
from handlers.rules.nudges import Moment
from handlers.rules.plan_policy import PlanPolicy
from handlers.rules.workdays import calendar_for

CALENDAR = calendar_for([2022])
DUE = date(2022, 6, 30)


def moment(day: date) -> Moment:
    return Moment(day, CALENDAR, PlanPolicy())


@pytest.mark.parametrize(
    ("today", "percent", "colour"),
    [
        (date(2022, 6, 1), None, Colour.NORMAL),
        (date(2022, 6, 20), None, Colour.NORMAL),  # 8 working days left
        (date(2022, 6, 21), None, Colour.NEAR),
        (date(2022, 6, 27), None, Colour.BEHIND),  # 3 left, and nothing reported
        (date(2022, 6, 27), 40, Colour.BEHIND),
        (date(2022, 6, 27), 60, Colour.NEAR),
        (DUE, 100, Colour.NEAR),
        (date(2022, 7, 1), 100, Colour.OVERDUE),
    ],
)
def test_colour_says_how_it_stands(today: date, percent: int | None, colour: Colour) -> None:
    assert colour_of(DUE, moment(today), percent) is colour


def test_colour_is_never_without_its_word() -> None:
    assert {LABELS.of(each).split()[1] for each in Colour} == {"正常", "临近", "滞后", "逾期"}


@pytest.mark.parametrize(
    ("due", "today", "words"),
    [
        (DUE, date(2022, 6, 27), "还剩 3 个工作日"),
        (DUE, DUE, "今天到期"),
        (DUE, date(2022, 7, 4), "已逾期 2 个工作日"),
        (DUE, date(2022, 6, 24), "还剩 4 个工作日"),
        (
            date(2022, 7, 31),
            date(2022, 7, 29),
            "今天是到期前最后一个工作日",
        ),  # due on Sunday, today is Friday
        (date(2022, 7, 31), date(2022, 7, 30), "到期前没有工作日了"),
        (date(2022, 7, 29), date(2022, 7, 30), "已逾期"),  # only a Saturday has passed
        (date(2022, 10, 9), date(2022, 9, 30), "还剩 2 个工作日"),  # the 8th and 9th make up for the holiday
    ],
)
def test_time_left_counts_working_days(due: date, today: date, words: str) -> None:
    assert time_left(due, today, CALENDAR) == words


def test_rest_day_is_told_with_the_last_working_day_before_it() -> None:
    said = rest_day_remark(date(2022, 7, 31), moment(date(2022, 7, 20)))
    assert said == "到期日是休息日，此前最后一个工作日是7月29日(周五)"
    assert rest_day_remark(DUE, moment(date(2022, 6, 20))) == ""


def test_period_has_an_end_and_what_has_no_date_says_none() -> None:
    endless = OpenMilestone("1", "228", 1, None, "长期坚持。", None, ("市金融局",), None)
    today = moment(date(2022, 6, 20))
    plain = line_of(1, endless, today, Progress(30, "正在走访"))
    period = line_of(1, endless, today, due=DUE)
    assert (plain.place, plain.unit, plain.due, plain.left) == ("228（1）", "市金融局", "", "")
    assert plain.progress == "30%，正在走访"
    assert (period.due_word, period.due) == ("本期截止", "6月30日(周四)")
