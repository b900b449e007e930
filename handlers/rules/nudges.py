"""What goes out now: planned reminders whose hour has come and that nobody has been sent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, NamedTuple

from handlers.rules.explanations import Grounds, explain
from handlers.rules.milestones import OpenMilestone
from handlers.rules.plan_policy import Audience, Delivery, PlanPolicy
from handlers.rules.recipients import Recipient, Roster, recipients
from handlers.rules.schedule import PlannedReminder, plan
from handlers.rules.snooze import Snooze, holds
from handlers.rules.workdays import Calendar

SNOOZE_RULE: Final = "snooze"  # the rule under which a nudge comes back that its reader put off


class ReminderKey(NamedTuple):
    """What a reminder is recorded under, once and for all; `person` is a recipient's key."""

    milestone: str
    person: str
    rule: str
    planned: date


@dataclass(frozen=True, slots=True)
class Nudge:
    """One recipient's reminder of one milestone, to go out now.

    `late` is true where its day went by while nothing could be sent. `joined` holds the keys of older
    reminders that it speaks for: record them too, send them never. `away` names in whose stead the
    recipient hears it; it stays recorded under the absent one's key.
    """

    key: ReminderKey
    recipient: Recipient
    reminder: PlannedReminder
    late: bool = False
    joined: tuple[ReminderKey, ...] = ()
    away: str = ""

    @property
    def delivery(self) -> Delivery:
        """Return how it is delivered: what is late is a line of the digest."""
        return Delivery.DIGEST if self.late else self.reminder.delivery


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment in the office's own time, with what decides whether anything may go out."""

    today: date
    calendar: Calendar
    policy: PlanPolicy


def may_send(now: datetime, calendar: Calendar, policy: PlanPolicy) -> bool:
    """Tell whether reminders may go out: a working day, from the digest's hour on, outside quiet hours."""
    local = now.astimezone(policy.zone)
    hour = local.time()
    return calendar.is_workday(local.date()) and hour >= policy.sending_hour() and not policy.is_quiet(hour)


def nudges_due(  # noqa: PLR0913 - the planner's inputs, the moment, and what is already known
    milestones: Iterable[OpenMilestone],
    people: Roster,
    calendar: Calendar,
    policy: PlanPolicy,
    *,
    now: datetime,
    since: date,
    recorded: Collection[ReminderKey] = frozenset(),
    snoozes: Iterable[Snooze] = (),
) -> tuple[Nudge, ...]:
    """Give what is to be sent now to each recipient, at most one nudge a milestone.

    `since` is the first day that may still be owed: that of the last tick at which `may_send` was true;
    `recorded` holds the keys from that day on. What fell on several days is joined in the most urgent.
    Sorted by recipient, urgency (most urgent first) and task.
    """
    if not may_send(now, calendar, policy):
        return ()
    moment = Moment(now.astimezone(policy.zone).date(), calendar, policy)
    inputs = tuple(milestones)
    planned = plan(inputs, people, calendar, policy, since, moment.today)
    owed = [each for each in _each_person(planned, moment.today) if each.key not in recorded]
    asleep = {(each.milestone, each.person): each for each in snoozes}
    if asleep:
        owed = [each for each in owed if not _held(each, asleep, moment)]
        owed += _woken(inputs, people, asleep, moment, since, recorded)
    owed = [_instead(each, people) for each in owed]
    # The sort is stable: within a rank the plan's order stays.
    return tuple(
        sorted(_joined(owed), key=lambda each: (each.recipient.name, each.recipient.key, -each.reminder.rank))
    )


def _each_person(planned: Iterable[PlannedReminder], today: date) -> Iterator[Nudge]:
    for reminder in planned:
        late = reminder.planned < today
        for recipient in reminder.told:
            if recipient.channels:
                yield Nudge(_key(reminder, recipient), recipient, reminder, late)


def _key(reminder: PlannedReminder, recipient: Recipient) -> ReminderKey:
    return ReminderKey(reminder.milestone.key, recipient.key, reminder.rule, reminder.planned)


def _held(nudge: Nudge, asleep: Mapping[tuple[str, str], Snooze], moment: Moment) -> bool:
    """Tell whether its reader put a nudge off; what is reported upwards cannot be."""
    snooze = asleep.get((nudge.key.milestone, nudge.key.person))
    kept = nudge.reminder.audience in {Audience.ALL, Audience.LEAD}
    return kept and holds(snooze, moment.today, nudge.reminder.milestone.due, moment.calendar)


def _woken(
    milestones: Iterable[OpenMilestone],
    people: Roster,
    asleep: Mapping[tuple[str, str], Snooze],
    moment: Moment,
    since: date,
    recorded: Collection[ReminderKey],
) -> Iterator[Nudge]:
    """Bring back what was put off until today, or until a day when nothing could be sent."""
    names = {milestone for milestone, _ in asleep}
    for milestone in milestones:
        if milestone.key not in names:
            continue
        circle = (milestone.lead_unit, milestone.units, Audience.ALL, milestone.owners)
        for recipient in recipients(people, *circle):
            snooze = asleep.get((milestone.key, recipient.key))
            if snooze and since <= snooze.until <= moment.today:
                reminder = _back(milestone, recipient, snooze.until, moment)
                key = _key(reminder, recipient)
                if key not in recorded:
                    yield Nudge(key, recipient, reminder, late=snooze.until < moment.today)


def _back(milestone: OpenMilestone, recipient: Recipient, day: date, moment: Moment) -> PlannedReminder:
    due = milestone.due or milestone.period_to_do(day) or day
    anchor = moment.calendar.previous_workday(due)
    return PlannedReminder(
        at=datetime.combine(day, moment.policy.sending_hour(), moment.policy.zone),
        planned=day,
        milestone=milestone,
        due=due,
        rest_day=anchor != due,
        rule=SNOOZE_RULE,
        rank=-1,
        audience=Audience.ALL,
        delivery=Delivery.DIGEST,
        told=(recipient,),
        why=explain(Grounds(SNOOZE_RULE, due, anchor, None, day, day, 0, None)),
    )


def _instead(nudge: Nudge, people: Roster) -> Nudge:
    """Send a nudge to whoever stands in for its reader, in the reader's duty."""
    deputy = people.deputies.get(nudge.key.person)
    if deputy is None or nudge.recipient.member is None:
        return nudge
    return replace(nudge, recipient=replace(deputy, duty=nudge.recipient.duty), away=nudge.recipient.name)


def _joined(owed: Iterable[Nudge]) -> Iterator[Nudge]:
    """Let the most urgent of a recipient's nudges of one milestone speak for the others.

    Of two that are as urgent the reader's own speaks, not the one heard in somebody's stead.
    """
    # Nearly everybody hears of a milestone once a day: a list for each would cost more than the rest.
    single: dict[tuple[str, str], Nudge] = {}
    several: dict[tuple[str, str], list[Nudge]] = {}
    for nudge in owed:
        place = (nudge.key.milestone, nudge.recipient.key)
        first = single.setdefault(place, nudge)
        if first is not nudge:
            several.setdefault(place, [first]).append(nudge)
    yield from (nudge for place, nudge in single.items() if place not in several)
    for group in several.values():
        *older, last = sorted(group, key=lambda each: (each.key.planned, each.reminder.rank, not each.away))
        yield replace(last, joined=tuple(each.key for each in older))
