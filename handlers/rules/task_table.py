"""A document read as the annual task table."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.rules.artefacts import without_artefacts
from handlers.rules.lines import Document
from handlers.rules.problems import Level, Problem, Unreadable
from handlers.rules.task_doubts import lead_doubts, number_doubts, step_doubts, table_notes, title_doubts
from handlers.rules.task_drafts import Draft, Step, gather
from handlers.rules.task_paragraphs import read_paragraphs
from handlers.rules.task_persons import persons_of
from handlers.rules.task_rows import TaskRows, read_rows
from handlers.rules.task_title import Title, other_years, read_title
from handlers.rules.task_units import Lead, all_units, lead_of
from handlers.rules.tasks import Milestone, Task, TaskTable

_NO_TABLE = "这个文件里没有找到任务分解表：需要有工作任务、责任单位、完成时限等栏目，请您检查是否发错了文件。"


def read_tasks(document: Document) -> TaskTable:
    """Read a task table of any common form; what is not sure is left empty and told.

    Raises Unreadable where the document is no task table.
    """
    clean, problems = without_artefacts(document)
    rows = read_rows(clean) or read_paragraphs(clean)
    if rows is None or not rows.rows:
        raise Unreadable(_NO_TABLE)
    title = read_title(_lines_above(clean, rows))
    drafts, unplaced = gather(rows.rows, title.year)
    if not drafts:
        raise Unreadable(_NO_TABLE)
    leads = [
        lead_of(draft.facts, [step.charge for step in draft.steps], lead_first=rows.lead_first)
        for draft in drafts
    ]
    tasks = tuple(
        _task(draft, lead, at) for at, (draft, lead) in enumerate(zip(drafts, leads, strict=True), 1)
    )
    told = (
        *problems,
        *_other_tables(clean, rows, title),
        *rows.problems,
        *unplaced,
        *_doubts(title, drafts, leads, tasks),
    )
    return TaskTable(title.text, title.year, tasks, told)


def _lines_above(document: Document, rows: TaskRows) -> list[str]:
    end = rows.first.line or 0
    before = [line.text for line in document.lines if line.cell is None and line.number < end]
    return [text for text in before if "\t" not in text] + list(rows.above)


def _other_tables(document: Document, rows: TaskRows, title: Title) -> Iterator[Problem]:
    """Tell of a second table whose title states another year: its dates have been read with the first."""
    start = rows.first.line or len(document.lines)
    below = [
        line for line in document.lines if line.number > start and not line.cell and "\t" not in line.text
    ]
    for text in other_years([line.text for line in below], title):
        message = f"“{text}”的年份与标题不同，它下面没有年份的日期都按{title.year}年读，请您核对"
        yield Problem(Level.WARNING, "year", message)


def _task(draft: Draft, lead: Lead, position: int) -> Task:
    units = all_units(step.charge for step in draft.steps)
    if lead.unit and any(step.row.lead_listed for step in draft.steps):
        units = tuple(dict.fromkeys((lead.unit, *units)))
    return Task(
        number=draft.number or str(position),
        text=draft.text,
        lead_unit=lead.unit,
        units=units,
        milestones=tuple(_milestone(step) for step in draft.steps),
        persons=persons_of([draft.row, *(step.row for step in draft.steps)]),
    )


def _milestone(step: Step) -> Milestone:
    return Milestone(
        number=step.number,
        text=step.text,
        units=step.charge.units if step.charge else (),
        due=step.due.day,
        due_raw=step.due_raw,
        due_reason=step.due.reason,
        recurrence=step.due.recurrence,
    )


def _doubts(
    title: Title, drafts: list[Draft], leads: list[Lead], tasks: tuple[Task, ...]
) -> Iterator[Problem]:
    yield from title_doubts(title, drafts)
    yield from number_doubts(drafts, tasks)
    numbered = any(step.number is not None for draft in drafts for step in draft.steps)
    for draft, lead, task in zip(drafts, leads, tasks, strict=True):
        yield from lead_doubts(draft, lead, task)
        yield from step_doubts(draft, task, title.year, numbered=numbered)
    yield from table_notes(drafts, leads)
