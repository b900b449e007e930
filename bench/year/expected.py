"""What the planner alone says that the year must bring, without the service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bench.year.office import YearOffice
from handlers.rules.nudges import ReminderKey
from handlers.rules.plan_policy import Audience, Delivery, PlanPolicy
from handlers.rules.recipients import roster
from handlers.rules.schedule import PlannedReminder, plan
from handlers.rules.workdays import calendar_for

UPWARDS = frozenset({Audience.LEADERS, Audience.LEADERS_AND_OPERATORS})


@dataclass(frozen=True, slots=True)
class Expected:
    """The reminders, and the messages that they make: (person, day, what) for each."""

    reminders: frozenset[ReminderKey]
    own: frozenset[tuple[str, date, str]]
    reports: frozenset[tuple[str, date, str]]
    digests: frozenset[tuple[str, date, str]]

    @property
    def messages(self) -> int:
        """Return how many messages there must be."""
        return len(self.own) + len(self.reports) + len(self.digests)


def expected(
    office: YearOffice, service_day: Callable[[date], date | None], span: tuple[date, date]
) -> Expected:
    """Plan a span of the year; `service_day` tells when what is planned for a day can first leave."""
    calendar = calendar_for([2022])
    planned = plan(office.milestones, roster(office.members), calendar, PlanPolicy(), *span)
    closed = {str(each.milestone): each.day for each in office.closings}
    groups: dict[tuple[str, str, date], list[tuple[ReminderKey, PlannedReminder]]] = {}
    for reminder in planned:
        day = service_day(reminder.planned)
        # Closed at noon: that day's reminders left in the morning.
        if day is None or closed.get(reminder.milestone.key, date.max) < day:
            continue
        for each in reminder.told:
            if each.channels:
                key = ReminderKey(reminder.milestone.key, each.key, reminder.rule, reminder.planned)
                groups.setdefault((each.key, key.milestone, day), []).append((key, reminder))
    return _messages(groups)


def _messages(
    groups: dict[tuple[str, str, date], list[tuple[ReminderKey, PlannedReminder]]],
) -> Expected:
    own, reports, digests = set(), set(), set()
    for (person, milestone, day), found in groups.items():
        key, last = max(found, key=lambda each: (each[0].planned, each[1].rank))
        if key.planned < day or last.delivery is Delivery.DIGEST:
            digests.add((person, day, "digest"))
        elif last.audience in UPWARDS:
            reports.add((person, day, "reports"))
        else:
            own.add((person, day, milestone))
    every = frozenset(key for found in groups.values() for key, _ in found)
    return Expected(every, frozenset(own), frozenset(reports), frozenset(digests))
