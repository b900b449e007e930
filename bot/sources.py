"""Where a command finds its guide and tables: the file named, else the database, else the samples."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import samples
from bot.config import Config
from bot.office import as_docx
from bot.worker import Worker
from handlers.editions import DocumentValue, in_force
from handlers.rules.guide import Guide
from handlers.rules.people import StaffList
from handlers.rules.problems import Unreadable
from handlers.rules.tasks import TaskTable
from storage.database import open_database

SAMPLES = Path(samples.__file__ or "").parent
SAMPLE_FILES = {"guide": "guide-2023.txt", "tasks": "tasks-2022.txt", "staff": "staff.csv"}


@asynccontextmanager
async def one_worker() -> AsyncIterator[Worker]:
    """Give a worker for the length of a command."""
    worker = Worker()
    try:
        yield worker
    finally:
        await worker.close()


async def read_named(worker: Worker, kind: str, path: Path, raw: bytes) -> DocumentValue:
    """Read a document of a kind from a file's bytes; a .doc is turned into .docx first."""
    name, raw = await as_docx(path.name, raw)
    return await worker.read_document(kind, name, raw)


async def find_guide(config: Config, worker: Worker, path: Path | None) -> Guide:
    """Return the guide that a command works with."""
    value = await _find(config, worker, "guide", path)
    if not isinstance(value, Guide):
        raise Unreadable("这不是申报指南")
    return value


async def find_table(config: Config, worker: Worker, path: Path | None) -> TaskTable:
    """Return the task table that a command works with."""
    value = await _find(config, worker, "tasks", path)
    if not isinstance(value, TaskTable):
        raise Unreadable("这不是工作任务分解表")
    return value


async def find_staff(config: Config, worker: Worker, path: Path | None) -> StaffList:
    """Return the staff list that a command works with."""
    value = await _find(config, worker, "staff", path)
    if not isinstance(value, StaffList):
        raise Unreadable("这不是工作人员名单")
    return value


async def _find(config: Config, worker: Worker, kind: str, path: Path | None) -> DocumentValue:
    if path is None and config.database.exists():
        database = await open_database(config.database)
        try:
            async with database.reading() as session:
                found = await in_force(session, kind)
        finally:
            await database.close()
        if found is not None:
            return found
    path = path or SAMPLES / SAMPLE_FILES[kind]
    try:
        return await read_named(worker, kind, path, path.read_bytes())
    except FileNotFoundError as error:
        raise Unreadable(f"找不到文件 {path}") from error
    except IsADirectoryError as error:
        raise Unreadable(f"{path} 是文件夹，请给出文件") from error
    except Unreadable as refusal:
        raise Unreadable(f"{path.name}：{refusal}") from refusal
