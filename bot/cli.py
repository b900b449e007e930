"""The `shenbao` command: its table of subcommands."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from bot.commands import (
    aliases,
    audit,
    categories,
    doctor,
    documents,
    erasing,
    exports,
    holidays,
    keeping,
    mailroom,
    parcels,
    people,
    planning,
    questions,
    review,
    service,
    settings,
    units,
)
from bot.commands.console import ConfigOption, Stop, remember_config, stop

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="申报台：指南问答、申报材料收转、重点工作节点提醒。",
)
documents.app.command()(holidays.holidays)
app.add_typer(documents.app, name="import")
app.add_typer(aliases.app, name="alias")
app.add_typer(categories.app, name="category")
app.add_typer(people.app, name="staff")
app.add_typer(units.app, name="unit")
app.add_typer(exports.app, name="export")
app.add_typer(review.app, name="review")
app.add_typer(parcels.app, name="outbox")
app.add_typer(audit.app, name="audit")
app.add_typer(settings.app, name="config")
app.command("init")(settings.init)
app.command("ask")(questions.ask)
app.command("route")(mailroom.route)
app.command("plan")(planning.plan)
app.command("run")(service.run)
app.command("check-config")(service.check_config)
app.command("doctor")(doctor.doctor)
app.command("erase")(erasing.erase)
app.command("backup")(keeping.backup)
app.command("restore")(keeping.restore)


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
    try:
        app()
    except Stop as error:
        stop(str(error))
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
