"""What an import found, as a colleague would note it."""

from __future__ import annotations

from handlers.editions import DocumentValue
from handlers.rules.guide import Guide
from handlers.rules.problems import Level
from handlers.rules.tasks import TaskTable
from handlers.wording import say


def summary(document: DocumentValue) -> str:
    """Word the totals and doubts of a document that was read."""
    doubts = sum(problem.level is not Level.NOTE for problem in document.problems)
    if isinstance(document, Guide):
        return say("import_guide", guide=document, doubts=doubts)
    if isinstance(document, TaskTable):
        count = sum(len(task.milestones) for task in document.tasks)
        undated = sum(milestone.due is None for task in document.tasks for milestone in task.milestones)
        return say("import_tasks", table=document, count=count, undated=undated, doubts=doubts)
    return say("import_staff", staff=document, doubts=doubts)
