"""`shenbao export`: what is kept, as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.clock import SystemClock
from bot.commands.console import ConfigOption, Stop, console
from bot.commands.store import with_database
from handlers.milestone_sheet import sheet_of
from handlers.milestone_table import Overview, whole_table
from handlers.policy import Policy
from handlers.special_days import with_special_days
from storage.database import Database

app = typer.Typer(no_args_is_help=True, help="导出数据。")


@app.callback()
def exports() -> None:
    """导出数据。"""


@app.command()
def tasks(
    file: Annotated[Path, typer.Argument(help="要写的 .xlsx 文件")], config: ConfigOption = None
) -> None:
    """把任务表的全部节点和进展导出为 .xlsx。"""

    async def work(database: Database, policy: Policy) -> Overview:
        async with database.reading() as session:
            policy = await with_special_days(session, policy)
            return await whole_table(session, SystemClock().now(), policy)

    table = with_database(config, work)
    try:
        file.write_bytes(sheet_of(table))
    except OSError as error:
        raise Stop(f"写不了文件 {file}：{error.strerror}") from error
    console.print(f"已导出 {table.count} 个节点到 {file}。", markup=False)
