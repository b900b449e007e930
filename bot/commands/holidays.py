"""`shenbao import holidays`: the days that the office works differently."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from pathlib import Path

import typer

from bot.clock import SystemClock
from bot.commands.console import (
    DOUBTS,
    ConfigOption,
    JsonOption,
    Stop,
    configuration,
    console,
    print_json,
    read_file,
)
from bot.commands.documents import ApplyOption, DryRunOption, FileArgument
from bot.config import Config
from bot.office import as_docx
from bot.policies import policy_of
from bot.sources import one_worker
from bot.worker import WorkerFailed
from handlers.audit import COMMAND
from handlers.rules.explanations import day_text
from handlers.rules.problems import Unreadable
from handlers.rules.special_days import SpecialDays
from handlers.special_days import keep_special_days
from storage.database import open_database


def holidays(
    file: FileArgument,
    apply: ApplyOption = False,
    dry_run: DryRunOption = False,
    json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """导入节假日和调休上班的日期：表格，或国务院办公厅通知的文字。"""
    settings = configuration(config)
    found = asyncio.run(_read(file, read_file(file)))
    wanted = apply and not dry_run
    changed = asyncio.run(_keep(settings, found)) if wanted else None
    if json:
        days = [{**asdict(each), "day": each.day.isoformat()} for each in found.days]
        problems = [{**asdict(each), "level": each.level.value} for each in found.problems]
        print_json({"kind": "holidays", "days": days, "problems": problems, "changed": changed})
    else:
        _print(found, changed)
    if found.problems:
        raise typer.Exit(DOUBTS)


async def _read(file: Path, raw: bytes) -> SpecialDays:
    name, raw = await as_docx(file.name, raw)
    async with one_worker() as worker:
        try:
            return await worker.read_special_days(name, raw)
        except (Unreadable, WorkerFailed) as error:
            raise Stop(f"{file.name}：{error}") from error


async def _keep(settings: Config, found: SpecialDays) -> int:
    database = await open_database(settings.database, create=True)
    try:
        async with database.transaction() as session:
            now = SystemClock().now()
            return await keep_special_days(session, found.days, now, policy_of(settings), COMMAND)
    finally:
        await database.close()


def _print(found: SpecialDays, changed: int | None) -> None:
    for each in found.days:
        word = "上班" if each.worked else "休息"
        console.print(f"{each.day.year}年{day_text(each.day)} {word} {each.name}".rstrip(), markup=False)
    for problem in found.problems:
        console.print(f"请核对，第 {problem.line} 行：{problem.message}", markup=False)
    if changed is None:
        console.print("这是预览，没有改动数据；确认无误后加 --apply 启用。")
    else:
        console.print(f"已启用，{changed} 天有变化；提醒按新的日历重新安排。")
