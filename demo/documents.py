"""The sample documents, put in force before the desk opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.app import policy_of
from bot.config import Config
from bot.sources import SAMPLE_FILES, SAMPLES, one_worker
from demo.page_state import Progress
from handlers.audit import COMMAND
from handlers.editions import DocumentValue, apply_document, in_force
from handlers.rules.guide import Guide
from handlers.rules.people import StaffList
from handlers.rules.tasks import TaskTable
from storage.database import open_database

_STEPS = {
    "guide": "正在导入申报指南……",
    "tasks": "正在导入工作任务表……",
    "staff": "正在导入人员名单……",
}


@dataclass(frozen=True, slots=True)
class Documents:
    """What is in force in the demo."""

    guide: Guide
    tasks: TaskTable
    staff: StaffList


async def read_samples(progress: Progress) -> Documents:
    """Read the samples in the confined process, as every import does."""
    found: dict[str, DocumentValue] = {}
    async with one_worker() as worker:
        for kind, name in SAMPLE_FILES.items():
            progress.say(_STEPS[kind])
            path = SAMPLES / name
            found[kind] = await worker.read_document(kind, name, path.read_bytes())
    guide, tasks, staff = found["guide"], found["tasks"], found["staff"]
    if not (isinstance(guide, Guide) and isinstance(tasks, TaskTable) and isinstance(staff, StaffList)):
        raise TypeError("the samples are not what they are named")
    return Documents(guide, tasks, staff)


async def put_in_force(config: Config, documents: Documents, now: datetime) -> None:
    """Apply the documents, unless a kept data folder has some already."""
    database = await open_database(config.database, create=True)
    try:
        async with database.transaction() as session:
            for document in (documents.guide, documents.tasks, documents.staff):
                if await in_force(session, document.kind) is None:
                    await apply_document(session, document, now, policy_of(config), COMMAND)
    finally:
        await database.close()
