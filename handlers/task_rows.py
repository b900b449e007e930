"""The task table's milestones become rows that remember what became of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.rules.tasks import Milestone as MilestoneValue
from handlers.rules.tasks import Task, TaskTable
from storage.queries.editions import milestones_of_year
from storage.states import MilestoneState
from storage.tables import Milestone


async def apply_milestones(session: AsyncSession, table: TaskTable, edition_id: int, today: date) -> None:
    """Bring the rows in line with a table: what was closed stays so as long as its text stays.

    A milestone whose text changed under the same place is open again; one that the table no longer
    has is kept as gone, with what became of it; one that is due before today is 已过期.
    """
    known = {(row.task, row.position): row for row in await milestones_of_year(session, table.year)}
    for task, position, milestone in _each(table):
        row = known.pop((task.number, position), None)
        if row is None:
            session.add(_new(table, task, position, milestone, edition_id, today))
        else:
            _renew(row, task, milestone, edition_id, today)
    for row in known.values():
        row.state = MilestoneState.GONE


def _each(table: TaskTable) -> Iterator[tuple[Task, int, MilestoneValue]]:
    """Give every milestone its position; a number that is printed over two tasks goes on counting."""
    positions: Counter[str] = Counter()
    for task in table.tasks:
        for milestone in task.milestones:
            positions[task.number] += 1
            yield task, positions[task.number], milestone


def _state(due: date | None, today: date) -> MilestoneState:
    return MilestoneState.EXPIRED if due is not None and due < today else MilestoneState.OPEN


def _new(
    table: TaskTable, task: Task, position: int, milestone: MilestoneValue, edition_id: int, today: date
) -> Milestone:
    row = Milestone(
        edition_id=edition_id,
        year=table.year,
        task=task.number,
        task_text=task.text,
        position=position,
        text=milestone.text,
        applied_on=today,
        state=_state(milestone.due, today),
    )
    _copy(row, task, milestone, edition_id)
    return row


def _renew(row: Milestone, task: Task, milestone: MilestoneValue, edition_id: int, today: date) -> None:
    changed = row.text != milestone.text
    if changed:
        row.percent = row.progress = None
        row.moved_from = row.period_done = None
    moved = row.due != _due(row, milestone)
    row.revision += changed or moved
    if row.state is MilestoneState.GONE and row.closed_at is not None and not changed:
        row.state = MilestoneState.DONE
    elif changed or row.state is MilestoneState.GONE or (moved and row.state is MilestoneState.EXPIRED):
        row.state = _state(milestone.due, today)
        row.closed_at = row.closed_by = row.evidence = None
    _copy(row, task, milestone, edition_id)


def _due(row: Milestone, milestone: MilestoneValue) -> date | None:
    """Return the due date: an extension stands as long as the table says what it said before."""
    extended = row.moved_from is not None and row.moved_from == milestone.due
    return row.due if extended else milestone.due


def _copy(row: Milestone, task: Task, milestone: MilestoneValue, edition_id: int) -> None:
    row.edition_id = edition_id
    row.task_text, row.lead_unit = task.text, task.lead_unit
    row.number, row.text, row.units = milestone.number, milestone.text, list(milestone.units)
    row.due, row.due_raw, row.due_reason = _due(row, milestone), milestone.due_raw, milestone.due_reason
    row.moved_from = row.moved_from if row.due != milestone.due else None
    row.period_done = row.period_done if row.recurrence == milestone.recurrence else None
    row.recurrence = milestone.recurrence
