"""What a reader of task tables tells: each doubt and oddity with its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from handlers.rules.problems import Level, Problem
from handlers.rules.task_drafts import Draft, Step
from handlers.rules.task_rows import TaskRow
from handlers.rules.task_title import Title
from handlers.rules.task_units import Lead
from handlers.rules.tasks import Task


def title_doubts(title: Title, drafts: Sequence[Draft]) -> Iterator[Problem]:
    """Tell of a title or a year that is missing; a missing year weighs only where a date needs it."""
    if not title.text:
        yield Problem(Level.NOTE, "title", "没有找到标题")
    if title.note:
        yield Problem(Level.NOTE, "year", title.note)
    if title.doubt:
        needed = any(step.due.needs_year for draft in drafts for step in draft.steps)
        yield Problem(Level.WARNING if needed else Level.NOTE, "year", title.doubt)


def number_doubts(drafts: Sequence[Draft], tasks: Sequence[Task]) -> Iterator[Problem]:
    """Tell of tasks without a number, or with one that stands twice."""
    counted = Counter(task.number for task in tasks)
    none_printed = not any(draft.number for draft in drafts)
    if none_printed and drafts:
        yield _problem(Level.NOTE, "number", "任务没有序号，按次序编号", drafts[0].row)
    for draft, task in zip(drafts, tasks, strict=True):
        if draft.number is None and not none_printed:
            message = f"这项任务没有序号，暂用次序{task.number}，请您核对"
            yield _problem(Level.WARNING, "number", message, draft.row, task)
        elif counted[task.number] > 1:
            message = f"序号{task.number}出现了{counted[task.number]}次，请您核对"
            yield _problem(Level.WARNING, "number", message, draft.row, task)


def lead_doubts(draft: Draft, lead: Lead, task: Task) -> Iterator[Problem]:
    """Tell how the unit in the lead was found, or that it was not."""
    for message in lead.doubts:
        yield _problem(Level.WARNING, "lead_unit", message, draft.row, task)
    if lead.unit and task.units and lead.unit not in task.units:
        message = f"牵头单位{lead.unit}不在责任单位里，照表保留"
        yield _problem(Level.NOTE, "lead_unit", message, draft.row, task)


def step_doubts(draft: Draft, task: Task, year: int | None, *, numbered: bool) -> Iterator[Problem]:
    """Tell what is odd or missing about each milestone of a task.

    A missing number is odd only where other milestones of the table are `numbered`.
    """
    counted = Counter(step.number for step in draft.steps if step.number is not None)
    for step in draft.steps:
        if numbered and step.number is None and step.row.milestone:
            yield _problem(Level.NOTE, "number", "节点没有编号，按次序识别", step.row, task)
        if step.number is not None and counted[step.number] > 1:
            message = f"节点编号{step.number}在这项任务里重复，请您核对"
            yield _problem(Level.WARNING, "number", message, step.row, task, step.number)
        yield from _due_doubts(step, task, year)
        yield from _charge_doubts(step, task)


def table_notes(drafts: Sequence[Draft], leads: Sequence[Lead]) -> Iterator[Problem]:
    """Tell once for the whole table which units were understood without being printed."""
    inherited = [step for draft in drafts for step in draft.steps if step.inherited and step.charge]
    if inherited:
        message = f"{len(inherited)}个节点的责任单位空着，沿用本项任务上一行的单位"
        yield _problem(Level.NOTE, "units", message, inherited[0].row)
    alone = [draft for draft, lead in zip(drafts, leads, strict=True) if lead.alone]
    if alone:
        message = f"{len(alone)}项任务只有一个责任单位，即为牵头单位"
        yield _problem(Level.NOTE, "lead_unit", message, alone[0].row)


def _due_doubts(step: Step, task: Task, year: int | None) -> Iterator[Problem]:
    due = step.due
    if due.note:
        yield _problem(Level.NOTE, "due", due.note, step.row, task, step.number)
    if due.reason:
        level = Level.NOTE if due.is_endless else Level.WARNING
        message = f"完成时限“{step.due_raw}”：{due.reason}" if step.due_raw else due.reason
        yield _problem(level, "due", message, step.row, task, step.number)
    if due.day and year and due.day.year < year:
        message = f"完成时限{due.day.isoformat()}早于标题的{year}年，请您核对"
        yield _problem(Level.WARNING, "due", message, step.row, task, step.number)


def _charge_doubts(step: Step, task: Task) -> Iterator[Problem]:
    if step.charge is None:
        yield _problem(Level.WARNING, "units", "没有写明责任单位", step.row, task, step.number)
    elif not step.inherited:
        for message in step.charge.doubts:
            yield _problem(Level.WARNING, "units", message, step.row, task, step.number)
        for message in step.charge.notes:
            yield _problem(Level.NOTE, "units", message, step.row, task, step.number)


def _problem(
    level: Level,
    field: str,
    message: str,
    row: TaskRow,
    task: Task | None = None,
    milestone: int | None = None,
) -> Problem:
    return Problem(
        level, field, message, row.line, row.cell, task=task.number if task else None, milestone=milestone
    )
