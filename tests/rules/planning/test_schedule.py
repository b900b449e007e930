from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from handlers.rules.milestones import OpenMilestone
from handlers.rules.plan_policy import Delivery, PlanPolicy
from handlers.rules.recipients import Roster
from handlers.rules.schedule import PlannedReminder, as_json, plan
from handlers.rules.workdays import Calendar, calendar_for

MakeMilestone = Callable[..., OpenMilestone]
Year = Callable[..., tuple[PlannedReminder, ...]]


@pytest.fixture
def year(roster: Roster, calendar: Calendar, policy: PlanPolicy) -> Year:
    def make(*milestones: OpenMilestone) -> tuple[PlannedReminder, ...]:
        return plan(milestones, roster, calendar, policy, date(2022, 1, 1), date(2022, 12, 31))

    return make


def days(reminders: tuple[PlannedReminder, ...]) -> dict[str, date]:
    return {each.rule: each.planned for each in reminders if not each.rule.startswith("weekly-")}


def test_ladder_of_a_working_day(year: Year, milestone: MakeMilestone) -> None:
    assert days(year(milestone(date(2022, 6, 30)))) == {
        "progress-30": date(2022, 5, 7),  # the make-up Saturday of Labour Day
        "progress-15": date(2022, 6, 2),  # 3 June is the Dragon Boat Festival
        "lead-7": date(2022, 6, 21),
        "lead-3": date(2022, 6, 27),
        "lead-1": date(2022, 6, 29),
        "due": date(2022, 6, 30),
        "overdue-1": date(2022, 7, 1),
        "overdue-2": date(2022, 7, 4),
        "escalation-1": date(2022, 7, 4),
        "overdue-3": date(2022, 7, 5),
        "overdue-4": date(2022, 7, 6),
        "overdue-5": date(2022, 7, 7),
        "escalation-2": date(2022, 7, 7),
    }


def test_due_on_a_sunday_counts_from_the_friday_before(year: Year, milestone: MakeMilestone) -> None:
    found = days(year(milestone(date(2022, 7, 31))))
    assert found["lead-7"] == date(2022, 7, 20)
    assert found["lead-3"] == date(2022, 7, 26)
    assert found["lead-1"] == date(2022, 7, 28)
    assert found["due"] == date(2022, 7, 29)
    assert found["overdue-1"] == date(2022, 8, 1)


def test_due_in_national_day_week_counts_from_its_eve(year: Year, milestone: MakeMilestone) -> None:
    found = days(year(milestone(date(2022, 10, 5))))
    assert found["lead-1"] == date(2022, 9, 29)
    assert found["due"] == date(2022, 9, 30)
    assert found["overdue-1"] == date(2022, 10, 8)  # a Saturday of work
    assert found["overdue-2"] == date(2022, 10, 9)  # a Sunday of work
    assert found["escalation-1"] == date(2022, 10, 9)


def test_due_on_a_make_up_saturday_is_reminded_on_it(year: Year, milestone: MakeMilestone) -> None:
    found = days(year(milestone(date(2022, 10, 8))))
    assert found["due"] == date(2022, 10, 8)
    assert found["lead-1"] == date(2022, 9, 30)


def test_due_date_stays_what_the_table_says(year: Year, milestone: MakeMilestone) -> None:
    reminders = year(milestone(date(2022, 7, 31)))
    assert {each.due for each in reminders} == {date(2022, 7, 31)}
    assert all(each.rest_day for each in reminders)


def test_reason_names_the_true_date_and_the_rest_day(year: Year, milestone: MakeMilestone) -> None:
    reasons = {each.rule: each.why for each in year(milestone(date(2022, 7, 31)))}
    assert reasons["due"] == "7月31日(周日)到期，当天是休息日，所以在最后一个工作日7月29日(周五)提醒。"
    assert "7月31日(周日)到期，当天是休息日" in reasons["lead-7"]
    assert "7月20日(周三)是第7个工作日" in reasons["lead-7"]


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ("lead-7", "6月30日(周四)到期，6月21日(周二)是此前第7个工作日。"),
        ("due", "6月30日(周四)是到期日。"),
        ("overdue-1", "6月30日(周四)到期，7月1日(周五)是逾期第1个工作日。"),
        ("weekly-1", "6月30日(周四)到期，逾期满一周后每周提醒一次，7月14日(周四)是第1次。"),
        ("escalation-1", "6月30日(周四)到期，7月4日(周一)是逾期第2个工作日，仍未完成，因此上报。"),
        (
            "progress-15",
            "从1月1日(周六)到6月30日(周四)共180天，到6月3日(周五)只剩约15%的时间，遇休息日提前到6月2日(周四)。",
        ),
    ],
)
def test_every_date_is_explained(year: Year, milestone: MakeMilestone, rule: str, reason: str) -> None:
    assert {each.rule: each.why for each in year(milestone())}[rule] == reason


def test_weekly_goes_on_and_skips_the_week_of_rest(year: Year, milestone: MakeMilestone) -> None:
    weekly = {each.rule: each.planned for each in year(milestone(date(2022, 7, 31))) if "weekly" in each.rule}
    assert weekly["weekly-1"] == date(2022, 8, 12)
    assert weekly["weekly-8"] == date(2022, 9, 30)
    assert "weekly-9" not in weekly  # 7 October would move onto weekly-8
    assert weekly["weekly-10"] == date(2022, 10, 14)


@pytest.mark.parametrize(("days_ahead", "expected"), [(60, False), (61, True)])
def test_progress_points_need_a_span_over_sixty_days(
    year: Year,
    milestone: MakeMilestone,
    days_ahead: int,
    expected: bool,  # noqa: FBT001 - a fact's column
) -> None:
    applied = date.fromordinal(date(2022, 6, 30).toordinal() - days_ahead)
    assert ("progress-30" in days(year(milestone(applied_on=applied)))) is expected


def test_span_begins_when_the_table_is_applied_later(year: Year, milestone: MakeMilestone) -> None:
    found = days(year(milestone(date(2022, 12, 15), applied_on=date(2022, 9, 6))))
    assert found["progress-30"] == date(2022, 11, 15)  # 100 days, 30 are left


def test_nothing_is_planned_before_the_table_is_applied(year: Year, milestone: MakeMilestone) -> None:
    reminders = year(milestone(applied_on=date(2022, 6, 28)))
    assert min(each.planned for each in reminders) == date(2022, 6, 29)


def test_most_urgent_of_a_day_wins(year: Year, milestone: MakeMilestone) -> None:
    # 65 days: 15 percent are left on Tuesday 21 June, which is lead-7 too.
    reminders = year(milestone(date(2022, 6, 30), applied_on=date(2022, 4, 26)))
    assert [each.rule for each in reminders if each.planned == date(2022, 6, 21)] == ["lead-7"]


def test_reminder_takes_its_delivery_from_its_rule(year: Year, milestone: MakeMilestone) -> None:
    own = {each.rule for each in year(milestone()) if each.delivery is Delivery.OWN}
    assert own == {"lead-1", "due", "overdue-1", "escalation-1", "escalation-2"}


def test_json_has_the_form_of_the_contract(year: Year, milestone: MakeMilestone) -> None:
    found = next(each for each in year(milestone(units=("市科技局", "市税务局"))) if each.rule == "lead-7")
    assert as_json(found) == {
        "at": "2022-06-21T08:45:00+08:00",
        "task": "203",
        "milestone": 1,
        "position": 1,
        "due": "2022-06-30",
        "rule": "lead-7",
        "delivery": "digest",
        "recipients": ["林一", "陈二"],
        "channels": ["chat"],
        "why": "6月30日(周四)到期，6月21日(周二)是此前第7个工作日。",
        "supporters": ["周四"],
    }


def test_milestone_without_a_date_has_no_ladder(year: Year, milestone: MakeMilestone) -> None:
    assert year(milestone(None)) == ()


def test_window_bounds_are_included(
    roster: Roster, calendar: Calendar, policy: PlanPolicy, milestone: MakeMilestone
) -> None:
    found = plan([milestone()], roster, calendar, policy, date(2022, 6, 29), date(2022, 6, 30))
    assert [each.rule for each in found] == ["lead-1", "due"]


def test_tasks_are_sorted_as_people_count(year: Year, milestone: MakeMilestone) -> None:
    reminders = year(milestone(task="203"), milestone(task="75"), milestone(task="203", position=10))
    order = [(each.milestone.task, each.milestone.position) for each in reminders if each.rule == "due"]
    assert order == [("75", 1), ("203", 1), ("203", 10)]


def test_quiet_hours_hold_an_early_digest_back(
    roster: Roster, calendar: Calendar, milestone: MakeMilestone
) -> None:
    early = PlanPolicy(digest_at=PlanPolicy().quiet_from)
    found = plan([milestone()], roster, calendar, early, date(2022, 6, 30), date(2022, 6, 30))
    assert found[0].at.isoformat() == "2022-06-30T08:30:00+08:00"


def test_leap_day_is_a_due_date_like_any_other(roster: Roster, milestone: MakeMilestone) -> None:
    leap = milestone(date(2024, 2, 29), year=2024)
    found = plan([leap], roster, calendar_for([2024]), PlanPolicy(), date(2024, 1, 1), date(2024, 3, 31))
    planned = days(found)
    assert planned["due"] == date(2024, 2, 29)
    assert planned["lead-7"] == date(2024, 2, 20)
    assert planned["overdue-1"] == date(2024, 3, 1)
    assert "progress-30" not in planned  # 59 days


def test_reason_says_that_a_year_is_provisional(roster: Roster, milestone: MakeMilestone) -> None:
    later = milestone(date(2090, 6, 30), year=2090)
    found = plan([later], roster, calendar_for([2090]), PlanPolicy(), date(2090, 6, 30), date(2090, 6, 30))
    assert found[0].why == "6月30日(周五)是到期日（2090年的调休安排尚未公布，日期可能调整）。"


def test_announced_make_up_days_move_the_plan(roster: Roster, milestone: MakeMilestone) -> None:
    later, saturday = milestone(date(2090, 10, 9), year=2090), date(2090, 10, 7)
    window = (date(2090, 9, 1), date(2090, 10, 31))
    before = plan([later], roster, calendar_for([2090]), PlanPolicy(), *window)
    after = plan([later], roster, calendar_for([2090], {saturday: True}), PlanPolicy(), *window)
    assert days(before)["lead-1"] < saturday
    assert days(after)["lead-1"] == saturday
    assert "尚未公布" not in after[0].why


def test_year_is_named_where_a_date_lies_in_another(roster: Roster, milestone: MakeMilestone) -> None:
    found = plan(
        [milestone(date(2022, 12, 30))],
        roster,
        calendar_for([2022]),
        PlanPolicy(),
        date(2023, 1, 3),
        date(2023, 1, 3),
    )
    assert found[0].why == "2022年12月30日(周五)到期，1月3日(周二)是逾期第1个工作日。"


def test_weekly_that_rest_days_move_is_found_from_its_day_alone(
    roster: Roster, calendar: Calendar, policy: PlanPolicy, milestone: MakeMilestone
) -> None:
    eve = date(2022, 9, 30)
    found = plan([milestone(date(2022, 8, 3))], roster, calendar, policy, eve, eve)
    assert [each.rule for each in found] == ["weekly-8"]
    assert found[0].why.endswith("10月5日(周三)是第8次，遇休息日提前到9月30日(周五)。")
