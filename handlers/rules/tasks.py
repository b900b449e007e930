"""The annual task table as values: what every other room knows of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from handlers.rules.problems import Problem


@dataclass(frozen=True, slots=True)
class Milestone:
    """A 节点 of a task; `number` is None where none is printed, then its position identifies it."""

    number: int | None
    text: str
    units: tuple[str, ...]
    due: date | None
    due_raw: str
    due_reason: str | None = None
    recurrence: str | None = None  # weekly, monthly, quarterly, yearly


@dataclass(frozen=True, slots=True)
class Charged:
    """A person whom the table names beside a task, with the name of the column: 责任人, 分管领导."""

    role: str
    name: str


@dataclass(frozen=True, slots=True)
class Task:
    """A 工作任务 with its milestones in the order of the table."""

    number: str
    text: str
    lead_unit: str | None
    units: tuple[str, ...]
    milestones: tuple[Milestone, ...]
    persons: tuple[Charged, ...] = ()  # none in a table without such columns


@dataclass(frozen=True, slots=True)
class TaskTable:
    """A task table as read from a document."""

    title: str
    year: int | None
    tasks: tuple[Task, ...] = ()
    problems: tuple[Problem, ...] = ()
    kind: str = "tasks"
