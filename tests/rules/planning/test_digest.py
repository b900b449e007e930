from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.rules.digest import Morning, mornings
from handlers.rules.milestones import OpenMilestone
from handlers.rules.nudges import nudges_due
from handlers.rules.plan_policy import PlanPolicy
from handlers.rules.recipients import Roster
from handlers.rules.workdays import Calendar

MakeMilestone = Callable[..., OpenMilestone]
MorningsOf = Callable[..., dict[str, Morning]]


@pytest.fixture
def mornings_of(roster: Roster, calendar: Calendar, policy: PlanPolicy) -> MorningsOf:
    def make(
        milestones: list[OpenMilestone], day: date, since: date | None = None, waiting: int = 0
    ) -> dict[str, Morning]:
        now = datetime(day.year, day.month, day.day, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
        found = nudges_due(milestones, roster, calendar, policy, now=now, since=since or day)
        made = mornings(found, day, calendar, {"lin@example.org": waiting})
        return {each.recipient.name: each for each in made}

    return make


def test_day_before_is_a_message_without_a_digest(mornings_of: MorningsOf, milestone: MakeMilestone) -> None:
    morning = mornings_of([milestone()], date(2022, 6, 29))["林一"]
    assert [each.key.rule for each in morning.own] == ["lead-1"]
    assert morning.digest is None


def test_digest_sorts_its_lines_and_repeats_what_is_due_today(
    mornings_of: MorningsOf, milestone: MakeMilestone
) -> None:
    milestones = [
        milestone(date(2022, 6, 30), task="1"),
        milestone(date(2022, 7, 11), task="2"),  # lead-7
        milestone(date(2022, 6, 27), task="3"),  # overdue-3
    ]
    morning = mornings_of(milestones, date(2022, 6, 30), waiting=2)["林一"]
    assert [each.key.milestone for each in morning.own] == ["1/1"]
    digest = morning.digest
    assert digest is not None
    assert [each.key.milestone for each in digest.due_today] == ["1/1"]
    assert [each.key.milestone for each in digest.reached] == ["2/1"]
    assert [each.key.milestone for each in digest.overdue] == ["3/1"]
    assert (digest.reported, digest.waiting) == ((), 2)


def test_leader_gets_one_message_for_all_escalations(
    mornings_of: MorningsOf, milestone: MakeMilestone
) -> None:
    milestones = [milestone(task="1"), milestone(task="2")]
    morning = mornings_of(milestones, date(2022, 7, 4))["何三"]
    assert [each.key.milestone for each in morning.reports] == ["1/1", "2/1"]
    assert morning.own == ()
    assert morning.digest is None


def test_missed_escalation_is_a_line_of_the_digest(mornings_of: MorningsOf, milestone: MakeMilestone) -> None:
    morning = mornings_of([milestone()], date(2022, 7, 6), since=date(2022, 7, 1))["何三"]
    assert morning.digest is not None
    assert [each.key.rule for each in morning.digest.reported] == ["escalation-1"]


def test_due_on_a_rest_day_is_due_on_the_last_working_day(
    mornings_of: MorningsOf, milestone: MakeMilestone
) -> None:
    milestones = [milestone(date(2022, 7, 31), task="1"), milestone(date(2022, 8, 9), task="2")]
    digest = mornings_of(milestones, date(2022, 7, 29))["林一"].digest
    assert digest is not None
    assert [each.key.milestone for each in digest.due_today] == ["1/1"]


def test_no_nudge_means_no_morning(mornings_of: MorningsOf, milestone: MakeMilestone) -> None:
    assert mornings_of([milestone()], date(2022, 6, 28), waiting=3) == {}
