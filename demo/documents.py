"""The sample documents, read as every import reads them."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

from bot.worker import Worker
from demo.page_state import Progress
from handlers.rules.guide import Guide
from handlers.rules.people import StaffList
from handlers.rules.tasks import TaskTable

# Kind -> file in samples/, and what the page says meanwhile.
_SAMPLES = {
    "guide": ("guide-2023.txt", "正在读申报指南……"),
    "tasks": ("tasks-2022.txt", "正在读工作任务表……"),
    "staff": ("staff.csv", "正在读人员名单……"),
}


@dataclass(frozen=True, slots=True)
class Documents:
    """What is in force in the demo."""

    guide: Guide
    tasks: TaskTable
    staff: StaffList


async def read_samples(progress: Progress) -> Documents:
    """Read the samples in the confined process, as every import does."""
    found: dict[str, Guide | TaskTable | StaffList] = {}
    worker = Worker()
    try:
        for kind, (name, step) in _SAMPLES.items():
            progress.say(step)
            raw = files("samples").joinpath(name).read_bytes()
            found[kind] = await worker.read_document(kind, name, raw)
    finally:
        await worker.close()
    guide, tasks, staff = found["guide"], found["tasks"], found["staff"]
    if not (isinstance(guide, Guide) and isinstance(tasks, TaskTable) and isinstance(staff, StaffList)):
        raise TypeError("the samples are not what they are named")
    return Documents(guide, tasks, staff)
