"""Facts about whom an overdue milestone is reported to, as the office sets it."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.rules.milestones import OpenMilestone
from handlers.rules.people import Person, Role
from handlers.rules.plan_policy import LADDER, Audience, PlanPolicy, ladder_with
from handlers.rules.recipients import member, roster
from handlers.rules.schedule import plan
from handlers.rules.workdays import calendar_for

CALENDAR = calendar_for([2022])
DUE = date(2022, 6, 30)
PEOPLE = roster(
    member(each)
    for each in (
        Person("林一", "市科技局", None, "lin@example.org"),
        Person("何三", "市科技局", None, "he@example.org", Role.LEADER),
        Person("吴五", "市科技局", None, "wu@example.org", Role.OPERATOR),
    )
)
MILESTONE = OpenMilestone(
    key="1",
    task="203",
    position=1,
    number=1,
    text="节点",
    lead_unit="市科技局",
    units=("市科技局",),
    due=DUE,
    recurrence=None,
    applied_on=None,
    year=2022,
    owners=(),
)
STEPS = [(2, Audience.LEADERS), (5, Audience.LEADERS_AND_OPERATORS)]


def reported(policy: PlanPolicy) -> list[tuple[str, int, tuple[str, ...]]]:
    """Return rule, working days overdue and recipients of what goes upwards."""
    found = plan([MILESTONE], PEOPLE, CALENDAR, policy, date(2022, 6, 1), date(2022, 9, 30))
    return [
        (each.rule, CALENDAR.workdays_between(DUE, each.planned), tuple(each.recipients))
        for each in found
        if each.audience in {Audience.LEADERS, Audience.LEADERS_AND_OPERATORS}
    ]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (STEPS, [("escalation-1", 2, ("何三",)), ("escalation-2", 5, ("何三", "吴五"))]),
        ([(1, Audience.LEADERS)], [("escalation-1", 1, ("何三",))]),
        ([], []),
        (
            [(1, Audience.LEADERS), (3, Audience.LEADERS), (10, Audience.LEADERS_AND_OPERATORS)],
            [
                ("escalation-1", 1, ("何三",)),
                ("escalation-2", 3, ("何三",)),
                ("escalation-3", 10, ("何三", "吴五")),
            ],
        ),
    ],
)
def test_overdue_milestone_is_reported_as_configured(
    steps: list[tuple[int, Audience]], expected: list[tuple[str, int, tuple[str, ...]]]
) -> None:
    assert reported(PlanPolicy(ladder=ladder_with(steps))) == expected


def test_default_escalation_is_two_and_five_working_days() -> None:
    assert ladder_with(STEPS) == LADDER


def test_escalation_leaves_the_owners_reminders_alone() -> None:
    def owners(policy: PlanPolicy) -> list[tuple[str, date]]:
        found = plan([MILESTONE], PEOPLE, CALENDAR, policy, date(2022, 6, 1), date(2022, 9, 30))
        return [(each.rule, each.planned) for each in found if "林一" in each.recipients]

    assert owners(PlanPolicy(ladder=ladder_with([]))) == owners(PlanPolicy())
