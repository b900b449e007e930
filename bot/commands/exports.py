"""`shenbao export`: what is kept, as files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final, TypeVar

import typer

from bot.clock import SystemClock
from bot.commands.console import ConfigOption, Stop, console
from bot.commands.store import with_database
from handlers.exports import (
    AUDIT_COLUMNS,
    SUBMISSION_COLUMNS,
    AuditLine,
    SubmissionLine,
    audit_lines,
    submission_lines,
)
from handlers.milestone_sheet import COLUMNS as TASK_COLUMNS
from handlers.milestone_table import Overview, whole_table
from handlers.policy import Policy
from handlers.sheets import Columns, delimited, xlsx
from handlers.special_days import with_special_days
from storage.database import Database

Row = TypeVar("Row")
FileArgument = Annotated[Path, typer.Argument(help="要写的 .xlsx 或 .csv 文件")]
FORMS: Final = (".xlsx", ".csv")

app = typer.Typer(no_args_is_help=True, help="导出数据。")


@app.callback()
def exports() -> None:
    """导出数据。"""


@app.command()
def tasks(file: FileArgument, config: ConfigOption = None) -> None:
    """把任务表的全部节点和进展导出为 .xlsx 或 .csv。"""

    async def work(database: Database, policy: Policy) -> Overview:
        async with database.reading() as session:
            policy = await with_special_days(session, policy)
            return await whole_table(session, SystemClock().now(), policy)

    _demand_form(file)
    table = with_database(config, work)
    _write(file, _written(file, "节点", TASK_COLUMNS, table.rows, title=table.title))
    console.print(f"已导出 {table.count} 个节点到 {file}。", markup=False)


@app.command()
def submissions(file: FileArgument, config: ConfigOption = None) -> None:
    """把全部有回执号的申报材料导出为 .xlsx 或 .csv；含联系方式，请妥善保管。"""

    async def work(database: Database, policy: Policy) -> list[SubmissionLine]:
        async with database.reading() as session:
            return await submission_lines(session, policy)

    _demand_form(file)
    lines = with_database(config, work)
    _write(file, _written(file, "申报材料", SUBMISSION_COLUMNS, lines))
    console.print(f"已导出 {len(lines)} 份申报材料到 {file}。", markup=False)


@app.command()
def audit(file: FileArgument, config: ConfigOption = None) -> None:
    """把审计日志导出为 .xlsx 或 .csv；里面的人只有代号。"""

    async def work(database: Database, policy: Policy) -> list[AuditLine]:
        async with database.reading() as session:
            return await audit_lines(session, policy)

    _demand_form(file)
    lines = with_database(config, work)
    _write(file, _written(file, "审计日志", AUDIT_COLUMNS, lines))
    console.print(f"已导出 {len(lines)} 行审计日志到 {file}。", markup=False)


def _demand_form(file: Path) -> None:
    if file.suffix.lower() not in FORMS:
        raise Stop(f"只能导出为 .xlsx 或 .csv，请改文件名 {file.name}")


def _written(file: Path, name: str, columns: Columns[Row], rows: Sequence[Row], title: str = "") -> bytes:
    if file.suffix.lower() == ".csv":
        return delimited(columns, rows)
    return xlsx(title or name, name, columns, rows)


def _write(file: Path, raw: bytes) -> None:
    """Write for the owner alone: there are names and phones in it."""
    try:
        file.touch(mode=0o600)
        file.write_bytes(raw)
    except OSError as error:
        raise Stop(f"写不了文件 {file}：{error.strerror}") from error
