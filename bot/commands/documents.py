"""`shenbao import`: documents in, with every doubt told."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

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
from bot.commands.store import with_database
from bot.config import Config
from bot.policies import policy_of
from bot.sources import one_worker, read_named
from bot.worker import WorkerFailed
from handlers.audit import COMMAND
from handlers.editions import DocumentValue, apply_document, as_json, changes_against, in_force
from handlers.policy import Policy
from handlers.reports import summary
from handlers.rules.changes import Change
from handlers.rules.problems import Level, Unreadable
from handlers.undoing import Undone, undo_import
from storage.database import Database, open_database

app = typer.Typer(no_args_is_help=True, help="导入指南、任务表、人员名单；不加 --apply 只看报告，不改数据。")
FileArgument = Annotated[Path, typer.Argument(help="要导入的文件")]
ApplyOption = Annotated[bool, typer.Option("--apply", help="导入并启用")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="只看报告（默认）")]


# What can be imported, with what the help says of it.
KINDS = {"guide": "导入申报指南。", "tasks": "导入年度工作任务表。", "staff": "导入工作人员名单。"}


def _add_command(kind: str, told: str) -> None:
    @app.command(kind, help=told)
    def run(
        file: FileArgument,
        apply: ApplyOption = False,
        dry_run: DryRunOption = False,
        json: JsonOption = False,
        config: ConfigOption = None,
    ) -> None:
        _import(kind, file, apply=apply and not dry_run, json=json, config=config)


for _kind, _told in KINDS.items():
    _add_command(_kind, _told)


@app.command()
def undo(json: JsonOption = False, config: ConfigOption = None) -> None:
    """撤回最近一次导入，恢复之前的版本。"""

    async def work(database: Database, policy: Policy) -> Undone:
        async with database.transaction() as session:
            return await undo_import(session, SystemClock().now(), policy, COMMAND)

    undone = with_database(config, work)
    if json:
        print_json(asdict(undone))
    else:
        console.print(f"已撤回《{undone.title}》，恢复《{undone.back_to}》。", markup=False)


def _import(kind: str, file: Path, *, apply: bool, json: bool, config: Path | None) -> None:
    settings = configuration(config)
    document = asyncio.run(_read(kind, file, read_file(file)))
    changes = asyncio.run(_compare(settings, document))
    if json:
        print_json({**as_json(document), "diff": [_change(change) for change in changes]})
    else:
        _print_report(document, changes)
        apply = apply or _wanted()
    if apply:
        asyncio.run(_apply(settings, document))
    if not json:
        console.print("已启用。" if apply else "这是预览，没有改动数据；确认无误后加 --apply 启用。")
    if any(problem.level in (Level.WARNING, Level.ERROR) for problem in document.problems):
        raise typer.Exit(DOUBTS)


def _wanted() -> bool:
    """Ask whether to apply, where somebody sits at a terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty() and typer.confirm("现在启用吗？", default=False)


async def _read(kind: str, file: Path, raw: bytes) -> DocumentValue:
    async with one_worker() as worker:
        try:
            return await read_named(worker, kind, file, raw)
        except (Unreadable, WorkerFailed) as refusal:
            raise Stop(f"{file.name}：{refusal}") from refusal


async def _compare(settings: Config, document: DocumentValue) -> tuple[Change, ...]:
    """Compare with what is in force; without a database everything is new."""
    if not settings.database.exists():
        return changes_against(None, document)
    database = await open_database(settings.database)
    try:
        async with database.reading() as session:
            return changes_against(await in_force(session, document.kind), document)
    finally:
        await database.close()


async def _apply(settings: Config, document: DocumentValue) -> None:
    database = await open_database(settings.database, create=True)
    try:
        async with database.transaction() as session:
            await apply_document(session, document, SystemClock().now(), policy_of(settings), COMMAND)
    finally:
        await database.close()


def _change(change: Change) -> dict[str, Any]:
    return {"id": change.id, "field": change.field, "old": change.old, "new": change.new}


def _print_report(document: DocumentValue, changes: tuple[Change, ...]) -> None:
    console.print(summary(document), markup=False)
    if document.problems:
        table = Table("级别", "位置", "说明", title="需要留意", title_justify="left")
        for problem in document.problems:
            table.add_row(LEVELS[problem.level], _place(problem.line, problem.cell), problem.message)
        console.print(table)
    if changes:
        console.print(f"与现行版本相比有 {len(changes)} 处不同：")
        for change in changes[:40]:
            console.print(
                f"  {change.id} {change.field}：{_short(change.old)} → {_short(change.new)}", markup=False
            )


LEVELS = {Level.NOTE: "提示", Level.WARNING: "请核对", Level.ERROR: "读不出"}
LONGEST = 60


def _place(line: int | None, cell: str | None) -> str:
    return cell or (f"第 {line} 行" if line else "")


def _short(text: str | None) -> str:
    if text is None:
        return "（无）"
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
