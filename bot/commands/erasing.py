"""`shenbao erase`: take everything personal about a submission out of rows and files."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot.clock import SystemClock
from bot.commands.console import ConfigOption, Stop, configuration, console
from bot.erasures import erase_all
from bot.instance import AlreadyRunning, only_instance
from handlers.refusals import Refusal
from handlers.rules.receipts import find_receipts
from handlers.wording import plain, say


def erase(
    receipt: Annotated[str, typer.Option(help="回执号")],
    yes: Annotated[bool, typer.Option("--yes", help="不再确认")] = False,
    config: ConfigOption = None,
) -> None:
    """彻底删除一份申报材料的文件、来信、单位信息和聊天文字，只留回执号和删除时间；须先停止服务。"""
    settings = configuration(config)
    found = find_receipts(receipt)
    if len(found) != 1:
        raise Stop(f"{receipt} 不是回执号")
    number = found[0]
    if not settings.database.exists():
        raise Stop(f"还没有数据库（{settings.database}）")
    if not yes and not typer.confirm(f"删除 {number} 以后不能恢复，确定吗", default=False):
        raise Stop("没有删除")
    try:
        with only_instance(settings.database):
            (done,) = asyncio.run(erase_all(settings, [number], SystemClock().now()))
    except AlreadyRunning as error:
        raise Stop("申报台正在运行，请先停止服务再删除") from error
    except Refusal as refusal:
        raise Stop(plain(say(f"{refusal.sentence}.html", **refusal.values))) from refusal
    told = f"{done.letters} 封来信、{done.parcels} 件发出的信件和消息、{len(done.blobs)} 个文件"
    console.print(f"已删除 {number}：{told}。", markup=False)
    console.print(
        "收信邮箱和以前的备份里可能还有它：请到邮箱里删除来信，再备份一次，并删除旧的备份。", markup=False
    )
