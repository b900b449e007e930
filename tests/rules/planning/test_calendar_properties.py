"""Facts about plans over odd calendars, and about plans for people who are away."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.rules.milestones import OpenMilestone
from handlers.rules.nudges import nudges_due
from handlers.rules.people import Person, Role
from handlers.rules.plan_policy import PlanPolicy
from handlers.rules.recipients import Roster, member, roster
from handlers.rules.schedule import PlannedReminder, plan
from handlers.rules.workdays import calendar_for

SHANGHAI = ZoneInfo("Asia/Shanghai")
POLICY = PlanPolicy()
KNOWN = calendar_for(range(2020, 2027))
PEOPLE = (
    Person("林一", "市科技局", None, "lin@example.org"),
    Person("陈二", "市科技局", None, "chen@example.org"),
    Person("何三", "市科技局", None, "he@example.org", Role.LEADER),
    Person("周四", "市税务局", None, "zhou@example.org"),
)
KEYS = tuple(each.email or "" for each in PEOPLE)
dues = st.dates(date(2021, 1, 1), date(2026, 11, 30))


def milestone(due: date, owners: tuple[str, ...] = ()) -> OpenMilestone:
    units = ("市科技局", "市税务局")
    return OpenMilestone("1", "203", 1, 1, "节点", "市科技局", units, due, year=due.year, owners=owners)


def ladder(
    due: date, people: Roster | None = None, owners: tuple[str, ...] = ()
) -> tuple[PlannedReminder, ...]:
    everybody = people or roster(member(each) for each in PEOPLE)
    span = (due - timedelta(days=380), due + timedelta(days=60))
    return plan([milestone(due, owners)], everybody, KNOWN, POLICY, *span)


@given(dues)
def test_every_moment_is_in_a_zone_without_summer_time(due: date) -> None:
    assert {each.at.utcoffset() for each in ladder(due)} <= {timedelta(hours=8)}
    assert all((each.at.hour, each.at.minute) == (8, 45) for each in ladder(due))


def test_leap_day_is_a_due_date_like_any_other() -> None:
    found = {each.rule: each.planned for each in ladder(date(2024, 2, 29))}
    assert found["due"] == date(2024, 2, 29)
    assert found["lead-1"] == date(2024, 2, 28)
    assert found["overdue-1"] == date(2024, 3, 1)


def test_national_day_week_is_left_in_peace() -> None:
    found = {each.rule: each.planned for each in ladder(date(2022, 10, 3))}
    assert found["due"] == date(2022, 9, 30)
    assert found["overdue-1"] == date(2022, 10, 8)  # a Saturday that is worked
    assert found["overdue-2"] == date(2022, 10, 9)  # a Sunday that is worked


@given(dues, st.sets(st.integers(-25, 10), max_size=12))
@settings(max_examples=80)
def test_imported_days_are_obeyed(due: date, changed: set[int]) -> None:
    overrides = {
        due + timedelta(days=offset): not KNOWN.is_workday(due + timedelta(days=offset)) for offset in changed
    }
    calendar = calendar_for(range(2020, 2028), overrides)
    people = roster(member(each) for each in PEOPLE)
    planned = plan(
        [milestone(due)], people, calendar, POLICY, due - timedelta(days=60), due + timedelta(days=9)
    )
    assert all(calendar.is_workday(each.planned) for each in planned)
    assert all(overrides.get(each.planned, True) for each in planned)


def test_provisional_year_says_so_and_is_recomputed_when_its_days_come() -> None:
    due = date(2031, 2, 3)  # a Monday
    people = roster(member(each) for each in PEOPLE)

    def found(overrides: dict[date, bool]) -> dict[str, PlannedReminder]:
        span = (due - timedelta(days=30), due)
        planned = plan([milestone(due)], people, calendar_for([2031], overrides), POLICY, *span)
        return {each.rule: each for each in planned}

    before, after = found({}), found({date(2031, 2, 1): True, date(2031, 2, 2): True})
    assert "尚未公布" in before["lead-1"].why
    assert "尚未公布" not in after["lead-1"].why
    assert after["lead-1"].planned == date(2031, 2, 2)
    assert before["lead-1"].planned < after["lead-1"].planned


@given(dues, st.sets(st.sampled_from(KEYS), min_size=1))
def test_assigned_milestone_reaches_its_owners_and_leaders_only(due: date, owners: set[str]) -> None:
    planned = ladder(due, owners=tuple(sorted(owners)))
    leading = {each.key for reminder in planned for each in reminder.told if each.duty == "牵头"}
    assert leading == owners


@given(dues, st.permutations(KEYS), st.integers(0, 8))
@settings(max_examples=60)
def test_nobody_who_is_away_hears_and_each_milestone_is_heard_once(
    due: date, order: list[str], offset: int
) -> None:
    deputies = dict(pairwise(order[:3]))  # the first deputy is away too
    people = roster((member(each) for each in PEOPLE), deputies)
    day = KNOWN.add_workdays(due, offset - 4)
    now = datetime.combine(day, POLICY.digest_at, SHANGHAI)
    alone = roster(member(each) for each in PEOPLE)
    nudges = nudges_due([milestone(due)], people, KNOWN, POLICY, now=now, since=day)
    plain = nudges_due([milestone(due)], alone, KNOWN, POLICY, now=now, since=day)
    heard = [each.recipient.key for each in nudges]
    assert len(heard) == len(set(heard))
    assert not set(heard) & set(deputies)
    # What is recorded is the same: nothing is owed when the absent come back.
    recorded = {key for each in nudges for key in (each.key, *each.joined)}
    assert recorded == {key for each in plain for key in (each.key, *each.joined)}


@given(dues)
def test_a_ring_of_deputies_leaves_everybody_to_themselves(due: date) -> None:
    people = roster((member(each) for each in PEOPLE), {KEYS[0]: KEYS[1], KEYS[1]: KEYS[0]})
    day = KNOWN.previous_workday(max(due, date(due.year, 1, 10)))
    due = day
    now = datetime.combine(day, POLICY.digest_at, SHANGHAI)
    nudges = nudges_due([milestone(due)], people, KNOWN, POLICY, now=now, since=day)
    assert {KEYS[0], KEYS[1]} <= {each.recipient.key for each in nudges}
    assert replace(people, deputies={}).owning == people.owning
