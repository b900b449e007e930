"""The plan: which reminder goes to whom on which day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from operator import eq
from typing import Any

from handlers.rules.ladder import Span, Step, Window, steps
from handlers.rules.milestones import OpenMilestone
from handlers.rules.plan_policy import Audience, Delivery, OwnLeads, PlanPolicy
from handlers.rules.recipients import Channel, Duty, Recipient, Roster, channels_of, recipients
from handlers.rules.workdays import Calendar


@dataclass(frozen=True, slots=True)
class PlannedReminder:
    """One rung of one milestone on its day, with everybody who hears it.

    `due` is the true due date even where it is a rest day; `planned` is the office's local day of `at`;
    `rank` grows with urgency. Each recipient gets a reminder of their own, recorded under
    (milestone, recipient, rule, planned).
    """

    at: datetime
    planned: date
    milestone: OpenMilestone
    due: date
    rest_day: bool
    rule: str
    rank: int
    audience: Audience
    delivery: Delivery
    told: tuple[Recipient, ...]
    why: str

    @property
    def answerable(self) -> tuple[Recipient, ...]:
        """Return those told, without the co-responsible units."""
        return tuple(each for each in self.told if each.duty is not Duty.SUPPORT)

    @property
    def recipients(self) -> tuple[str, ...]:
        """Return the names of those who answer for the milestone, or hear of it in their stead."""
        return tuple(each.name for each in self.answerable)

    @property
    def supporters(self) -> tuple[str, ...]:
        """Return the names of the co-responsible units' people."""
        return tuple(each.name for each in self.told if each.duty is Duty.SUPPORT)

    @property
    def channels(self) -> tuple[Channel, ...]:
        """Return the channels that lead to the recipients."""
        return channels_of(self.answerable)


# What a milestone's span is made of.
_Dates = tuple[date | None, str | None, date | None, int | None, OwnLeads | None]
# What the people who hear a rung are found by.
_Circle = tuple[str | None, tuple[str, ...], Audience, tuple[str, ...]]


@dataclass(slots=True)
class _Planner:
    """A window and a roster, with what milestones share worked out once."""

    people: Roster
    window: Window
    ladders: dict[_Dates, tuple[Step, ...]] = field(default_factory=dict)
    circles: dict[_Circle, tuple[Recipient, ...]] = field(default_factory=dict)

    def reminders(self, milestone: OpenMilestone) -> Iterator[PlannedReminder]:
        """Give a milestone's reminders, the most urgent of each person's day."""
        fitting = [
            each for each in self.window.policy.own_leads if each.fits(milestone.task, milestone.lead_unit)
        ]
        persons = {each.person: each for each in reversed(fitting) if each.person}
        whole = next((each for each in fitting if not each.person), None)
        yield from self._heard(milestone, whole, lambda name: name not in persons)
        for person, own in persons.items():
            yield from self._heard(milestone, own, partial(eq, person))

    def _heard(
        self, milestone: OpenMilestone, own: OwnLeads | None, hears: Callable[[str], bool]
    ) -> Iterator[PlannedReminder]:
        """Give what those hear who share their leads."""
        heard: set[tuple[date, str]] = set()
        done = milestone.period_done if milestone.due is None else None
        for step in reversed(self._ladder(milestone, own)):
            if done is not None and step.due <= done:
                continue
            told = tuple(
                each
                for each in self._circle(milestone, step)
                if (step.planned, each.key) not in heard and hears(each.name)
            )
            heard.update((step.planned, each.key) for each in told)
            if any(each.duty is not Duty.SUPPORT for each in told):
                yield self._reminder(milestone, step, told)

    def _ladder(self, milestone: OpenMilestone, own: OwnLeads | None) -> tuple[Step, ...]:
        key = (milestone.due, milestone.recurrence, milestone.applied_on, milestone.year, own)
        if key not in self.ladders:
            policy = self.window.policy
            ladder = own.ladder(policy.ladder) if own else policy.ladder
            self.ladders[key] = steps(
                milestone.span, replace(self.window, policy=replace(policy, ladder=ladder))
            )
        return self.ladders[key]

    def _circle(self, milestone: OpenMilestone, step: Step) -> tuple[Recipient, ...]:
        key = (milestone.lead_unit, milestone.units, step.rung.audience, milestone.owners)
        if key not in self.circles:
            self.circles[key] = recipients(self.people, *key)
        return self.circles[key]

    def _reminder(self, milestone: OpenMilestone, step: Step, told: tuple[Recipient, ...]) -> PlannedReminder:
        policy = self.window.policy
        return PlannedReminder(
            at=datetime.combine(step.planned, policy.sending_hour(), policy.zone),
            planned=step.planned,
            milestone=milestone,
            due=step.due,
            rest_day=step.rest_day,
            rule=step.rule,
            rank=step.rank,
            audience=step.rung.audience,
            delivery=step.rung.delivery,
            told=told,
            why=step.why,
        )


def is_near(span: Span, window: Window) -> bool:
    """Tell whether anything can fall within a window, by the ladder or by anybody's own leads."""
    policy = window.policy
    ladders = {policy.ladder, *(own.ladder(policy.ladder) for own in policy.own_leads)}
    return any(steps(span, replace(window, policy=replace(policy, ladder=each))) for each in ladders)


def plan(
    milestones: Iterable[OpenMilestone],
    people: Roster,
    calendar: Calendar,
    policy: PlanPolicy,
    start: date,
    end: date,
) -> tuple[PlannedReminder, ...]:
    """Give every reminder planned between two days, bounds included.

    Sorted by day, task, position and urgency, whatever order the milestones come in.
    """
    planner = _Planner(people, Window(start, end, calendar, policy))
    found = [reminder for each in milestones for reminder in planner.reminders(each)]
    return tuple(sorted(found, key=lambda each: (each.planned, each.milestone.order, each.rank, each.due)))


def as_json(reminder: PlannedReminder) -> dict[str, Any]:
    """Return a reminder in the form of `shenbao plan --json`, with the co-responsible people besides."""
    return {
        "at": reminder.at.isoformat(),
        "task": reminder.milestone.task,
        "milestone": reminder.milestone.number,
        "position": reminder.milestone.position,
        "due": reminder.due.isoformat(),
        "rule": reminder.rule,
        "delivery": reminder.delivery.value,
        "recipients": list(reminder.recipients),
        "channels": [channel.value for channel in reminder.channels],
        "why": reminder.why,
        "supporters": list(reminder.supporters),
    }
