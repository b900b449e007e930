"""`shenbao category`: what the office changes about a category during the year."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from bot.clock import SystemClock
from bot.commands.console import ConfigOption, JsonOption, Stop, console, print_json
from bot.commands.store import with_database
from handlers.audit import COMMAND
from handlers.category_settings import list_settings, put_setting
from handlers.policy import Policy
from handlers.rules.settings import Field, Setting
from storage.database import Database

app = typer.Typer(no_args_is_help=True, help="类别的开放时间、联系人、邮箱：年中变动不必重新导入指南。")
NAMES = {
    Field.OPENS: "开始受理",
    Field.CLOSES: "截止",
    Field.CONTACT: "联系人",
    Field.PHONE: "电话",
    Field.MAILBOX: "邮箱",
}


@app.command("list")
def list_(json: JsonOption = False, config: ConfigOption = None) -> None:
    """列出已经改动的项。"""

    async def work(database: Database, _policy: Policy) -> list[Setting]:
        async with database.reading() as session:
            return await list_settings(session)

    settings = with_database(config, work)
    if json:
        print_json([asdict(setting) for setting in settings])
    else:
        lines = [f"{each.category}  {NAMES[each.field]}：{each.value}" for each in settings]
        console.print("\n".join(lines) or "没有改动，一切以指南为准。", markup=False)


@app.command("set")
def set_(
    category: Annotated[str, typer.Argument(help="类别编号，例如 2.1")],
    opens: Annotated[str | None, typer.Option(help="开始受理的日期；留空恢复")] = None,
    closes: Annotated[str | None, typer.Option(help="截止日期；留空恢复")] = None,
    contact: Annotated[str | None, typer.Option(help="联系人；留空恢复为指南所写")] = None,
    phone: Annotated[str | None, typer.Option(help="电话；留空恢复为指南所写")] = None,
    mailbox: Annotated[str | None, typer.Option(help="收件邮箱；留空恢复为指南所写")] = None,
    json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """改动一个类别。"""
    given = zip(NAMES, (opens, closes, contact, phone, mailbox), strict=True)
    wanted = [Setting(category, field, value) for field, value in given if value is not None]
    if not wanted:
        raise Stop("请给出要改动的项，例如 --closes 2023-06-30")

    async def work(database: Database, policy: Policy) -> list[Setting]:
        now = SystemClock().now()
        async with database.transaction() as session:
            return [await put_setting(session, each, now, policy, COMMAND) for each in wanted]

    done = with_database(config, work)
    if json:
        print_json([asdict(setting) for setting in done])
    else:
        for each in done:
            console.print(
                f"{each.category} {NAMES[each.field]}：{each.value or '恢复为指南所写'}", markup=False
            )
