"""How far a nudge may be put off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from handlers.rules.plan_policy import PlanPolicy
from handlers.rules.workdays import Calendar


@dataclass(frozen=True, slots=True)
class Snooze:
    """A reader's wish to hear of a milestone no sooner than a working day; `person` is a recipient's key.

    Whoever changes the due date takes the snooze away.
    """

    milestone: str
    person: str
    until: date


def snooze_until(
    wish: date, today: date, due: date | None, calendar: Calendar, policy: PlanPolicy
) -> date | None:
    """Return the working day that a nudge moves to; None where it can no longer be put off.

    A wish for a rest day means the working day before it, or the next one. Before the due date the last
    working day up to it is the limit, so that on the due date itself nothing can be put off; when overdue
    it is some working days from today.
    """
    tomorrow = calendar.add_workdays(today, 1)
    day = max(calendar.previous_workday(wish), tomorrow)
    limit = _limit(today, due, calendar, policy)
    if limit is not None:
        day = min(day, limit)
    return day if day > today else None


def _limit(today: date, due: date | None, calendar: Calendar, policy: PlanPolicy) -> date | None:
    if due is None:
        return None
    if due < today:
        return calendar.add_workdays(today, policy.overdue_snooze)
    return calendar.previous_workday(due)


def holds(snooze: Snooze | None, today: date, due: date | None, calendar: Calendar) -> bool:
    """Tell whether a snooze still keeps a milestone quiet; one that reaches past its due date does not."""
    if snooze is None or snooze.until <= today:
        return False
    return due is None or due < today or snooze.until <= calendar.previous_workday(due)
