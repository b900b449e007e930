"""`shenbao unit`: the units of the task table, and their other names."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Annotated

import typer

from bot.clock import SystemClock
from bot.commands.console import DOUBTS, ConfigOption, JsonOption, console, print_json
from bot.commands.store import with_database
from handlers.audit import COMMAND
from handlers.policy import Policy
from handlers.units import Matching, OtherName, confirm_name, is_known, match_units, other_names, refuse_name
from storage.database import Database

app = typer.Typer(no_args_is_help=True, help="责任单位：谁没有联系人，有哪些别称。")
alias_app = typer.Typer(no_args_is_help=True, help="单位的别称，例如市工信局就是市工业和信息化局。")
app.add_typer(alias_app, name="alias")
AliasArgument = Annotated[str, typer.Argument(help="别称")]


@app.command("list")
def list_(json: JsonOption = False, config: ConfigOption = None) -> None:
    """列出没有联系人的牵头单位，以及待确认的别称。"""

    async def work(database: Database, policy: Policy) -> Matching:
        async with database.transaction() as session:
            return await match_units(session, SystemClock().now(), policy)

    matching = with_database(config, work)
    if json:
        proposed = [asdict(each) for each in matching.proposed]
        print_json({"without_people": list(matching.nobody), "proposed": proposed})
        return
    for unit in matching.nobody:
        console.print(f"没有联系人：{unit}", markup=False)
    for each in matching.proposed:
        console.print(f"可能相同：{each.alias} = {each.unit}", markup=False)
    if not matching.nobody and not matching.proposed:
        console.print("牵头单位都有联系人。")


@alias_app.command("list")
def list_aliases(json: JsonOption = False, config: ConfigOption = None) -> None:
    """列出全部别称，包括待确认的。"""

    async def work(database: Database, _policy: Policy) -> list[OtherName]:
        async with database.reading() as session:
            return await other_names(session)

    names = with_database(config, work)
    if json:
        print_json([asdict(each) for each in names])
        return
    lines = [f"{each.alias} = {each.unit}{'' if each.confirmed else '（待确认）'}" for each in names]
    console.print("\n".join(lines) or "还没有别称。", markup=False)


@alias_app.command()
def add(
    alias: AliasArgument,
    unit: Annotated[str, typer.Argument(help="任务表里的单位名称")],
    json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """确认或增加一个别称。"""

    async def work(database: Database, policy: Policy) -> tuple[OtherName, bool]:
        async with database.transaction() as session:
            added = await confirm_name(session, alias, unit, SystemClock().now(), policy, COMMAND)
            return added, await is_known(session, added.unit)

    added, known = with_database(config, work)
    if json:
        print_json(asdict(added))
    else:
        console.print(f"今后“{added.alias}”就是“{added.unit}”。", markup=False)
    if not known:
        sys.stderr.write(f"任务表和人员名单里都没有“{added.unit}”，请核对写法。\n")
        raise typer.Exit(DOUBTS)


@alias_app.command()
def remove(alias: AliasArgument, json: JsonOption = False, config: ConfigOption = None) -> None:
    """去掉一个别称，今后也不再提示。"""

    async def work(database: Database, policy: Policy) -> str:
        async with database.transaction() as session:
            return await refuse_name(session, alias, SystemClock().now(), policy, COMMAND)

    removed = with_database(config, work)
    if json:
        print_json({"removed": removed})
    else:
        console.print(f"已去掉“{removed}”。", markup=False)
