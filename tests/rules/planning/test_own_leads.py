"""Facts about tasks, units and persons that hear on other days than the rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from handlers.rules.milestones import OpenMilestone
from handlers.rules.people import Person
from handlers.rules.plan_policy import OwnLeads, PlanPolicy
from handlers.rules.recipients import member, roster
from handlers.rules.schedule import plan
from handlers.rules.workdays import calendar_for

CALENDAR = calendar_for([2022])
DUE = date(2022, 6, 30)
PEOPLE = roster(
    member(each)
    for each in (
        Person("林一", "市科技局", None, "lin@example.org"),
        Person("周二", "市科技局", None, "zhou@example.org"),
    )
)
MILESTONE = OpenMilestone("1", "203", 1, 1, "节点", "市科技局", ("市科技局",), DUE, year=2022)


def ahead(name: str, *own: OwnLeads, milestone: OpenMilestone = MILESTONE) -> list[int]:
    """Return how many working days ahead a person hears."""
    policy = PlanPolicy(own_leads=own)
    found = plan([milestone], PEOPLE, CALENDAR, policy, date(2022, 5, 1), date(2022, 6, 29))
    return [
        CALENDAR.workdays_between(each.planned, DUE)
        for each in found
        if name in each.recipients and each.rule.startswith("lead-")
    ]


def test_without_exceptions_everybody_hears_on_the_ladders_days() -> None:
    assert ahead("林一") == ahead("周二") == [7, 3, 1]


@pytest.mark.parametrize(
    "own", [OwnLeads((10, 2), task="203"), OwnLeads((10, 2), unit="市科技局"), OwnLeads((2, 10), task="203")]
)
def test_task_or_unit_is_brought_up_on_its_own_days(own: OwnLeads) -> None:
    assert ahead("林一", own) == ahead("周二", own) == [10, 2]


def test_exception_for_another_task_or_unit_changes_nothing() -> None:
    others = (OwnLeads((10,), task="204"), OwnLeads((10,), unit="市财政局"))
    assert ahead("林一", *others) == [7, 3, 1]


def test_person_hears_on_own_days_and_the_others_as_before() -> None:
    own = OwnLeads((5,), person="林一")
    assert (ahead("林一", own), ahead("周二", own)) == ([5], [7, 3, 1])


def test_exception_of_a_person_wins_over_that_of_the_unit() -> None:
    own = (OwnLeads((10,), unit="市科技局"), OwnLeads((5,), person="林一"))
    assert (ahead("林一", *own), ahead("周二", *own)) == ([5], [10])


def test_person_may_hear_on_own_days_for_one_task_alone() -> None:
    own = OwnLeads((5,), task="203", person="林一")
    assert ahead("林一", own, milestone=replace(MILESTONE, task="204")) == [7, 3, 1]


def test_no_leads_leave_the_day_itself_and_what_follows() -> None:
    policy = PlanPolicy(own_leads=(OwnLeads((), task="203"),))
    found = plan([MILESTONE], PEOPLE, CALENDAR, policy, date(2022, 6, 1), date(2022, 7, 1))
    assert [each.rule for each in found if not each.rule.startswith("progress")] == ["due", "overdue-1"]
