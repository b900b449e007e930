"""The open milestones of a task table, as the planner sees them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from handlers.rules.ladder import Span
from handlers.rules.recurrence import period_ends
from handlers.rules.tasks import Milestone, Task, TaskTable

LONGEST_PERIOD: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class OpenMilestone:
    """A milestone that nobody has closed.

    `key` is what reminders are recorded under; `position` counts from 1 within the task; `year` is
    the table's. Nothing is planned before `applied_on`; None plans as if applied before the year began.
    `owners` are the keys of those it is assigned to; none leaves it to the leading unit.
    `period_done` ends the last period that was reported done, where it comes round.
    """

    key: str
    task: str
    position: int
    number: int | None
    text: str
    lead_unit: str | None
    units: tuple[str, ...]
    due: date | None
    recurrence: str | None = None
    applied_on: date | None = None
    year: int | None = None
    owners: tuple[str, ...] = ()
    period_done: date | None = None

    @property
    def span(self) -> Span:
        """Return what the ladder hangs on."""
        return span_of(self.due, self.recurrence, self.applied_on, self.year)

    def is_done_until(self, end: date) -> bool:
        """Tell whether the period that ends on a day was reported done; never where there is a due date."""
        return self.due is None and self.period_done is not None and end <= self.period_done

    def period_to_do(self, today: date) -> date | None:
        """Return the end of the period that is to be done next; None where it does not come round again."""
        if self.due is not None:
            return None
        start = max(today, self.period_done + timedelta(days=1)) if self.period_done else today
        return next(period_ends(self.recurrence, start, self.span.until or start + LONGEST_PERIOD), None)

    def period_reported(self, today: date) -> date | None:
        """Return the end of the period that a report of today is about.

        In the first half of a period that is the one before, as long as nobody has reported it.
        """
        current = next(period_ends(self.recurrence, today, today + LONGEST_PERIOD), None)
        if current is None:
            return None
        earlier = period_ends(self.recurrence, current - 2 * LONGEST_PERIOD, current - timedelta(days=1))
        before = max(earlier)
        late = today - before <= current - today and before >= (self.span.since or before)
        return before if late and not self.is_done_until(before) else current

    @property
    def order(self) -> tuple[str, int, str]:
        """Return what milestones are sorted by: the task's number as people count, then the position."""
        return re.sub(r"\d+", lambda found: found[0].zfill(9), self.task), self.position, self.key


def span_of(due: date | None, recurrence: str | None, applied_on: date | None, year: int | None) -> Span:
    """Return what a ladder hangs on: it begins on 1 January of the table's year, or when applied if later."""
    year = year or (due.year if due else None)
    starts = [date(year, 1, 1)] if year else []
    starts += [applied_on] if applied_on else []
    until = date(year, 12, 31) if year else None
    return Span(due, recurrence, max(starts, default=None), until)


def open_milestones(table: TaskTable, applied_on: date | None = None) -> tuple[OpenMilestone, ...]:
    """Turn a table into the planner's input, without what had passed on the day it was applied."""
    every = _milestones(table, applied_on)
    return tuple(each for each in every if not _passed(each, applied_on))


def expired(table: TaskTable, day: date) -> tuple[OpenMilestone, ...]:
    """Give the milestones whose due date lies before a day: 已过期 when the table is applied then."""
    return tuple(each for each in _milestones(table, day) if _passed(each, day))


def _passed(milestone: OpenMilestone, day: date | None) -> bool:
    return milestone.due is not None and day is not None and milestone.due < day


def _milestones(table: TaskTable, applied_on: date | None) -> tuple[OpenMilestone, ...]:
    return tuple(
        _open(table, task, position, milestone, applied_on)
        for task in table.tasks
        for position, milestone in enumerate(task.milestones, start=1)
    )


def _open(
    table: TaskTable, task: Task, position: int, milestone: Milestone, applied_on: date | None
) -> OpenMilestone:
    return OpenMilestone(
        key=f"{task.number}/{position}",
        task=task.number,
        position=position,
        number=milestone.number,
        text=milestone.text,
        lead_unit=task.lead_unit,
        units=milestone.units or task.units,
        due=milestone.due,
        recurrence=milestone.recurrence,
        applied_on=applied_on,
        year=table.year,
    )
