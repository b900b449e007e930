from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.rules.milestones import OpenMilestone
from handlers.rules.nudges import Nudge, ReminderKey, may_send, nudges_due
from handlers.rules.plan_policy import Delivery, PlanPolicy
from handlers.rules.recipients import Roster
from handlers.rules.snooze import Snooze
from handlers.rules.workdays import Calendar

MakeMilestone = Callable[..., OpenMilestone]
Tick = Callable[..., tuple[Nudge, ...]]
SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)


@pytest.fixture
def tick(roster: Roster, calendar: Calendar, policy: PlanPolicy) -> Tick:
    def make(
        milestones: list[OpenMilestone],
        now: datetime,
        since: date | None = None,
        recorded: frozenset[ReminderKey] = frozenset(),
        snoozes: tuple[Snooze, ...] = (),
    ) -> tuple[Nudge, ...]:
        first = since or now.date()
        return nudges_due(
            milestones,
            roster,
            calendar,
            policy,
            now=now,
            since=first,
            recorded=recorded,
            snoozes=snoozes,
        )

    return make


def rules(nudges: tuple[Nudge, ...], name: str = "林一") -> list[str]:
    return [each.key.rule for each in nudges if each.recipient.name == name]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (at(date(2022, 6, 30), 8, 44), False),
        (at(date(2022, 6, 30), 8, 45), True),
        (at(date(2022, 6, 30), 17, 59), True),
        (at(date(2022, 6, 30), 18), False),
        (at(date(2022, 7, 2)), False),  # Saturday
        (at(date(2022, 10, 8)), True),  # Saturday of work
        (at(date(2022, 10, 3)), False),  # National Day
        (at(date(2022, 6, 30)).astimezone(ZoneInfo("UTC")), True),
    ],
)
def test_reminders_leave_in_office_hours_of_working_days(
    calendar: Calendar,
    policy: PlanPolicy,
    now: datetime,
    expected: bool,  # noqa: FBT001 - a fact's column
) -> None:
    assert may_send(now, calendar, policy) is expected


def test_each_of_the_units_staff_gets_a_nudge(tick: Tick, milestone: MakeMilestone) -> None:
    found = tick([milestone()], at(date(2022, 6, 30)))
    assert {each.recipient.name for each in found} == {"林一", "陈二"}
    assert {each.key.rule for each in found} == {"due"}
    assert all(each.delivery is Delivery.OWN for each in found)


def test_nothing_leaves_before_its_hour(tick: Tick, milestone: MakeMilestone) -> None:
    assert tick([milestone()], at(date(2022, 6, 30), 8, 40)) == ()


def test_recorded_nudge_is_never_given_again(tick: Tick, milestone: MakeMilestone) -> None:
    first = tick([milestone()], at(date(2022, 6, 30)))
    again = tick([milestone()], at(date(2022, 6, 30), 10), recorded=frozenset(each.key for each in first))
    assert again == ()


def test_closed_milestone_is_silent_at_once(tick: Tick) -> None:
    assert tick([], at(date(2022, 6, 30))) == ()


def test_downtime_is_caught_up_in_one_line(tick: Tick, milestone: MakeMilestone) -> None:
    found = tick([milestone()], at(date(2022, 6, 28)), since=date(2022, 6, 20))
    mine = [each for each in found if each.recipient.name == "林一"]
    assert [each.key.rule for each in mine] == ["lead-3"]
    assert mine[0].late
    assert mine[0].delivery is Delivery.DIGEST
    assert [each.rule for each in mine[0].joined] == ["lead-7"]


def test_missed_message_of_its_own_becomes_a_line(tick: Tick, milestone: MakeMilestone) -> None:
    found = tick([milestone()], at(date(2022, 7, 11)), since=date(2022, 7, 1))
    assert rules(found) == ["overdue-5"]
    assert {each.delivery for each in found} == {Delivery.DIGEST}


def test_todays_message_of_its_own_speaks_for_what_was_missed(tick: Tick, milestone: MakeMilestone) -> None:
    found = tick([milestone()], at(date(2022, 6, 30)), since=date(2022, 6, 20))
    assert rules(found) == ["due"]
    assert found[0].delivery is Delivery.OWN
    assert not found[0].late
    assert [each.rule for each in found[0].joined] == ["lead-7", "lead-3", "lead-1"]


def test_changed_due_date_is_planned_anew(tick: Tick, milestone: MakeMilestone) -> None:
    first = tick([milestone()], at(date(2022, 6, 30)))
    known = frozenset(each.key for each in first)
    moved = milestone(date(2022, 7, 15))
    assert tick([moved], at(date(2022, 7, 1)), recorded=known) == ()
    assert rules(tick([moved], at(date(2022, 7, 15)), recorded=known)) == ["due"]


def test_unit_with_nobody_is_told_to_the_operator(tick: Tick, milestone: MakeMilestone) -> None:
    found = tick([milestone(lead_unit="市金融局", units=("市金融局",))], at(date(2022, 6, 30)))
    assert [each.recipient.name for each in found] == ["吴五"]


def test_operator_who_stands_in_gets_one_nudge_a_day(tick: Tick, milestone: MakeMilestone) -> None:
    found = tick([milestone(lead_unit="市金融局", units=("市金融局",))], at(date(2022, 7, 4)))
    assert [each.key.rule for each in found] == ["escalation-1"]


def test_snoozed_nudge_is_held_and_comes_back(tick: Tick, milestone: MakeMilestone) -> None:
    snooze = (Snooze("203/1", "lin@example.org", date(2022, 6, 28)),)
    assert rules(tick([milestone()], at(date(2022, 6, 27)), snoozes=snooze)) == []
    assert rules(tick([milestone()], at(date(2022, 6, 27)), snoozes=snooze), "陈二") == ["lead-3"]
    back = tick([milestone()], at(date(2022, 6, 28)), since=date(2022, 6, 27), snoozes=snooze)
    assert rules(back) == ["snooze"]
    assert back[0].reminder.why == "您选择了稍后提醒，改到6月28日(周二)。"
    assert [each.rule for each in back[0].joined] == ["lead-3"]


def test_snooze_that_ends_on_a_planned_day_is_one_nudge(tick: Tick, milestone: MakeMilestone) -> None:
    snooze = (Snooze("203/1", "lin@example.org", date(2022, 6, 29)),)
    found = tick([milestone()], at(date(2022, 6, 29)), snoozes=snooze)
    assert rules(found) == ["lead-1"]


def test_snooze_comes_back_once(tick: Tick, milestone: MakeMilestone) -> None:
    snooze = (Snooze("203/1", "lin@example.org", date(2022, 6, 28)),)
    now = at(date(2022, 6, 28))
    known = frozenset(each.key for each in tick([milestone()], now, snoozes=snooze))
    assert tick([milestone()], now, recorded=known, snoozes=snooze) == ()


def test_snooze_past_an_earlier_due_date_holds_nothing(tick: Tick, milestone: MakeMilestone) -> None:
    snooze = (Snooze("203/1", "lin@example.org", date(2022, 7, 8)),)
    assert rules(tick([milestone()], at(date(2022, 6, 30)), snoozes=snooze)) == ["due"]


def test_snooze_does_not_keep_the_leader_in_the_dark(tick: Tick, milestone: MakeMilestone) -> None:
    snooze = (
        Snooze("203/1", "lin@example.org", date(2022, 7, 6)),
        Snooze("203/1", "he@example.org", date(2022, 7, 6)),
    )
    found = tick([milestone()], at(date(2022, 7, 4)), snoozes=snooze)
    assert rules(found) == []
    assert rules(found, "何三") == ["escalation-1"]
