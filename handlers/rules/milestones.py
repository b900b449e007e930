"""The open milestones of a task table, as the planner sees them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from handlers.rules.ladder import Span
from handlers.rules.tasks import Milestone, Task, TaskTable


@dataclass(frozen=True, slots=True)
class OpenMilestone:
    """A milestone that nobody has closed.

    `key` is what reminders are recorded under; `position` counts from 1 within the task; `year` is
    the table's. Nothing is planned before `applied_on`; None plans as if applied before the year began.
    `owners` are the keys of those it is assigned to; none leaves it to the leading unit.
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

    @property
    def span(self) -> Span:
        """Return what the ladder hangs on."""
        return span_of(self.due, self.recurrence, self.applied_on, self.year)

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
