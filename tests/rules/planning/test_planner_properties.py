from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.rules.digest import mornings
from handlers.rules.milestones import OpenMilestone
from handlers.rules.nudges import Nudge, ReminderKey, nudges_due
from handlers.rules.people import Kind, Person, Role
from handlers.rules.plan_policy import Audience, PlanPolicy
from handlers.rules.recipients import member, roster
from handlers.rules.schedule import PlannedReminder, plan
from handlers.rules.workdays import calendar_for

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = calendar_for(range(2020, 2029))  # 2027 and 2028 are provisional
POLICY = PlanPolicy()
UNITS = ("市科技局", "市税务局", "市审计局", "团市委")  # the last one has nobody
PEOPLE = (
    Person("林一", "市科技局", None, "lin@example.org"),
    Person("陈二", "市科技局", None, "chen@example.org"),
    Person("何三", "市科技局", None, "he@example.org", Role.LEADER),
    Person("周四", "市税务局", None, "zhou@example.org"),
    Person("审计局信箱", "市审计局", None, "audit@example.org", kind=Kind.MAILBOX),
    Person("吴五", "市科技局", None, "wu@example.org", Role.OPERATOR),
)
ROSTER = roster(member(each) for each in PEOPLE)

# Leap days, make-up weekends and National Days come up far more often than by chance.
days = st.one_of(
    st.dates(date(2021, 1, 1), date(2028, 6, 30)),
    st.sampled_from(CALENDAR.works + CALENDAR.rests + (date(2024, 2, 29), date(2028, 2, 29))).filter(
        lambda day: 2021 <= day.year <= 2027
    ),
)
units = st.lists(st.sampled_from(UNITS), unique=True, max_size=4).map(tuple)
# Put together once: that takes longer than to draw from them.
places = st.integers(1, 5).map(range)
dues, applied = st.none() | days, st.none() | days
tasks = st.sampled_from(("75", "202", "A1"))
leads = st.none() | st.sampled_from(UNITS)
recurrences = st.sampled_from((None, None, "weekly", "monthly", "quarterly", "yearly", "other"))
has_year = st.booleans()


@st.composite
def milestones(draw: st.DrawFn) -> tuple[OpenMilestone, ...]:
    found = []
    for number in draw(places):
        due = draw(dues)
        found.append(
            OpenMilestone(
                key=str(number),
                task=draw(tasks),
                position=number + 1,
                number=None,
                text="节点",
                lead_unit=draw(leads),
                units=draw(units),
                due=due,
                recurrence=draw(recurrences),
                applied_on=draw(applied),
                year=(due.year if due else 2022) if draw(has_year) else None,
            )
        )
    return tuple(found)


def window(each: tuple[OpenMilestone, ...], reach: int = 120) -> tuple[date, date]:
    dues = [milestone.due for milestone in each if milestone.due] or [date(2022, 6, 30)]
    return min(dues) - timedelta(days=300), min(dues) + timedelta(days=reach)


def planned(each: tuple[OpenMilestone, ...]) -> tuple[PlannedReminder, ...]:
    return plan(each, ROSTER, CALENDAR, POLICY, *window(each))


@given(milestones())
def test_no_reminder_on_a_rest_day_or_in_quiet_hours(given_milestones: tuple[OpenMilestone, ...]) -> None:
    for reminder in planned(given_milestones):
        assert CALENDAR.is_workday(reminder.at.date())
        assert not POLICY.is_quiet(reminder.at.timetz().replace(tzinfo=None))
        assert reminder.at.utcoffset() == timedelta(hours=8)


@given(milestones(), st.randoms(use_true_random=False))
def test_plan_is_the_same_whatever_order_rows_come_in(
    given_milestones: tuple[OpenMilestone, ...], random: object
) -> None:
    shuffled, people = list(given_milestones), list(PEOPLE)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    random.shuffle(people)  # type: ignore[attr-defined]
    again = roster(member(each) for each in people)
    start, end = window(given_milestones)
    assert plan(shuffled, again, CALENDAR, POLICY, start, end) == planned(given_milestones)


@given(milestones())
def test_nothing_is_planned_before_its_span_begins(given_milestones: tuple[OpenMilestone, ...]) -> None:
    for reminder in planned(given_milestones):
        since = reminder.milestone.span.since
        assert since is None or reminder.planned >= since


@given(milestones())
def test_leads_come_their_working_days_ahead(given_milestones: tuple[OpenMilestone, ...]) -> None:
    for reminder in planned(given_milestones):
        ahead = CALENDAR.workdays_between(reminder.planned, CALENDAR.previous_workday(reminder.due))
        if reminder.rule.startswith("lead-"):
            assert ahead == int(reminder.rule.removeprefix("lead-"))
        if reminder.rule == "due":
            assert ahead == 0


@given(milestones())
def test_nobody_hears_twice_of_a_milestone_on_one_day(given_milestones: tuple[OpenMilestone, ...]) -> None:
    heard = [
        (reminder.planned, reminder.milestone.key, recipient.key)
        for reminder in planned(given_milestones)
        for recipient in reminder.told
    ]
    assert len(heard) == len(set(heard))


@given(milestones())
def test_every_reminder_has_somebody_who_answers(given_milestones: tuple[OpenMilestone, ...]) -> None:
    for reminder in planned(given_milestones):
        assert reminder.recipients
        assert reminder.channels
        assert reminder.why.endswith("。")
        assert reminder.why.count("。") == 1


@given(milestones())
def test_escalation_is_monotone(given_milestones: tuple[OpenMilestone, ...]) -> None:
    """Later days are never less urgent, and whoever hears an escalation has not been passed over."""
    ladder: dict[tuple[str, bool], list[PlannedReminder]] = defaultdict(list)
    for reminder in planned(given_milestones):
        if reminder.rule != "recurring" and not reminder.rule.startswith("progress"):
            upwards = reminder.audience in {Audience.LEADERS, Audience.LEADERS_AND_OPERATORS}
            ladder[reminder.milestone.key, upwards].append(reminder)
    for reminders in ladder.values():
        ranks = [each.rank for each in reminders]
        assert ranks == sorted(ranks)
        assert len({each.rule for each in reminders}) == len(reminders)


@given(milestones(), st.integers(0, 100))
def test_plan_of_a_window_is_the_year_cut_out(
    given_milestones: tuple[OpenMilestone, ...], offset: int
) -> None:
    start = window(given_milestones)[0] + timedelta(days=offset * 4)
    end = start + timedelta(days=9)
    cut = tuple(each for each in planned(given_milestones) if start <= each.planned <= end)
    if end <= window(given_milestones)[1]:
        assert plan(given_milestones, ROSTER, CALENDAR, POLICY, start, end) == cut


def run(
    given_milestones: tuple[OpenMilestone, ...], ticks: list[datetime], closed: dict[str, datetime]
) -> list[tuple[datetime, Nudge]]:
    """Tick through some moments as the service does: record what was given, look back to the last tick."""
    recorded: set[ReminderKey] = set()
    given_out: list[tuple[datetime, Nudge]] = []
    since = ticks[0].date()
    for now in ticks:
        still_open = [each for each in given_milestones if closed.get(each.key, now) >= now]
        found = nudges_due(still_open, ROSTER, CALENDAR, POLICY, now=now, since=since, recorded=recorded)
        for nudge in found:
            assert nudge.key not in recorded
            recorded.update((nudge.key, *nudge.joined))
            given_out.append((now, nudge))
    return given_out


@st.composite
def histories(draw: st.DrawFn) -> tuple[tuple[OpenMilestone, ...], list[datetime], dict[str, datetime]]:
    given_milestones = draw(milestones())
    start = window(given_milestones)[0] + timedelta(days=260)
    hours = draw(st.lists(st.integers(0, 24 * 70), min_size=1, max_size=40, unique=True))
    ticks = [datetime.combine(start, time(0, 50), SHANGHAI) + timedelta(hours=each) for each in sorted(hours)]
    closing = st.dictionaries(
        st.sampled_from([each.key for each in given_milestones]), st.sampled_from(ticks)
    )
    return given_milestones, ticks, draw(closing)


@given(histories())
@settings(max_examples=60)
def test_service_with_downtime_sends_each_reminder_once_and_nothing_after_done(
    history: tuple[tuple[OpenMilestone, ...], list[datetime], dict[str, datetime]],
) -> None:
    given_milestones, ticks, closed = history
    given_out = run(*history)
    for now, nudge in given_out:
        assert nudge.reminder.planned <= now.date()
        assert closed.get(nudge.key.milestone, now) >= now
        assert CALENDAR.is_workday(now.date())
        assert time(8, 45) <= now.time() < time(18)
    promised = plan(given_milestones, ROSTER, CALENDAR, POLICY, ticks[0].date(), ticks[-1].date())
    keys = {
        ReminderKey(each.milestone.key, recipient.key, each.rule, each.planned)
        for each in promised
        for recipient in each.told
    }
    spoken = [key for _, nudge in given_out for key in (nudge.key, *nudge.joined)]
    assert len(spoken) == len(set(spoken))
    assert set(spoken) <= keys


@given(milestones(), st.integers(0, 60))
def test_digest_counts_equal_the_plan(given_milestones: tuple[OpenMilestone, ...], offset: int) -> None:
    day = CALENDAR.previous_workday(window(given_milestones)[0] + timedelta(days=280 + offset))
    now = datetime.combine(day, time(9), SHANGHAI)
    found = nudges_due(given_milestones, ROSTER, CALENDAR, POLICY, now=now, since=day)
    made = mornings(found, day, CALENDAR)
    aloud = sum(len(each.own) + len(each.reports) for each in made)
    lines = {
        line.key
        for each in made
        if each.digest
        for line in (
            *each.digest.due_today,
            *each.digest.reached,
            *each.digest.overdue,
            *each.digest.reported,
        )
    }
    repeated = {nudge.key for each in made for nudge in each.own}
    assert aloud + len(lines - repeated) == len(found)


@given(milestones())
def test_text_and_task_do_not_move_a_reminder(given_milestones: tuple[OpenMilestone, ...]) -> None:
    renamed = tuple(replace(each, text="另一种说法", number=9) for each in given_milestones)
    before = [(each.planned, each.rule) for each in planned(given_milestones)]
    assert [(each.planned, each.rule) for each in planned(renamed)] == before
