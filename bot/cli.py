"""The `shenbao` command."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from bot.commands.console import ConfigOption, Stop, remember_config, stop
from bot.commands.loading import LateCommands
from bot.memory import look_for_cycles_seldom
from storage.troubles import DatabaseTrouble

app = typer.Typer(
    cls=LateCommands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="申报台：指南问答、申报材料收转、重点工作节点提醒。",
)


@app.callback()
def options(config: ConfigOption = None) -> None:
    """申报台。"""
    remember_config(config)


@app.command()
def demo(
    port: Annotated[int | None, typer.Option(help="网页端口，默认自动选择")] = None,
    data: Annotated[str | None, typer.Option(help="保留数据的文件夹，默认用后即删")] = None,
    today: Annotated[str | None, typer.Option(help="演示从哪一天开始，例如 2022-06-20")] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="不打开浏览器")] = False,
) -> None:
    """在本机演示全部功能，不需要任何账号。"""
    from demo.main import start_demo

    start_demo(port=port, data=data, today=today, open_browser=not no_browser)


def main() -> None:
    """Run the command; an expected stop is one sentence on standard error, never a traceback."""
    look_for_cycles_seldom()  # before anything large is loaded: a tenth of the start went into it
    try:
        app()
    except (Stop, DatabaseTrouble) as error:
        stop(str(error))
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
