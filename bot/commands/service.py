"""`shenbao run` and `shenbao check-config`."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import Annotated

import structlog
import typer

from bot.clock import SystemClock
from bot.commands.console import ConfigOption, Stop, config_path, configuration, console
from bot.config import Config, Mode
from bot.config_problems import find_problems, find_risks
from bot.fonts import NO_FONT, find_font
from bot.instance import AlreadyRunning
from bot.logs import set_up_logs
from bot.mail.imap_faults import MailboxFault
from bot.memory import give_back_large_blocks
from bot.supervisor import READY, STOPPING, Supervisor
from storage.troubles import DatabaseTrouble

BROKEN = 3  # exit status: ended by a fault of the programme
log = structlog.get_logger()
MODES = {
    Mode.LIVE: "正式运行：信件发给真实收件人",
    Mode.SANDBOX: "试运行：所有信件只发到试运行邮箱和会话",
    Mode.DRY_RUN: "演练：什么都不发出",
}


def run(
    once: Annotated[bool, typer.Option("--once", help="处理完眼下等待的就结束")] = False,
    config: ConfigOption = None,
) -> None:
    """启动服务。"""
    settings = configuration(config)
    if config_path(config) is None:
        raise Stop("没有找到 config.toml，请复制 config.example.toml 后填写，或用 --config 指明")
    problems = find_problems(settings)
    if problems:
        raise Stop("\n".join(problems))
    set_up_logs(settings)
    for risk in find_risks(settings):
        log.warning("config.risk", told=risk)
    sys.stderr.write(f"{MODES[settings.mode]}\n")
    try:
        asyncio.run(_serve(settings, once=once))
    except AlreadyRunning as error:
        raise Stop(f"同一个数据库已有一个申报台在运行（{settings.database}），本次不再启动") from error
    except (MailboxFault, DatabaseTrouble) as error:
        raise Stop(str(error)) from error
    except Exception:
        # Through the log, where secrets are masked; the supervisor starts the service again.
        log.exception("service.failed")
        raise typer.Exit(BROKEN) from None


async def _serve(config: Config, *, once: bool) -> None:
    from bot.app import run as run_service  # the whole service: loaded only where it runs
    from bot.app import run_once

    give_back_large_blocks()
    if once:
        await run_once(config, SystemClock())
        return
    supervisor = Supervisor(os.environ)
    service = run_service(config, SystemClock(), started=lambda _parts: supervisor.tell(READY))
    task = asyncio.ensure_future(service)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, _end, task, supervisor)
    try:
        async with supervisor.watched():
            await task
    except asyncio.CancelledError:
        sys.stderr.write("已停止，没有处理完的会在下次启动时继续。\n")


def _end(service: asyncio.Future[None], supervisor: Supervisor) -> None:
    supervisor.tell(STOPPING)
    service.cancel()


def check_config(config: ConfigOption = None) -> None:
    """检查配置，一行一个问题。"""
    settings = configuration(config)
    problems, risks = find_problems(settings), find_risks(settings)
    for line in (*problems, *risks):
        console.print(line, markup=False)
    if problems or risks:
        raise typer.Exit(2 if problems else 1)
    console.print(f"配置没有问题。{MODES[settings.mode]}。")
    if find_font(settings.receipt.font) is None:
        console.print(f"提示：{NO_FONT}；没有字体时只发文字回执。", markup=False)
